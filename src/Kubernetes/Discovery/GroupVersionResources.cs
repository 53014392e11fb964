namespace GitOpsToolkit.Kubernetes;

/// <summary>What one version of an API group serves.</summary>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Version">Version.</param>
/// <param name="Resources">Its kinds.</param>
/// <param name="Unavailable">True when the server behind the group did not answer, so that the kinds may be incomplete.</param>
internal sealed record GroupVersionResources(string Group, string Version, IReadOnlyList<ApiResource> Resources, bool Unavailable = false);
