namespace GitOpsToolkit.Kubernetes;

/// <summary>What a <see cref="ResourceWatcher"/> watches, and its patience.</summary>
public sealed record WatcherOptions
{
    /// <summary>The one namespace to watch; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector in kubectl's grammar; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in kubectl's grammar; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Asks for type and metadata only.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Leaves <c>metadata.managedFields</c> out.</summary>
    /// <value>True.</value>
    public bool DropManagedFields { get; init; } = true;

    /// <summary>Objects per page of a full list.</summary>
    /// <value>500.</value>
    public int PageSize { get; init; } = ListOptions.DefaultPageSize;

    /// <summary>
    /// Longest silence before a connection is taken for dead. API servers send a bookmark about every minute, so three
    /// missed ones mean that nobody is there.
    /// </summary>
    /// <value>3 minutes.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Shortest time after which the server ends a watch; each connection draws a time between this and twice this,
    /// so that the watches of many controllers do not return together.
    /// </summary>
    /// <value>5 minutes, as client-go's reflector.</value>
    public TimeSpan MinServerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>First wait after a failure; doubles with each further one, and up to its own length is added at random.</summary>
    /// <value>800 ms, as client-go's reflector.</value>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Longest wait after a failure, before the random addition.</summary>
    /// <value>30 seconds, as client-go's reflector.</value>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);
}
