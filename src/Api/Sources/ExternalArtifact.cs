using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>An artifact that another controller made and keeps; it writes both spec and status.</summary>
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
[PrinterColumn("Source", "string", ".spec.sourceRef.name")]
public sealed class ExternalArtifact : Resource<ExternalArtifactSpec, ExternalArtifactStatus>, IResource<ExternalArtifact>, IArtifactSource
{
    /// <inheritdoc/>
    public static ResourceInfo<ExternalArtifact> Info { get; } = new()
    {
        Group = SourceApi.Group,
        Version = SourceApi.Version,
        Kind = "ExternalArtifact",
        Plural = "externalartifacts",
        ShortNames = ["ea"],
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.ExternalArtifact,
    };

    Artifact? IArtifactSource.Artifact => Status.Artifact;
}
