using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// The cluster serves no such kind: its CRD is missing, or the version is wrong. Not the same as an object that does
/// not exist, so it is never taken for one.
/// </summary>
public sealed class NoKindMatchException(GroupVersionKind gvk)
    : Exception($"no matches for kind \"{gvk.Kind}\" in version \"{gvk.ApiVersion}\"")
{
    /// <summary>The kind that was asked for.</summary>
    public GroupVersionKind Gvk { get; } = gvk;
}
