using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>An identity that a signing certificate must have been issued to.</summary>
public sealed class OidcIdentityMatch
{
    /// <summary>Regular expression (RE2) over the issuer of the identity.</summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>Regular expression (RE2) over the subject of the identity.</summary>
    [Required]
    public string Subject { get; set; } = "";
}
