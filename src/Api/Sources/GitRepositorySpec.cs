using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Which repository and ref to watch, how often, and with which credentials.</summary>
[CelRule(
    "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
    "serviceAccountName can only be set when provider is 'azure' or 'aws'")]
public sealed class GitRepositorySpec
{
    /// <summary>Address of the repository, http, https or ssh.</summary>
    [Required]
    [Pattern("^(http|https|ssh)://.*$")]
    public string Url { get; set; } = "";

    /// <summary>Time between two looks at the remote ref; a jitter is applied.</summary>
    [Required]
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan Interval { get; set; }

    /// <summary>Budget of the remote operations of one pass.</summary>
    [JsonDefault("\"60s\"")]
    [Pattern(SourceApi.ShortDurationPattern)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Secret with the credentials of the repository.</summary>
    public LocalObjectReference? SecretRef { get; set; }

    /// <summary>Where credentials come from; absent means <c>generic</c>, the Secret.</summary>
    [AllowedValues("generic", "aws", "azure", "github")]
    public string? Provider { get; set; }

    /// <summary>ServiceAccount whose identity is exchanged for credentials of the provider.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>Ref to follow; absent means branch <c>master</c>.</summary>
    public GitRepositoryRef? Ref { get; set; }

    /// <summary>Which signatures must be valid.</summary>
    public GitRepositoryVerification? Verify { get; set; }

    /// <summary>Secret with the address and credentials of a proxy.</summary>
    public LocalObjectReference? ProxySecretRef { get; set; }

    /// <summary>Patterns in gitignore syntax of files to leave out of the artifact.</summary>
    public string? Ignore { get; set; }

    /// <summary>True pauses the reconciliation.</summary>
    public bool? Suspend { get; set; }

    /// <summary>True fetches submodules too.</summary>
    public bool? RecurseSubmodules { get; set; }

    /// <summary>Other repositories whose artifacts are placed into this one.</summary>
    public List<GitRepositoryInclude>? Include { get; set; }

    /// <summary>Directories to fetch; absent means all.</summary>
    public List<string>? SparseCheckout { get; set; }
}
