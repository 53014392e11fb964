using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A source that holds charts, in the namespace of the referring object.</summary>
public sealed class LocalSourceReference
{
    /// <summary>Accepted and ignored; the kind decides.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind of the source.</summary>
    [Required]
    [AllowedValues("HelmRepository", "GitRepository", "Bucket")]
    public string Kind { get; set; } = "";

    /// <summary>Name of the source.</summary>
    [Required]
    public string Name { get; set; } = "";
}
