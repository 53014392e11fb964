using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A git repository whose content is offered as an artifact.</summary>
[PrinterColumn("URL", "string", ".spec.url")]
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
public sealed class GitRepository : Resource<GitRepositorySpec, GitRepositoryStatus>, IResource<GitRepository>, IArtifactSource
{
    /// <inheritdoc/>
    public static ResourceInfo<GitRepository> Info { get; } = new()
    {
        Group = SourceApi.Group,
        Version = SourceApi.Version,
        Kind = "GitRepository",
        Plural = "gitrepositories",
        ShortNames = ["gitrepo"],
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.GitRepository,
    };

    Artifact? IArtifactSource.Artifact => Status.Artifact;
}
