using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>One answer to a list request.</summary>
/// <param name="Items">The objects; each keeps only its own memory alive, and carries <c>apiVersion</c> and <c>kind</c>.</param>
/// <param name="ResourceVersion">Version of the snapshot the list shows, where a watch may begin.</param>
/// <param name="Continue">Where the next page begins; null after the last.</param>
public sealed record ResourcePage(IReadOnlyList<Unstructured> Items, string ResourceVersion, string? Continue)
{
    /// <summary>Objects after this page as the server counts them; null when it does not say.</summary>
    public long? RemainingItemCount { get; init; }
}
