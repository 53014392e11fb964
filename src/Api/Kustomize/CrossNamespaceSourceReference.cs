using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>A source, possibly in another namespace.</summary>
public sealed class CrossNamespaceSourceReference
{
    /// <summary>Accepted and ignored; the kind decides.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind of the source.</summary>
    [Required]
    [AllowedValues("OCIRepository", "GitRepository", "Bucket", "ExternalArtifact")]
    public string Kind { get; set; } = "";

    /// <summary>Name of the source.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Namespace of the source; absent means that of the referring object.</summary>
    public string? Namespace { get; set; }
}
