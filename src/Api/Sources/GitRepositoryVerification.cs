using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Which git objects must carry a valid signature.</summary>
public sealed class GitRepositoryVerification
{
    /// <summary>The commit (HEAD), the annotated tag (Tag) or both (TagAndHEAD).</summary>
    [AllowedValues("head", "HEAD", "Tag", "TagAndHEAD")]
    [JsonDefault("\"HEAD\"")]
    public string? Mode { get; set; }

    /// <summary>Secret with the trusted public keys.</summary>
    [Required]
    public LocalObjectReference SecretRef { get; set; } = new();
}
