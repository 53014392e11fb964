using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Source.Internal;

/// <summary>The artifact in an object's status and the file behind it: what a pass does about them whatever the kind (source.md §2.3).</summary>
/// <param name="context">The pass.</param>
/// <param name="storage">Where the file is.</param>
/// <param name="set">Sets <c>status.artifact</c>.</param>
/// <param name="setUrl">Sets <c>status.url</c>; null for kinds without.</param>
/// <param name="link">Name that leads to the latest artifact.</param>
internal sealed class StoredArtifact<T>(
    ReconcileContext<T> context, ArtifactStorage storage, Action<Artifact?> set, Action<string?>? setUrl = null, string link = "latest.tar.gz")
    where T : Resource, IConditioned, IResource<T>, IArtifactSource
{
    private Artifact? Current => context.Object.Artifact;

    /// <summary>Collects garbage and makes sure that what the status offers is really there.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        var disappeared = false;
        if (Current is { } artifact)
        {
            CollectGarbage(artifact, ct);
            disappeared = !storage.Exists(artifact);
            if (!disappeared && await storage.VerifyAsync(artifact, ct).ConfigureAwait(false) is { } problem)
            {
                context.Event(EventFlavor.Warning, SourceReasons.ArtifactVerificationFailed, $"failed to verify integrity of artifact: {problem}");
                storage.Remove(artifact);
                disappeared = true;
            }

            if (!disappeared)
            {
                artifact.Url = storage.UrlOf(artifact.Path);
                setUrl?.Invoke(storage.LinkUrl(artifact.Path, link));
                return;
            }

            set(null);
            setUrl?.Invoke(null);
        }

        context.Conditions.Remove(SourceConditions.ArtifactInStorage);
        await BuildingAsync(disappeared ? "building artifact: disappeared from storage" : "building artifact", ct).ConfigureAwait(false);
    }

    /// <summary>Says that what is stored is behind, and that the next one is under way.</summary>
    public async Task AnnounceAsync(string reason, string message, CancellationToken ct)
    {
        if (Current is not null)
        {
            context.Conditions.MarkTrue(SourceConditions.ArtifactOutdated, reason, message);
        }

        await BuildingAsync($"building artifact: {message}", ct).ConfigureAwait(false);
    }

    /// <summary>Stores a file and offers it in the status.</summary>
    /// <exception cref="SourceFailure">It cannot be written.</exception>
    public async Task StoreAsync(
        string file,
        string revision,
        IReadOnlyDictionary<string, string>? metadata,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken ct,
        string problem = "unable to archive artifact to storage")
    {
        Artifact artifact;
        try
        {
            artifact = await storage.StoreAsync(ArtifactStorage.PathOf(T.Info.Kind, context.Key.Namespace, context.Key.Name, file), revision, write, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArchiveException)
        {
            throw SourceFailure.Storage(SourceReasons.ArchiveOperationFailed, $"{problem}: {e.Message}", e);
        }

        artifact.Metadata = metadata is { Count: > 0 } ? metadata.ToDictionary() : null;
        set(artifact);
        Link(artifact);
        context.Conditions.Remove(SourceConditions.StorageOperationFailed);
    }

    /// <summary>Says that the stored artifact is that of the revision.</summary>
    public void MarkStored(string reason, string message)
    {
        context.Conditions.Remove(SourceConditions.ArtifactOutdated);
        context.Conditions.MarkTrue(SourceConditions.ArtifactInStorage, reason, message);
    }

    /// <summary>Tells that nothing had to be stored.</summary>
    public void TellUpToDate(string revision) =>
        context.Event(EventFlavor.Trace, SourceReasons.ArtifactUpToDate, $"artifact up-to-date with remote revision: '{revision}'");

    private Task BuildingAsync(string message, CancellationToken ct) => context.ProgressAsync(ConditionReasons.Progressing, message, ct);

    private void Link(Artifact artifact)
    {
        if (setUrl is null)
        {
            return;
        }

        try
        {
            setUrl(storage.Link(artifact, link));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Event(EventFlavor.Trace, SourceReasons.SymlinkUpdateFailed, $"failed to update status URL symlink: {e.Message}");
        }
    }

    private void CollectGarbage(Artifact artifact, CancellationToken ct)
    {
        try
        {
            var deleted = storage.CollectGarbage(artifact, ct);
            if (deleted.Count > 0)
            {
                context.Event(EventFlavor.Trace, SourceReasons.GarbageCollectionSucceeded, $"garbage collected {deleted.Count} artifacts");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Old files cost space, not correctness; the next pass tries again.
            Log.GarbageCollectionFailed(context.Log, e.Message);
        }
    }
}
