using System.Text.Json.Serialization;

namespace GitOpsToolkit.Api;

/// <summary>A typed Kubernetes object.</summary>
public abstract class Resource
{
    /// <summary>Group and version, for example <c>source.toolkit.fluxcd.io/v1</c>.</summary>
    [JsonPropertyOrder(-3)]
    public string ApiVersion { get; set; } = "";

    /// <summary>Kind, for example <c>GitRepository</c>.</summary>
    [JsonPropertyOrder(-2)]
    public string Kind { get; set; } = "";

    /// <summary>Name, namespace and the rest of the object's metadata.</summary>
    [JsonPropertyOrder(-1)]
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Namespace, or the empty string for cluster-scoped objects.</summary>
    [JsonIgnore]
    public string Namespace => Metadata.Namespace ?? "";

    /// <summary>Name of the object.</summary>
    [JsonIgnore]
    public string Name => Metadata.Name;
}
