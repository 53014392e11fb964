using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Files of a source that go into an artifact.</summary>
public sealed class ArtifactGeneratorCopy
{
    /// <summary><c>@alias/path</c>; the path may be a glob pattern.</summary>
    [Required]
    [StringLength(1024, MinimumLength = 1)]
    [Pattern("^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$")]
    public string From { get; set; } = "";

    /// <summary><c>@artifact/path</c>.</summary>
    [Required]
    [StringLength(1024, MinimumLength = 1)]
    [Pattern("^@(artifact)/(.*)$")]
    public string To { get; set; } = "";

    /// <summary>Glob patterns of files to leave out.</summary>
    [MaxLength(100)]
    public List<string>? Exclude { get; set; }

    /// <summary>Replace files (Overwrite, the default), merge YAML (Merge) or unpack archives (Extract).</summary>
    [AllowedValues("Overwrite", "Merge", "Extract")]
    public string? Strategy { get; set; }
}
