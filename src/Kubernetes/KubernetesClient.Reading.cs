using System.Runtime.CompilerServices;
using GitOpsToolkit.Kubernetes.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

public sealed partial class KubernetesClient
{
    private const int PathScratch = 256;
    private static readonly ListOptions DefaultListOptions = new();

    /// <summary>Reads an object; null when it does not exist.</summary>
    public async Task<Unstructured?> FindAsync(ApiResource type, NamespacedName key, ReadOptions? options = null, CancellationToken ct = default)
    {
        try
        {
            return await GetAsync(type, key, options, ct).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads an object.</summary>
    /// <exception cref="KubernetesApiException">It does not exist, or the server refuses.</exception>
    public Task<Unstructured> GetAsync(ApiResource type, NamespacedName key, ReadOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        var path = ApiPath.Item(type, key, options?.Subresource, stackalloc char[PathScratch]);
        path.Query("resourceVersion", options?.ResourceVersion);
        var metadataOnly = options?.MetadataOnly == true;
        var request = new ApiRequest(HttpMethod.Get, path.Finish())
        {
            Accept = metadataOnly ? MediaTypes.PartialObject : MediaTypes.Json,
            Idempotent = true,
            Resource = type,
        };
        return SendAsync(request, ObjectShape.Single(type, options?.DropManagedFields == true, metadataOnly), ct);
    }

    /// <summary>Reads one page of a list.</summary>
    /// <param name="type">Kind to list.</param>
    /// <param name="ns">Namespace; null or empty for all.</param>
    /// <param name="options">Which objects, and how many; null for the first page of all.</param>
    /// <param name="ct">Gives up.</param>
    public Task<ResourcePage> ListPageAsync(ApiResource type, string? ns = null, ListOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        options ??= DefaultListOptions;
        var path = ApiPath.Collection(type, ns, stackalloc char[PathScratch]);
        path.Query("labelSelector", options.LabelSelector);
        path.Query("fieldSelector", options.FieldSelector);
        if (options.Limit > 0)
        {
            path.Query("limit", options.Limit);
        }

        path.Query("continue", options.Continue);
        path.Query("resourceVersion", options.ResourceVersion);
        path.Query("resourceVersionMatch", options.ResourceVersionMatch);
        var request = new ApiRequest(HttpMethod.Get, path.Finish())
        {
            Accept = options.MetadataOnly ? MediaTypes.PartialObjectList : MediaTypes.Json,
            Idempotent = true,
            Resource = type,
        };
        return _transport.SendAsync(
            request,
            _identity,
            static async (response, shape, token) =>
            {
                using var reader = new ListReader(shape);
                return await reader.ReadAsync(await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false), token).ConfigureAwait(false);
            },
            ObjectShape.Item(type, options.DropManagedFields, options.MetadataOnly),
            ct);
    }

    /// <summary>
    /// Lists page by page, so that only one page is in memory. When the snapshot expires on the way, the list starts over
    /// and leaves out what was given already; the whole is then not of one moment, but no object comes twice.
    /// </summary>
    /// <param name="type">Kind to list.</param>
    /// <param name="ns">Namespace; null or empty for all.</param>
    /// <param name="options">Which objects, and how many at a time; null for all.</param>
    /// <param name="ct">Gives up.</param>
    public async IAsyncEnumerable<Unstructured> ListAsync(
        ApiResource type, string? ns = null, ListOptions? options = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        options ??= DefaultListOptions;
        HashSet<NamespacedName>? given = null;
        var next = options.Continue;
        var restarted = false;
        while (true)
        {
            ResourcePage page;
            try
            {
                // A list in one piece cannot expire, so the second round is the last.
                var round = options with { Continue = next, Limit = restarted ? 0 : options.Limit };
                page = await ListPageAsync(type, ns, round, ct).ConfigureAwait(false);
            }
            catch (KubernetesApiException e) when (e.IsExpired && given is not null && !restarted)
            {
                restarted = true;
                next = null;
                continue;
            }

            if (page.Continue is not null)
            {
                given ??= [];
            }

            foreach (var item in page.Items)
            {
                if (given?.Add(item.Key) != false)
                {
                    yield return item;
                }
            }

            if (page.Continue is null)
            {
                yield break;
            }

            next = page.Continue;
        }
    }

    /// <summary>Opens one watch connection; it ends when the server ends it. Most callers want <see cref="ResourceWatcher"/>.</summary>
    /// <param name="type">Kind to watch.</param>
    /// <param name="ns">Namespace; null or empty for all.</param>
    /// <param name="options">Which objects, and from where on; null starts with what exists.</param>
    /// <param name="ct">Ends the watch at once.</param>
    /// <exception cref="KubernetesApiException">The server refused, or sent an ERROR event such as 410 Expired.</exception>
    /// <exception cref="KubernetesConnectionException">The connection broke or fell silent.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ApiResource type, string? ns = null, WatchOptions? options = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var reader = await OpenWatchAsync(type, ns, options ?? new WatchOptions(), ct).ConfigureAwait(false);
        while (await reader.NextAsync(ct).ConfigureAwait(false) is { } change)
        {
            yield return change;
        }
    }

    internal Task<WatchReader> OpenWatchAsync(ApiResource type, string? ns, WatchOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(type);
        var path = ApiPath.Collection(type, ns, stackalloc char[PathScratch]);
        path.Query("watch", "true");
        path.Query("labelSelector", options.LabelSelector);
        path.Query("fieldSelector", options.FieldSelector);
        path.Query("resourceVersion", options.ResourceVersion);
        if (options.AllowBookmarks)
        {
            path.Query("allowWatchBookmarks", "true");
        }

        if (options.ServerTimeout is { } timeout)
        {
            path.Query("timeoutSeconds", (long)timeout.TotalSeconds);
        }

        var request = new ApiRequest(HttpMethod.Get, path.Finish())
        {
            Accept = options.MetadataOnly ? MediaTypes.PartialObject : MediaTypes.Json,
            Idempotent = true,
            Streaming = true,
            Resource = type,
        };
        var shape = ObjectShape.Single(type, options.DropManagedFields, options.MetadataOnly);
        return _transport.SendAsync(
            request,
            _identity,
            static (response, state, token) => WatchReader.OpenAsync(response, state.shape, state.IdleTimeout, state.Time, token),
            (shape, options.IdleTimeout, Time),
            ct);
    }

    private Task<Unstructured> SendAsync(ApiRequest request, ObjectShape shape, CancellationToken ct) =>
        _transport.SendAsync(
            request,
            _identity,
            static async (response, wanted, token) =>
            {
                using var body = await ReadBodyAsync(response, token).ConfigureAwait(false);
                return ObjectReader.Read(body.Written, wanted);
            },
            shape,
            ct);
}
