using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

public sealed partial class KubernetesClient
{
    /// <summary>Creates an object; without a name but with <c>metadata.generateName</c>, the server names it.</summary>
    /// <exception cref="KubernetesApiException">It exists already, is invalid, or the server refuses.</exception>
    public Task<Unstructured> CreateAsync(ApiResource type, Unstructured desired, WriteOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(desired);
        ApiPath.RequireNamespace(type, desired.Namespace, desired.Name);

        // A subresource such as a pod's eviction or a service account's token is created below its object.
        var path = options?.Subresource is { } subresource
            ? ApiPath.Item(type, desired.Key, subresource, stackalloc char[PathScratch])
            : ApiPath.Collection(type, desired.Namespace, stackalloc char[PathScratch]);
        AddWriteOptions(ref path, options);
        var request = new ApiRequest(HttpMethod.Post, path.Finish())
        {
            Body = JsonBody.Write(desired.Root),
            Idempotent = options?.DryRun == true,
            Resource = type,
        };
        return SendAsync(request, Shape(options), ct);
    }

    /// <summary>Replaces an object as a whole; its <c>resourceVersion</c>, when given, must still be the stored one.</summary>
    /// <exception cref="KubernetesApiException">It changed meanwhile, does not exist, is invalid, or the server refuses.</exception>
    public Task<Unstructured> ReplaceAsync(ApiResource type, Unstructured desired, WriteOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(desired);
        var path = ApiPath.Item(type, desired.Key, options?.Subresource, stackalloc char[PathScratch]);
        AddWriteOptions(ref path, options);
        var request = new ApiRequest(HttpMethod.Put, path.Finish())
        {
            Body = JsonBody.Write(desired.Root),
            Idempotent = true,
            Resource = type,
        };
        return SendAsync(request, Shape(options), ct);
    }

    /// <summary>Changes an object; server-side apply creates it when it does not exist.</summary>
    /// <param name="type">Kind of the object.</param>
    /// <param name="key">Name and namespace.</param>
    /// <param name="patch">The change. Server-side apply needs <see cref="WriteOptions.FieldManager"/>.</param>
    /// <param name="options">Owner of the fields, dry run and so on.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="KubernetesApiException">
    /// Fields belong to another manager (a conflict, one cause per field), the object is invalid, or the server refuses.
    /// </exception>
    public Task<Unstructured> PatchAsync(ApiResource type, NamespacedName key, Patch patch, PatchOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(patch);
        if (patch.IsApply ? string.IsNullOrEmpty(options?.FieldManager) : options?.Force == true)
        {
            throw new ArgumentException(
                patch.IsApply ? "server-side apply needs a field manager" : "only server-side apply can be forced", nameof(options));
        }

        var path = ApiPath.Item(type, key, options?.Subresource, stackalloc char[PathScratch]);
        AddWriteOptions(ref path, options);
        if (options?.Force == true)
        {
            path.Query("force", "true");
        }

        var request = new ApiRequest(HttpMethod.Patch, path.Finish())
        {
            Body = patch.Body,
            ContentType = patch.ContentType,
            Idempotent = patch.IsIdempotent || options?.DryRun == true,
            Resource = type,
        };
        return SendAsync(request, Shape(options), ct);
    }

    /// <summary>Deletes an object.</summary>
    /// <returns>The object while finalizers or a grace period hold it; null when it is gone, now or already before.</returns>
    /// <exception cref="KubernetesApiException">A precondition does not hold (a conflict), or the server refuses.</exception>
    public async Task<Unstructured?> DeleteAsync(ApiResource type, NamespacedName key, DeleteOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        var request = new ApiRequest(HttpMethod.Delete, ItemPath(type, key))
        {
            Body = options is null ? default : JsonBody.Write(Describe(options)),
            Idempotent = true,
            Resource = type,
        };
        try
        {
            var answer = await SendAsync(request, Shape(options), ct).ConfigureAwait(false);
            return answer.IsDeleting ? answer : null;
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    private static string ItemPath(ApiResource type, NamespacedName key) =>
        ApiPath.Item(type, key, null, stackalloc char[PathScratch]).Finish();

    private static ObjectShape Shape(RequestOptions? options) =>
        options?.DropManagedFields == true ? ObjectShape.WithoutManagedFields : ObjectShape.Verbatim;

    private static void AddWriteOptions(ref ApiPath path, WriteOptions? options)
    {
        if (options is null)
        {
            return;
        }

        path.Query("fieldManager", options.FieldManager);
        if (options.DryRun)
        {
            path.Query("dryRun", "All");
        }

        path.Query("fieldValidation", options.FieldValidation switch
        {
            FieldValidation.Ignore => "Ignore",
            FieldValidation.Warn => "Warn",
            FieldValidation.Strict => "Strict",
            _ => null,
        });
    }

    private static JsonObject Describe(DeleteOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }

        if (options.PropagationPolicy is { } policy)
        {
            body["propagationPolicy"] = policy.ToString();
        }

        if (options.Preconditions is { } preconditions)
        {
            var must = new JsonObject();
            if (preconditions.Uid is not null)
            {
                must["uid"] = preconditions.Uid;
            }

            if (preconditions.ResourceVersion is not null)
            {
                must["resourceVersion"] = preconditions.ResourceVersion;
            }

            body["preconditions"] = must;
        }

        if (options.DryRun)
        {
            body["dryRun"] = new JsonArray("All");
        }

        return body;
    }
}
