using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>An OCI artifact in a container registry whose content is offered as an artifact.</summary>
[PrinterColumn("URL", "string", ".spec.url")]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
public sealed class OCIRepository : Resource<OCIRepositorySpec, OCIRepositoryStatus>, IResource<OCIRepository>, IArtifactSource
{
    /// <inheritdoc/>
    public static ResourceInfo<OCIRepository> Info { get; } = new()
    {
        Group = SourceApi.Group,
        Version = SourceApi.Version,
        Kind = "OCIRepository",
        Plural = "ocirepositories",
        ShortNames = ["ocirepo"],
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.OCIRepository,
    };

    Artifact? IArtifactSource.Artifact => Status.Artifact;
}
