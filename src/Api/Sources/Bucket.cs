using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A bucket of an object store whose objects are offered as an artifact.</summary>
[PrinterColumn("Endpoint", "string", ".spec.endpoint")]
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
public sealed class Bucket : Resource<BucketSpec, BucketStatus>, IResource<Bucket>, IArtifactSource
{
    /// <inheritdoc/>
    public static ResourceInfo<Bucket> Info { get; } = new()
    {
        Group = SourceApi.Group,
        Version = SourceApi.Version,
        Kind = "Bucket",
        Plural = "buckets",
        Categories = SourceApi.Categories,
        Json = ApiJson.Default.Bucket,
    };

    Artifact? IArtifactSource.Artifact => Status.Artifact;
}
