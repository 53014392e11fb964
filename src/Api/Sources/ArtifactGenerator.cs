using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Makes new artifacts out of the files of several sources.</summary>
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
public sealed class ArtifactGenerator : Resource<ArtifactGeneratorSpec, ArtifactGeneratorStatus>, IResource<ArtifactGenerator>
{
    /// <inheritdoc/>
    public static ResourceInfo<ArtifactGenerator> Info { get; } = new()
    {
        Group = SourceApi.ExtensionsGroup,
        Version = SourceApi.ExtensionsVersion,
        Kind = "ArtifactGenerator",
        Plural = "artifactgenerators",
        ShortNames = ["ag"],
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.ArtifactGenerator,
    };
}
