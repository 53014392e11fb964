using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>A Kustomization that must be ready first.</summary>
public sealed class KustomizationDependency
{
    /// <summary>Name of the Kustomization.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Namespace; absent means that of the referring object.</summary>
    public string? Namespace { get; set; }

    /// <summary>Readiness in the Common Expression Language, over <c>self</c> and <c>dep</c>.</summary>
    public string? ReadyExpr { get; set; }
}
