using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>An object an inventory tracks, with the version to address it in; the version is not part of its identity.</summary>
/// <param name="Identity">The object.</param>
/// <param name="Version">API version without the group.</param>
public readonly record struct InventoryItem(ObjectIdentity Identity, string Version)
{
    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Gvk => new(Identity.GroupKind.Group, Version, Identity.GroupKind.Kind);
}
