using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>An artifact to make.</summary>
public sealed class ArtifactGeneratorOutput
{
    /// <summary>Name of the ExternalArtifact; may use placeholders of the path pattern.</summary>
    [Required]
    [StringLength(253, MinimumLength = 1)]
    public string Name { get; set; } = "";

    /// <summary><c>@alias</c> of the source whose revision the artifact takes over; absent means the digest of its content.</summary>
    [StringLength(64)]
    [Pattern("^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$")]
    public string? Revision { get; set; }

    /// <summary><c>@alias</c> of the source whose origin revision is recorded.</summary>
    [StringLength(64)]
    [Pattern("^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$")]
    public string? OriginRevision { get; set; }

    /// <summary>What is copied, in this order.</summary>
    [Required]
    [MinLength(1)]
    public List<ArtifactGeneratorCopy> Copy { get; set; } = [];
}
