using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// An object as it is wanted, together with the bytes that are sent for it. The bytes are made once and serve dry runs and
/// applies of every later pass. Immutable, so that passes may share it.
/// </summary>
public sealed class Manifest
{
    /// <summary>Writes the object down; later changes to it do not count.</summary>
    public Manifest(Unstructured resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Gvk = resource.Gvk;
        Identity = resource.Identity;
        Patch = Patch.Apply(resource);
        Header = new Unstructured(new JsonObject
        {
            ["apiVersion"] = resource.ApiVersion,
            ["kind"] = resource.Kind,
            ["metadata"] = resource.Metadata?.DeepClone(),
        });
    }

    /// <summary>The object without its content: kind and metadata, which is all that decides how it is applied.</summary>
    public Unstructured Header { get; }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Gvk { get; }

    /// <summary>What the manifest names; the namespace may be one a cluster-scoped kind does not have.</summary>
    public ObjectIdentity Identity { get; }

    /// <summary>The server-side apply of the whole object.</summary>
    public Patch Patch { get; }

    /// <summary>The whole object, read anew from the bytes: a tree takes several times the memory of its text, and manifests are kept.</summary>
    public Unstructured Read() => new((JsonObject)JsonNode.Parse(Patch.Body.Span)!);
}
