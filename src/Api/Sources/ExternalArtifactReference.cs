using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>An artifact that a generator made.</summary>
public sealed class ExternalArtifactReference
{
    /// <summary>Name of the ExternalArtifact.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Namespace of the ExternalArtifact.</summary>
    [Required]
    public string Namespace { get; set; } = "";

    /// <summary>Digest of the artifact.</summary>
    [Required]
    public string Digest { get; set; } = "";

    /// <summary>Name of its file in the storage.</summary>
    [Required]
    public string Filename { get; set; } = "";
}
