using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsToolkit.Api;

/// <summary>The metadata every Kubernetes object carries; fields not named here are kept in <see cref="Other"/>.</summary>
public sealed class ObjectMeta
{
    /// <summary>Name, unique in its namespace and kind.</summary>
    public string Name { get; set; } = "";

    /// <summary>Namespace; null for cluster-scoped objects.</summary>
    public string? Namespace { get; set; }

    /// <summary>Identity of this incarnation of the object, given by the API server.</summary>
    public string? Uid { get; set; }

    /// <summary>Opaque version of the stored object, changed by every write.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Number of the desired state, raised by every change of the spec.</summary>
    public long Generation { get; set; }

    /// <summary>When the API server created the object.</summary>
    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>When deletion was asked for; the object stays until its finalizers are gone.</summary>
    public DateTimeOffset? DeletionTimestamp { get; set; }

    /// <summary>Labels, by key.</summary>
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Annotations, by key.</summary>
    public Dictionary<string, string>? Annotations { get; set; }

    /// <summary>Names of those who must still clean up before the object may go.</summary>
    public List<string>? Finalizers { get; set; }

    /// <summary>Fields this type does not name, unchanged.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}
