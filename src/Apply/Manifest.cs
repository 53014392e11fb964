using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// An object as it is wanted, together with the bytes that are sent for it. The bytes are made once and serve dry runs and
/// applies of every later pass, so a manifest must not be changed once it is made; it may then be shared between passes.
/// </summary>
public sealed class Manifest
{
    /// <summary>Takes the object over.</summary>
    public Manifest(Unstructured resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Resource = resource;
        Gvk = resource.Gvk;
        Identity = resource.Identity;
        Patch = Patch.Apply(resource);
    }

    /// <summary>The object.</summary>
    public Unstructured Resource { get; }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Gvk { get; }

    /// <summary>What the manifest names; the namespace may be one a cluster-scoped kind does not have.</summary>
    public ObjectIdentity Identity { get; }

    /// <summary>The server-side apply of the whole object.</summary>
    public Patch Patch { get; }
}
