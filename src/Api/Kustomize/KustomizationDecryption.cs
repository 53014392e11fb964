using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>How Secrets are decrypted.</summary>
public sealed class KustomizationDecryption
{
    /// <summary>The one provider.</summary>
    [Required]
    [AllowedValues("sops")]
    public string Provider { get; set; } = "";

    /// <summary>Secret with keys and credentials.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>ServiceAccount whose identity key services are asked with.</summary>
    public string? ServiceAccountName { get; set; }
}
