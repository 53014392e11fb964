namespace GitOpsToolkit.Kubernetes;

/// <summary>What one watch connection asks for.</summary>
public sealed record WatchOptions : RequestOptions
{
    /// <summary>Label selector in kubectl's grammar; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in kubectl's grammar; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Version after which events are wanted; null starts with what exists.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Asks for bookmarks, which keep the version to resume at fresh while nothing changes.</summary>
    /// <value>True.</value>
    public bool AllowBookmarks { get; init; } = true;

    /// <summary>When the server is to end the watch, in whole seconds; null for the server's choice.</summary>
    public TimeSpan? ServerTimeout { get; init; }

    /// <summary>Longest silence before the connection is taken for dead; null waits as long as the server does.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Asks for type and metadata only.</summary>
    public bool MetadataOnly { get; init; }
}
