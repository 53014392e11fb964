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
    private readonly KeyValuePair<string, string>[] _labels;
    private readonly KeyValuePair<string, string>[] _annotations;

    /// <summary>Writes the object down; later changes to it do not count.</summary>
    public Manifest(Unstructured resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Gvk = resource.Gvk;
        Identity = resource.Identity;
        Patch = Patch.Apply(resource);
        _labels = Steering(resource.Metadata?["labels"] as JsonObject);
        _annotations = Steering(resource.Metadata?["annotations"] as JsonObject);
    }

    /// <summary>
    /// The object without its content: kind, name, and the labels and annotations that decide how it is applied (see
    /// <see cref="ControlMetadata"/>). Made anew at every call, because a tree per manifest would take more memory than all their bytes.
    /// </summary>
    public Unstructured Header
    {
        get
        {
            var header = new Unstructured(Gvk, Identity.Namespace, Identity.Name);
            foreach (var (key, value) in _labels)
            {
                header.SetLabel(key, value);
            }

            foreach (var (key, value) in _annotations)
            {
                header.SetAnnotation(key, value);
            }

            return header;
        }
    }

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Gvk { get; }

    /// <summary>What the manifest names; the namespace may be one a cluster-scoped kind does not have.</summary>
    public ObjectIdentity Identity { get; }

    /// <summary>The server-side apply of the whole object.</summary>
    public Patch Patch { get; }

    /// <summary>The whole object, read anew from the bytes: a tree takes several times the memory of its text, and manifests are kept.</summary>
    public Unstructured Read() => new((JsonObject)JsonNode.Parse(Patch.Body.Span)!);

    private static KeyValuePair<string, string>[] Steering(JsonObject? map) =>
    [
        .. (map ?? []).Where(static pair => ControlMetadata.MaySteer(pair.Key))
            .Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.AsText() ?? "")),
    ];
}
