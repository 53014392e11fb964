using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources;

/// <summary>
/// A Kubernetes object as a mutable JSON tree. Nothing is lost: unknown fields, the order of keys and the text of
/// numbers stay as they were read.
/// </summary>
/// <remarks>Not safe for concurrent writes; use <see cref="DeepClone"/> to hand a copy to another owner.</remarks>
public sealed class Unstructured
{
    /// <summary>Wraps a tree; the object and the tree stay one and the same.</summary>
    public Unstructured(JsonObject root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root;
    }

    /// <summary>Starts an object with the three fields that identify it.</summary>
    public Unstructured(GroupVersionKind gvk, string? ns, string name)
        : this(new JsonObject { ["apiVersion"] = gvk.ApiVersion, ["kind"] = gvk.Kind, ["metadata"] = new JsonObject() })
    {
        Name = name;
        if (!string.IsNullOrEmpty(ns))
        {
            Namespace = ns;
        }
    }

    /// <summary>The tree itself.</summary>
    public JsonObject Root { get; }

    /// <summary>Group and version, empty when absent.</summary>
    public string ApiVersion => Root.GetText("apiVersion") ?? "";

    /// <summary>Kind, empty when absent.</summary>
    public string Kind => Root.GetText("kind") ?? "";

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Gvk => GroupVersionKind.Parse(ApiVersion, Kind);

    /// <summary>Name, empty when absent.</summary>
    public string Name
    {
        get => Metadata?.GetText("name") ?? "";
        set => EnsureMetadata()["name"] = value;
    }

    /// <summary>Namespace, empty when absent; setting the empty string removes it.</summary>
    public string Namespace
    {
        get => Metadata?.GetText("namespace") ?? "";
        set
        {
            if (string.IsNullOrEmpty(value))
            {
                Metadata?.Remove("namespace");
            }
            else
            {
                EnsureMetadata()["namespace"] = value;
            }
        }
    }

    /// <summary>Identity of this incarnation, null before the API server has given one.</summary>
    public string? Uid => Metadata?.GetText("uid");

    /// <summary>Version of the stored object, null before the API server has given one.</summary>
    public string? ResourceVersion => Metadata?.GetText("resourceVersion");

    /// <summary>Generation of the desired state, 0 when absent.</summary>
    public long Generation => Metadata?.GetInteger("generation") ?? 0;

    /// <summary>True once deletion has been asked for.</summary>
    public bool IsDeleting => Metadata?["deletionTimestamp"] is not null;

    /// <summary>The metadata tree, null when absent or not an object.</summary>
    public JsonObject? Metadata => Root["metadata"] as JsonObject;

    /// <summary>Identity without the version.</summary>
    public ObjectIdentity Identity => new(Gvk.GroupKind, Namespace, Name);

    /// <summary>Name and namespace.</summary>
    public NamespacedName Key => new(Namespace, Name);

    /// <summary>Value of a label, null when absent.</summary>
    public string? Label(string key) => (Metadata?["labels"] as JsonObject)?.GetText(key);

    /// <summary>Value of an annotation, null when absent.</summary>
    public string? Annotation(string key) => (Metadata?["annotations"] as JsonObject)?.GetText(key);

    /// <summary>Sets a label.</summary>
    public void SetLabel(string key, string value) => EnsureMetadata().EnsureObject("labels")[key] = value;

    /// <summary>Sets an annotation.</summary>
    public void SetAnnotation(string key, string value) => EnsureMetadata().EnsureObject("annotations")[key] = value;

    /// <summary>A copy that shares nothing with this object.</summary>
    public Unstructured DeepClone() => new((JsonObject)Root.DeepClone());

    /// <summary>The subject form of messages, see <see cref="ObjectIdentity"/>.</summary>
    public override string ToString() => Identity.ToString();

    private JsonObject EnsureMetadata() => Root.EnsureObject("metadata");
}
