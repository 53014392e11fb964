namespace GitOpsToolkit.Kubernetes;

/// <summary>How to read one object.</summary>
public sealed record ReadOptions : RequestOptions
{
    /// <summary>Asks for type and metadata only.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Oldest acceptable version; null for the latest, <c>"0"</c> for whatever the server has at hand.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Reads a subresource such as <c>status</c> or <c>scale</c>; null for the object itself.</summary>
    public string? Subresource { get; init; }
}
