using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>An object whose health is checked.</summary>
public sealed class HealthCheckReference
{
    /// <summary>Group and version; only the group counts, absent means <c>apps/v1</c>.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; set; } = "";

    /// <summary>Name.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Namespace.</summary>
    public string? Namespace { get; set; }
}
