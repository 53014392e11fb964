using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Group, version and kind as a selector, where an empty part matches everything.</summary>
internal static class GvkSelection
{
    public static bool IsSelectedBy(this GroupVersionKind gvk, GroupVersionKind selector) =>
        (selector.Kind.Length == 0 || selector.Kind == gvk.Kind)
        && (selector.Group.Length == 0 || selector.Group == gvk.Group)
        && (selector.Version.Length == 0 || selector.Version == gvk.Version);
}
