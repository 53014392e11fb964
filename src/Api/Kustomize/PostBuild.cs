using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Variables substituted in the built objects.</summary>
public sealed class PostBuild
{
    /// <summary>Variables by name; they win over those of <see cref="SubstituteFrom"/>.</summary>
    public Dictionary<string, string>? Substitute { get; set; }

    /// <summary>ConfigMaps and Secrets with variables; later ones win.</summary>
    public List<SubstituteReference>? SubstituteFrom { get; set; }

    /// <summary>When to substitute; absent means <c>WithVariables</c>.</summary>
    [AllowedValues("WithVariables", "Always")]
    public string? SubstituteStrategy { get; set; }
}
