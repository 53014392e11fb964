using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Which artifact to watch, how often, and with which credentials.</summary>
public sealed class OCIRepositorySpec
{
    /// <summary>Address of the repository, <c>oci://host/name</c> without tag or digest.</summary>
    [Required]
    [Pattern("^oci://.*$")]
    public string Url { get; set; } = "";

    /// <summary>Which version to follow; absent means the tag <c>latest</c>.</summary>
    public OCIRepositoryRef? Ref { get; set; }

    /// <summary>Which layer to take and what to do with it; absent means to extract the first one.</summary>
    public OCILayerSelector? LayerSelector { get; set; }

    /// <summary>Where credentials come from when no pull secret is named.</summary>
    [AllowedValues("generic", "aws", "azure", "gcp")]
    [JsonDefault("\"generic\"")]
    public string? Provider { get; set; }

    /// <summary>Secret of type dockerconfigjson with the credentials of the registry.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>Which signatures must be valid.</summary>
    public OCIRepositoryVerification? Verify { get; set; }

    /// <summary>ServiceAccount whose image pull secrets are used, or whose identity is exchanged for credentials of the provider.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>Secret with a client certificate (<c>tls.crt</c>, <c>tls.key</c>) or a certificate authority (<c>ca.crt</c>), or both.</summary>
    public LocalObjectReference? CertSecretRef { get; set; }

    /// <summary>Secret with the address and credentials of a proxy.</summary>
    public LocalObjectReference? ProxySecretRef { get; set; }

    /// <summary>Time between two looks upstream; a jitter is applied.</summary>
    [Required]
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan Interval { get; set; }

    /// <summary>Budget of the remote operations of one pass.</summary>
    [JsonDefault("\"60s\"")]
    [Pattern(SourceApi.ShortDurationPattern)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Patterns in gitignore syntax of files to leave out of the artifact.</summary>
    public string? Ignore { get; set; }

    /// <summary>True allows plain HTTP, and certificates that cannot be verified.</summary>
    public bool? Insecure { get; set; }

    /// <summary>True pauses the reconciliation.</summary>
    public bool? Suspend { get; set; }
}
