using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>What an informer mirrors.</summary>
internal sealed record InformerSettings
{
    /// <summary>Group, version and kind.</summary>
    public required GroupVersionKind Gvk { get; init; }

    /// <summary>The kind's API path; null to ask discovery.</summary>
    public Kubernetes.ApiResource? Resource { get; init; }

    /// <summary>Namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Selector; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>True keeps metadata only.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>False when the cluster need not serve the kind.</summary>
    public Func<bool> IsRequired { get; init; } = static () => true;

    /// <summary>First wait after a lost watch.</summary>
    public required TimeSpan WatchBackoff { get; init; }
}
