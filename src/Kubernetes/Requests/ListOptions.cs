namespace GitOpsToolkit.Kubernetes;

/// <summary>Which objects of a kind to list, and how.</summary>
public sealed record ListOptions : RequestOptions
{
    /// <summary>Objects asked for per request unless <see cref="Limit"/> says otherwise.</summary>
    public const int DefaultPageSize = 500;

    /// <summary>Label selector in kubectl's grammar; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in kubectl's grammar; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Most objects per page; 0 asks for everything in one answer.</summary>
    /// <value>500.</value>
    public int Limit { get; init; } = DefaultPageSize;

    /// <summary>Where an earlier page ended; null for the first page.</summary>
    public string? Continue { get; init; }

    /// <summary>Version the list must relate to as <see cref="ResourceVersionMatch"/> says; null for the latest.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Exact</c> or <c>NotOlderThan</c>; null for the server's choice.</summary>
    public string? ResourceVersionMatch { get; init; }

    /// <summary>Asks for type and metadata only.</summary>
    public bool MetadataOnly { get; init; }
}
