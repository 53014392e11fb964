namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Selects objects; regular expressions are anchored, empty fields match all.</summary>
public sealed class KustomizeSelector
{
    /// <summary>API group.</summary>
    public string? Group { get; set; }

    /// <summary>API version.</summary>
    public string? Version { get; set; }

    /// <summary>Kind.</summary>
    public string? Kind { get; set; }

    /// <summary>Name.</summary>
    public string? Name { get; set; }

    /// <summary>Namespace.</summary>
    public string? Namespace { get; set; }

    /// <summary>Selector over annotations, in label selector syntax.</summary>
    public string? AnnotationSelector { get; set; }

    /// <summary>Selector over labels.</summary>
    public string? LabelSelector { get; set; }
}
