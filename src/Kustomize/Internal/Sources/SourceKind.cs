using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Internal.Sources;

/// <summary>A kind of source that Kustomizations can refer to. They all offer an artifact in the same way; only the names differ.</summary>
internal abstract class SourceKind
{
    private static readonly SourceKind[] Known =
    [
        new SourceKind<GitRepository>(),
        new SourceKind<OCIRepository>(),
        new SourceKind<Bucket>(),
        new SourceKind<ExternalArtifact>(),
    ];

    /// <summary>The kind's name.</summary>
    public abstract string Name { get; }

    /// <summary>Name of the index that leads from a source of this kind to the Kustomizations that refer to it.</summary>
    protected string Index => $"source/{Name}";

    /// <summary>The kinds that are allowed and followed.</summary>
    public static IEnumerable<SourceKind> AllowedBy(KustomizeControllerOptions options) =>
        Known.Where(kind => options.ExternalArtifact || kind is not SourceKind<ExternalArtifact>);

    /// <summary>The kind of a reference; the API server lets no others through.</summary>
    public static SourceKind Of(string name) => Array.Find(Known, kind => string.Equals(kind.Name, name, StringComparison.Ordinal))
        ?? throw new TerminalException(KustomizationTerms.ArtifactFailed, $"source `{name}` kind not supported");

    /// <summary>Follows the sources of this kind, so that a new revision wakes those that refer to it.</summary>
    public abstract void Follow(ControllerBuilder<Kustomization> controller);

    /// <summary>The source as the cache knows it; null when there is none.</summary>
    public abstract IArtifactSource? Find(IResourceCache cache, NamespacedName key);

    /// <summary>The source as it is stored at this moment.</summary>
    /// <exception cref="KubernetesApiException">It does not exist, or may not be read.</exception>
    public abstract Task<IArtifactSource> ReadAsync(KubernetesClient client, NamespacedName key, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class SourceKind<T> : SourceKind
    where T : Resource, IResource<T>, IArtifactSource
{
    /// <inheritdoc/>
    public override string Name => T.Info.Kind;

    /// <inheritdoc/>
    public override void Follow(ControllerBuilder<Kustomization> controller) => controller
        .Indexed(Index, owner => string.Equals(owner.Spec.SourceRef.Kind, Name, StringComparison.Ordinal) ? [owner.Spec.SourceRef.KeyIn(owner.Namespace)] : [])
        .Watches<T>(watch => watch
            .When(Change.ArtifactRevision)
            .Optional()
            .Enqueue((source, cache) => source.Artifact is { } artifact
                ? DependencyOrder.Sort([.. cache.ByIndex<Kustomization>(Index, source.Key()).Where(owner => !IsAt(owner, artifact.Revision))]) ?? []
                : []));

    /// <inheritdoc/>
    public override IArtifactSource? Find(IResourceCache cache, NamespacedName key) => cache.Find<T>(key);

    /// <inheritdoc/>
    public override async Task<IArtifactSource> ReadAsync(KubernetesClient client, NamespacedName key, CancellationToken cancellationToken) =>
        await client.GetAsync<T>(key, null, cancellationToken).ConfigureAwait(false);

    /// <summary>A source event need not wake what is at its revision, or on the way there.</summary>
    private static bool IsAt(Kustomization owner, string revision)
    {
        var status = owner.Status;
        return !status.IsTrue(ConditionTypes.Stalled)
            && (status.IsTrue(ConditionTypes.Ready) || status.IsTrue(ConditionTypes.Reconciling))
            && string.Equals(status.LastAttemptedRevision, revision, StringComparison.Ordinal);
    }
}
