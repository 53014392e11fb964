using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A service that hands out temporary credentials for a bucket.</summary>
public sealed class BucketSts
{
    /// <summary>Kind of the service.</summary>
    [Required]
    [AllowedValues("aws", "ldap")]
    public string Provider { get; set; } = "";

    /// <summary>Address of the service.</summary>
    [Required]
    [Pattern("^(http|https)://.*$")]
    public string Endpoint { get; set; } = "";

    /// <summary>Secret with <c>username</c> and <c>password</c> for the service.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>Secret with a client certificate (<c>tls.crt</c>, <c>tls.key</c>) or a certificate authority (<c>ca.crt</c>), or both.</summary>
    public LocalObjectReference? CertSecretRef { get; set; }
}
