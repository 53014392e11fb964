using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>What the source controller last saw of the chart.</summary>
[JsonDefault("{\"observedGeneration\":-1}")]
public sealed class HelmChartStatus : ConditionedStatus
{
    /// <summary>The stored artifact of the last successful pass.</summary>
    public Artifact? Artifact { get; set; }

    /// <summary>Address that always leads to the latest artifact; best effort, <see cref="Artifact"/> is precise.</summary>
    public string? Url { get; set; }

    /// <summary>Revision of the source artifact that was last looked at.</summary>
    public string? ObservedSourceArtifactRevision { get; set; }

    /// <summary>Name of the chart that was last resolved.</summary>
    public string? ObservedChartName { get; set; }

    /// <summary>Values files that the artifact was made with, when missing ones are ignored.</summary>
    public List<string>? ObservedValuesFiles { get; set; }
}
