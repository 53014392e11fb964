using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Which bucket to watch, how often, and with which credentials.</summary>
[CelRule(
    "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
    "STS configuration is only supported for the 'aws' and 'generic' Bucket providers")]
[CelRule(
    "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
    "'aws' is the only supported STS provider for the 'aws' Bucket provider")]
[CelRule(
    "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
    "'ldap' is the only supported STS provider for the 'generic' Bucket provider")]
[CelRule(
    "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
    "spec.sts.secretRef is not required for the 'aws' STS provider")]
[CelRule(
    "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
    "spec.sts.certSecretRef is not required for the 'aws' STS provider")]
[CelRule(
    "self.provider != 'generic' || !has(self.serviceAccountName)",
    "ServiceAccountName is not supported for the 'generic' Bucket provider")]
[CelRule(
    "!has(self.secretRef) || !has(self.serviceAccountName)",
    "cannot set both .spec.secretRef and .spec.serviceAccountName")]
public sealed class BucketSpec
{
    /// <summary>The kind of object store; generic is anything that speaks the S3 API.</summary>
    [AllowedValues("generic", "aws", "gcp", "azure")]
    [JsonDefault("\"generic\"")]
    public string? Provider { get; set; }

    /// <summary>Name of the bucket or container.</summary>
    [Required]
    public string BucketName { get; set; } = "";

    /// <summary>Address of the store: host and optional port, or a URL for azure.</summary>
    [Required]
    public string Endpoint { get; set; } = "";

    /// <summary>How credentials are exchanged for temporary ones.</summary>
    public BucketSts? Sts { get; set; }

    /// <summary>True uses plain HTTP.</summary>
    public bool? Insecure { get; set; }

    /// <summary>Region of the endpoint.</summary>
    public string? Region { get; set; }

    /// <summary>Only objects whose keys begin like this; keys keep their full path in the artifact.</summary>
    public string? Prefix { get; set; }

    /// <summary>Secret with the credentials of the store.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>ServiceAccount whose identity is exchanged for credentials of the provider.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>Secret with a client certificate (<c>tls.crt</c>, <c>tls.key</c>) or a certificate authority (<c>ca.crt</c>), or both.</summary>
    public LocalObjectReference? CertSecretRef { get; set; }

    /// <summary>Secret with the address and credentials of a proxy.</summary>
    public LocalObjectReference? ProxySecretRef { get; set; }

    /// <summary>Time between two looks upstream; a jitter is applied.</summary>
    [Required]
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan Interval { get; set; }

    /// <summary>Budget of the listing, and again of the download.</summary>
    [JsonDefault("\"60s\"")]
    [Pattern(SourceApi.ShortDurationPattern)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Patterns in gitignore syntax of objects to leave out of the artifact.</summary>
    public string? Ignore { get; set; }

    /// <summary>True pauses the reconciliation.</summary>
    public bool? Suspend { get; set; }
}
