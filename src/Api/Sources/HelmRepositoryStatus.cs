using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>What the source controller last saw of the repository.</summary>
[JsonDefault("{\"observedGeneration\":-1}")]
public sealed class HelmRepositoryStatus : ConditionedStatus
{
    /// <summary>The stored artifact of the last successful pass.</summary>
    public Artifact? Artifact { get; set; }

    /// <summary>Address that always leads to the latest artifact; best effort, <see cref="Artifact"/> is precise.</summary>
    public string? Url { get; set; }
}
