using System.Text.Json.Serialization;

namespace GitOpsToolkit.Oci;

/// <summary>Refers to content of a repository by digest.</summary>
public sealed record OciDescriptor
{
    /// <summary>Media type of the content.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Digest of the content.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Size of the content in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Annotations, by key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What kind of artifact a referring manifest is; in indexes of referrers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ArtifactType { get; init; }

    /// <summary>Platform of the content, in indexes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciPlatform? Platform { get; init; }
}
