using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Where the charts are and with which credentials they are read.</summary>
public sealed class HelmRepositorySpec
{
    /// <summary>Address of the repository: http and https for an index, oci for a registry.</summary>
    [Required]
    [Pattern("^(http|https|oci)://.*$")]
    public string Url { get; set; } = "";

    /// <summary>Secret with credentials: <c>username</c> and <c>password</c>, or dockerconfigjson for registries.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>Secret with a client certificate (<c>tls.crt</c>, <c>tls.key</c>) or a certificate authority (<c>ca.crt</c>), or both.</summary>
    public LocalObjectReference? CertSecretRef { get; set; }

    /// <summary>True sends the credentials to other hosts that the index names too.</summary>
    public bool? PassCredentials { get; set; }

    /// <summary>Time between two looks at the index; absent means one minute.</summary>
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan? Interval { get; set; }

    /// <summary>True allows plain HTTP; for registries only.</summary>
    public bool? Insecure { get; set; }

    /// <summary>Budget of a download; absent means 60 s.</summary>
    [Pattern(SourceApi.ShortDurationPattern)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>True pauses the reconciliation.</summary>
    public bool? Suspend { get; set; }

    /// <summary>Accepted for compatibility; never evaluated.</summary>
    public AccessFrom? AccessFrom { get; set; }

    /// <summary>An index over HTTP (default) or a registry (oci).</summary>
    [AllowedValues("default", "oci")]
    public string? Type { get; set; }

    /// <summary>Where credentials of a registry come from when no Secret is named.</summary>
    [AllowedValues("generic", "aws", "azure", "gcp")]
    [JsonDefault("\"generic\"")]
    public string? Provider { get; set; }
}
