using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsToolkit.Oci;

/// <summary>A manifest, or an index of manifests; the two differ in which members they have.</summary>
public sealed record OciManifest
{
    /// <summary>Always 2.</summary>
    public int SchemaVersion { get; init; } = 2;

    /// <summary>Media type of the manifest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    /// <summary>What kind of artifact it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ArtifactType { get; init; }

    /// <summary>Configuration; null in an index.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? Config { get; init; }

    /// <summary>Content; null in an index.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OciDescriptor>? Layers { get; init; }

    /// <summary>Manifests of an index.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OciDescriptor>? Manifests { get; init; }

    /// <summary>The manifest this one is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? Subject { get; init; }

    /// <summary>Annotations, by key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Reads a manifest or an index.</summary>
    /// <exception cref="OciException">The bytes are not one.</exception>
    public static OciManifest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OciJson.Default.OciManifest)
                ?? throw new OciException(OciError.InvalidManifest, "the manifest is null");
        }
        catch (JsonException e)
        {
            throw new OciException(OciError.InvalidManifest, $"the manifest is not JSON of the image specification: {e.Message}", e);
        }
    }

    /// <summary>The manifest as it is pushed.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, OciJson.Default.OciManifest);
}
