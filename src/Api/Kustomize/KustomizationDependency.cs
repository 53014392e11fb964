using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>An object that must be ready first: a Kustomization unless another kind is named.</summary>
/// <remarks><see cref="ApiVersion"/> and <see cref="Kind"/> are an addition to Flux's API, which ignores them.</remarks>
[CelRule("!has(self.kind) || self.kind == 'Kustomization' || has(self.apiVersion)", "a dependency of another kind needs an apiVersion")]
public sealed class KustomizationDependency
{
    /// <summary>Group and version of the kind; absent means that of Kustomizations.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind of the object; absent means Kustomization.</summary>
    public string? Kind { get; set; }

    /// <summary>Name of the object.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Namespace; absent means that of the referring object.</summary>
    public string? Namespace { get; set; }

    /// <summary>Readiness in the Common Expression Language, over <c>self</c> and <c>dep</c>.</summary>
    public string? ReadyExpr { get; set; }
}
