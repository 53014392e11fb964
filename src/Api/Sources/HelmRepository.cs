using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A repository of Helm charts: an index over HTTP, or a container registry.</summary>
[PrinterColumn("URL", "string", ".spec.url")]
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
public sealed class HelmRepository : Resource<HelmRepositorySpec, HelmRepositoryStatus>, IResource<HelmRepository>, IArtifactSource
{
    /// <inheritdoc/>
    public static ResourceInfo<HelmRepository> Info { get; } = new()
    {
        Group = SourceApi.Group,
        Version = SourceApi.Version,
        Kind = "HelmRepository",
        Plural = "helmrepositories",
        ShortNames = ["helmrepo"],
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.HelmRepository,
    };

    Artifact? IArtifactSource.Artifact => Status.Artifact;
}
