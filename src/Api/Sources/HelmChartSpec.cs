using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Which chart to take from which source, and how to make its package.</summary>
[CelRule(
    "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
    "spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'")]
public sealed class HelmChartSpec
{
    /// <summary>Name of the chart in a HelmRepository, or its path in the files of another source.</summary>
    [Required]
    public string Chart { get; set; } = "";

    /// <summary>Version or version range; charts in the files of a source have one only.</summary>
    [JsonDefault("\"*\"")]
    public string? Version { get; set; }

    /// <summary>The source, in the same namespace.</summary>
    [Required]
    public LocalSourceReference SourceRef { get; set; } = new();

    /// <summary>Time between two looks upstream; a jitter is applied.</summary>
    [Required]
    [Pattern(SourceApi.DurationPattern)]
    public TimeSpan Interval { get; set; }

    /// <summary>What makes a new package: another version in Chart.yaml, or another revision of the source.</summary>
    [AllowedValues("ChartVersion", "Revision")]
    [JsonDefault("\"ChartVersion\"")]
    public string? ReconcileStrategy { get; set; }

    /// <summary>Files merged in this order into the values of the package; the values.yaml of the chart counts only when listed.</summary>
    public List<string>? ValuesFiles { get; set; }

    /// <summary>True leaves out values files that are not there instead of failing.</summary>
    public bool? IgnoreMissingValuesFiles { get; set; }

    /// <summary>True pauses the reconciliation.</summary>
    public bool? Suspend { get; set; }

    /// <summary>Which signatures must be valid; for charts of registries only.</summary>
    public HelmChartVerification? Verify { get; set; }
}
