using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>What the source controller last saw of the repository.</summary>
[JsonDefault("{\"observedGeneration\":-1}")]
public sealed class GitRepositoryStatus : ConditionedStatus
{
    /// <summary>The stored artifact of the last successful pass.</summary>
    public Artifact? Artifact { get; set; }

    /// <summary>Artifacts placed into this one, in the order of <c>spec.include</c>.</summary>
    public List<Artifact>? IncludedArtifacts { get; set; }

    /// <summary>Value of <c>spec.ignore</c> that the artifact was made with.</summary>
    public string? ObservedIgnore { get; set; }

    /// <summary>Value of <c>spec.recurseSubmodules</c> that the artifact was made with.</summary>
    public bool? ObservedRecurseSubmodules { get; set; }

    /// <summary>Value of <c>spec.include</c> that the artifact was made with.</summary>
    public List<GitRepositoryInclude>? ObservedInclude { get; set; }

    /// <summary>Value of <c>spec.sparseCheckout</c> that the artifact was made with.</summary>
    public List<string>? ObservedSparseCheckout { get; set; }

    /// <summary>Verification mode under which the artifact was verified.</summary>
    public string? SourceVerificationMode { get; set; }
}
