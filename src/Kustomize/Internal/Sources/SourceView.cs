using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Kustomize.Internal.Sources;

/// <summary>What a Kustomization needs to know of a source of another kind than its own controllers make: the artifact on offer.</summary>
internal abstract class SourceView : Resource, IArtifactSource
{
    /// <summary>Observed state, as far as it is the same for all kinds.</summary>
    public SourceViewStatus Status { get; set; } = new();

    Artifact? IArtifactSource.Artifact => Status.Artifact;

    /// <summary>Names of a kind of source.</summary>
    protected static ResourceInfo<T> Describe<T>(string kind, string plural)
        where T : SourceView => new() { Group = SourceApi.Group, Version = SourceApi.Version, Kind = kind, Plural = plural };
}

/// <summary>The part of a source's status that every kind has.</summary>
internal sealed class SourceViewStatus
{
    /// <summary>The artifact on offer; null before there is one.</summary>
    public Artifact? Artifact { get; set; }
}

/// <summary>An OCIRepository.</summary>
internal sealed class OciRepositoryView : SourceView, IResource<OciRepositoryView>
{
    /// <inheritdoc/>
    public static ResourceInfo<OciRepositoryView> Info { get; } = Describe<OciRepositoryView>("OCIRepository", "ocirepositories");
}

/// <summary>A Bucket.</summary>
internal sealed class BucketView : SourceView, IResource<BucketView>
{
    /// <inheritdoc/>
    public static ResourceInfo<BucketView> Info { get; } = Describe<BucketView>("Bucket", "buckets");
}

/// <summary>An ExternalArtifact, whose controller is anyone's.</summary>
internal sealed class ExternalArtifactView : SourceView, IResource<ExternalArtifactView>
{
    /// <inheritdoc/>
    public static ResourceInfo<ExternalArtifactView> Info { get; } = Describe<ExternalArtifactView>(SourceKind.ExternalArtifact, "externalartifacts");
}
