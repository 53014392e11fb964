using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>What to build, how to apply it and how to tell that it works.</summary>
public sealed class KustomizationSpec
{
    /// <summary>Time between two successful passes; a jitter is applied.</summary>
    [Required]
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan Interval { get; set; }

    /// <summary>Delay after a failure; absent means the interval.</summary>
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan? RetryInterval { get; set; }

    /// <summary>Deadline of the health checks; absent means the interval less 30 s, and never below 30 s.</summary>
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Directory in the artifact; absent means its root.</summary>
    public string? Path { get; set; }

    /// <summary>True deletes objects that left the build.</summary>
    [Required]
    public bool Prune { get; set; }

    /// <summary>What happens to the managed objects when this object is deleted; absent means <c>MirrorPrune</c>.</summary>
    [AllowedValues("MirrorPrune", "Delete", "WaitForTermination", "Orphan")]
    public string? DeletionPolicy { get; set; }

    /// <summary>The source whose artifact is applied.</summary>
    [Required]
    public CrossNamespaceSourceReference SourceRef { get; set; } = new();

    /// <summary>True pauses the reconciliation.</summary>
    public bool? Suspend { get; set; }

    /// <summary>Kustomizations that must be ready first.</summary>
    public List<KustomizationDependency>? DependsOn { get; set; }

    /// <summary>ServiceAccount impersonated on the target cluster.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>Remote cluster to apply to.</summary>
    public KubeConfigReference? KubeConfig { get; set; }

    /// <summary>Namespace put on every namespaced object.</summary>
    [StringLength(63, MinimumLength = 1)]
    public string? TargetNamespace { get; set; }

    /// <summary>Prefix of every name.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? NamePrefix { get; set; }

    /// <summary>Suffix of every name.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? NameSuffix { get; set; }

    /// <summary>Labels and annotations stamped on every object after the build.</summary>
    public CommonMetadata? CommonMetadata { get; set; }

    /// <summary>Patches applied after those of the kustomization file.</summary>
    public List<KustomizePatch>? Patches { get; set; }

    /// <summary>Image replacements.</summary>
    public List<KustomizeImage>? Images { get; set; }

    /// <summary>Local paths of kustomize components.</summary>
    public List<string>? Components { get; set; }

    /// <summary>True drops component paths that do not exist.</summary>
    public bool? IgnoreMissingComponents { get; set; }

    /// <summary>Kustomize build metadata to add to the objects.</summary>
    [AllowedValues("originAnnotations", "transformerAnnotations")]
    public List<string>? BuildMetadata { get; set; }

    /// <summary>Variables substituted after the build.</summary>
    public PostBuild? PostBuild { get; set; }

    /// <summary>Decryption of Secrets.</summary>
    public KustomizationDecryption? Decryption { get; set; }

    /// <summary>True checks the health of everything that was applied.</summary>
    public bool? Wait { get; set; }

    /// <summary>Objects whose health is checked.</summary>
    public List<HealthCheckReference>? HealthChecks { get; set; }

    /// <summary>Health rules for kinds, in the Common Expression Language.</summary>
    public List<HealthCheckExpression>? HealthCheckExprs { get; set; }

    /// <summary>True recreates objects whose immutable fields changed.</summary>
    [JsonDefault("false")]
    public bool? Force { get; set; }

    /// <summary>Fields left out of the drift test and of the apply.</summary>
    public List<IgnoreRule>? Ignore { get; set; }
}
