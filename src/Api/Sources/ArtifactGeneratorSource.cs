using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A source of an <see cref="ArtifactGenerator"/>.</summary>
public sealed class ArtifactGeneratorSource
{
    /// <summary>Short name that copy rules use; unique in the generator.</summary>
    [Required]
    [StringLength(63)]
    [Pattern("^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$")]
    public string Alias { get; set; } = "";

    /// <summary>Kind of the source.</summary>
    [Required]
    [AllowedValues("Bucket", "GitRepository", "OCIRepository", "HelmChart", "ExternalArtifact")]
    public string Kind { get; set; } = "";

    /// <summary>Name of the source.</summary>
    [Required]
    [StringLength(253)]
    [Pattern("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
    public string Name { get; set; } = "";

    /// <summary>Namespace of the source; absent means that of the generator.</summary>
    [StringLength(63, MinimumLength = 1)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string? Namespace { get; set; }
}
