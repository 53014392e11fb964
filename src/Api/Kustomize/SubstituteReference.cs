using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>A ConfigMap or Secret with variables.</summary>
public sealed class SubstituteReference
{
    /// <summary>Kind of the object.</summary>
    [Required]
    [AllowedValues("Secret", "ConfigMap")]
    public string Kind { get; set; } = "";

    /// <summary>Name of the object.</summary>
    [Required]
    [StringLength(253, MinimumLength = 1)]
    public string Name { get; set; } = "";

    /// <summary>True tolerates its absence.</summary>
    [JsonDefault("false")]
    public bool? Optional { get; set; }
}
