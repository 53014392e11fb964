using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>How the signature of an OCI artifact is verified.</summary>
public sealed class OCIRepositoryVerification
{
    /// <summary>The tool that made the signature.</summary>
    [Required]
    [AllowedValues("cosign", "notation")]
    [JsonDefault("\"cosign\"")]
    public string Provider { get; set; } = "cosign";

    /// <summary>Secret with the trusted public keys.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>Identities accepted in keyless signatures; one must match.</summary>
    [JsonPropertyName("matchOIDCIdentity")]
    public List<OidcIdentityMatch>? MatchOidcIdentity { get; set; }

    /// <summary>Secret with the trust root of a private Sigstore, key <c>trusted_root.json</c>.</summary>
    public LocalObjectReference? TrustedRootSecretRef { get; set; }
}
