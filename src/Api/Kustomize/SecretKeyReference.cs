using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>A key of a Secret.</summary>
public sealed class SecretKeyReference
{
    /// <summary>Name of the Secret.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Key; absent means <c>value</c>, then <c>value.yaml</c>.</summary>
    public string? Key { get; set; }
}
