using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>The texts of failures, as Flux words them, with the values of Secrets taken out.</summary>
internal static class ApplyErrors
{
    private const string ConflictCause = "FieldManagerConflict";

    /// <summary>True for what the API server answered, or did not answer, to a request.</summary>
    public static bool IsOfServer(Exception error) => error is KubernetesApiException or KubernetesConnectionException;

    public static ApplyException DryRun(Manifest manifest, Exception error)
    {
        var what = error is KubernetesApiException { IsNotFound: true }
            ? manifest.Identity.Namespace.Length == 0 ? "namespace not specified" : "not found"
            : $"dry-run failed{ReasonOf(error)}";
        return Of(manifest, what, error);
    }

    public static ApplyException UnknownKind(Manifest manifest) =>
        new($"{manifest.Identity} dry-run failed: {NoMatch(manifest.Gvk)}");

    /// <summary>What the API server would answer to a path without a namespace, said without asking it.</summary>
    public static ApplyException NamespaceMissing(Manifest manifest) =>
        new($"{manifest.Identity} namespace not specified: the server could not find the requested resource");

    public static ApplyException Of(Manifest manifest, string what, Exception error) =>
        new(SecretMask.Apply($"{manifest.Identity} {what}: {error.Message}", manifest.Read()), error);

    public static string NoMatch(GroupVersionKind gvk) => $"no matches for kind \"{gvk.Kind}\" in version \"{gvk.ApiVersion}\"";

    /// <summary>
    /// True when the refusal may mean that a field cannot be changed. Every conflict and every validation error counts, because
    /// neither the API server nor admission webhooks mark the case in any common way.
    /// </summary>
    public static bool MayBeImmutable(KubernetesApiException error) =>
        error.IsInvalid
        || error.IsConflict
        || error.Message.Contains("is immutable", StringComparison.Ordinal)
        || error.Message.Contains("immutable field", StringComparison.Ordinal);

    private static string ReasonOf(Exception error)
    {
        var reason = error is not KubernetesApiException answer ? "" : answer.HasCause(ConflictCause) ? ConflictCause : answer.Reason;
        return string.IsNullOrEmpty(reason) ? "" : $" ({reason})";
    }
}
