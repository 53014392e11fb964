using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>One chart of a repository, or in the files of another source, offered as a Helm package.</summary>
[PrinterColumn("Chart", "string", ".spec.chart")]
[PrinterColumn("Version", "string", ".spec.version")]
[PrinterColumn("Source Kind", "string", ".spec.sourceRef.kind")]
[PrinterColumn("Source Name", "string", ".spec.sourceRef.name")]
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
public sealed class HelmChart : Resource<HelmChartSpec, HelmChartStatus>, IResource<HelmChart>, IArtifactSource
{
    /// <inheritdoc/>
    public static ResourceInfo<HelmChart> Info { get; } = new()
    {
        Group = SourceApi.Group,
        Version = SourceApi.Version,
        Kind = "HelmChart",
        Plural = "helmcharts",
        ShortNames = ["hc"],
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.HelmChart,
    };

    Artifact? IArtifactSource.Artifact => Status.Artifact;
}
