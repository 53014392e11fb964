using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>The steps of one pass: storage, listing, download, artifact. Each throws <see cref="SourceFailure"/> to end it.</summary>
internal sealed class BucketPass(ReconcileContext<Bucket> context, ArtifactStorage storage, BucketAccess access, SourceControllerOptions options)
{
    private const int ParallelDownloads = 32;
    private const int MaxIgnoreBytes = 1 << 20;

    private readonly StoredArtifact<Bucket> _stored = new(
        context, storage, artifact => context.Object.Status.Artifact = artifact, url => context.Object.Status.Url = url);

    private BucketSpec Spec => context.Object.Spec;

    private BucketStatus Status => context.Object.Status;

    private TimeSpan Budget => Spec.Timeout ?? options.DefaultTimeout;

    /// <returns>Number of objects in the artifact.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await _stored.CheckAsync(ct).ConfigureAwait(false);
        using var scratch = ScratchDirectory.Create(options);
        using var store = await access.OpenAsync(context, ct).ConfigureAwait(false);
        var listing = await WithinBudgetAsync(token => ListAsync(store, scratch.Path, token), ct).ConfigureAwait(false);
        if (IsStored(listing) is { } current)
        {
            context.Conditions.Remove(SourceConditions.FetchFailed);
            Finish(current, isNew: false);
            return listing.Count;
        }

        await WithinBudgetAsync(
            async token =>
            {
                await DownloadAsync(store, listing, scratch.Path, token).ConfigureAwait(false);
                return 0;
            },
            ct).ConfigureAwait(false);
        context.Conditions.Remove(SourceConditions.FetchFailed);
        await StoreAsync(listing, scratch.Path, ct).ConfigureAwait(false);
        return listing.Count;
    }

    private async Task<BucketListing> ListAsync(IBucketStore store, string folder, CancellationToken ct)
    {
        try
        {
            if (!await store.ExistsAsync(ct).ConfigureAwait(false))
            {
                throw Failed($"bucket '{Spec.BucketName}' not found");
            }
        }
        catch (OciException e)
        {
            throw Failed($"failed to confirm existence of '{Spec.BucketName}' bucket: {e.Message}", e);
        }

        try
        {
            var ignore = SourceIgnore.Only(await IgnoreAsync(store, folder, ct).ConfigureAwait(false));
            var listing = new BucketListing();
            long total = 0;
            foreach (var item in await store.ListAsync(Spec.Prefix, ct).ConfigureAwait(false))
            {
                if (item.Key.EndsWith('/') || item.Key == SourceIgnore.FileName || ignore.Excludes(item.Key, isDirectory: false))
                {
                    continue;
                }

                listing[item.Key] = item.ETag;
                total += item.Size;
            }

            return options.MaxArtifactBytes > 0 && total > options.MaxArtifactBytes
                ? throw new OciException(OciError.TooLarge, $"the objects have together {total} bytes, more than the allowed {options.MaxArtifactBytes}; leave some out with spec.ignore or spec.prefix")
                : listing;
        }
        catch (OciException e)
        {
            throw Failed($"indexation of objects from bucket '{Spec.BucketName}' failed: {e.Message}", e);
        }
    }

    /// <summary>Patterns of the ignore file and the spec; the file itself is part of the artifact.</summary>
    private async Task<string> IgnoreAsync(IBucketStore store, string folder, CancellationToken ct)
    {
        var file = Path.Combine(folder, SourceIgnore.FileName);
        var found = await store.DownloadAsync(SourceIgnore.FileName, () => File.Create(file), MaxIgnoreBytes, ct).ConfigureAwait(false);
        return $"{(found is null ? "" : await File.ReadAllTextAsync(file, ct).ConfigureAwait(false))}\n{Spec.Ignore}";
    }

    private string? IsStored(BucketListing listing) =>
        Status.Artifact is { } artifact && ArtifactDigest.TryParse(artifact.Revision, out var current) && listing.Digest(current.Algorithm) == current ? artifact.Revision : null;

    private async Task DownloadAsync(IBucketStore store, BucketListing listing, string folder, CancellationToken ct)
    {
        var gate = new Lock();
        var left = options.MaxArtifactBytes > 0 ? options.MaxArtifactBytes : long.MaxValue;
        try
        {
            await Parallel.ForEachAsync(
                listing.Keys,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelDownloads, CancellationToken = ct },
                async (key, token) =>
                {
                    var file = Path.Combine(folder, LocalPath(key));
                    var tag = await store.DownloadAsync(key, () => Create(file), Interlocked.Read(ref left), token).ConfigureAwait(false);
                    if (tag is not null)
                    {
                        Interlocked.Add(ref left, -new FileInfo(file).Length);
                    }

                    lock (gate)
                    {
                        if (tag is null)
                        {
                            // Gone since it was listed.
                            listing.Remove(key);
                        }
                        else if (tag.Length > 0)
                        {
                            listing[key] = tag;
                        }
                    }
                }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OciException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Failed($"fetch from bucket '{Spec.BucketName}' failed: {e.Message}", e);
        }
    }

    /// <summary>A key below the folder, whatever it says.</summary>
    private static string LocalPath(string key)
    {
        var path = SourcePath.Clamp(key);
        return path.Length == 0 || path.AsSpan().ContainsAny('\\', '\0') ? throw new IOException($"failed to resolve path for '{key}' object") : path;
    }

    private static FileStream Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return File.Create(file);
    }

    private async Task StoreAsync(BucketListing listing, string folder, CancellationToken ct)
    {
        // What was downloaded may differ from what was listed; the revision is that of the download.
        var revision = IsStored(listing) ?? listing.Digest(options.Storage.DigestAlgorithm).ToString();
        var isNew = Status.Artifact?.Revision != revision;
        if (isNew)
        {
            await _stored.AnnounceAsync(SourceReasons.NewRevision, $"new upstream revision '{revision}'", ct).ConfigureAwait(false);
            await _stored.StoreAsync(
                $"{revision[(revision.IndexOf(':', StringComparison.Ordinal) + 1)..]}.tar.gz",
                revision,
                null,
                (output, token) => ArtifactArchive.WriteAsync(output, ArchiveFolder.EntriesAsync(folder, null, token), token),
                ct).ConfigureAwait(false);
            Status.ObservedIgnore = Spec.Ignore;
        }

        Finish(revision, isNew);
    }

    private void Finish(string revision, bool isNew)
    {
        if (!isNew)
        {
            _stored.TellUpToDate(revision);
        }

        _stored.MarkStored(ConditionReasons.Succeeded, $"stored artifact: revision '{revision}'");
    }

    private async Task<TResult> WithinBudgetAsync<TResult>(Func<CancellationToken, Task<TResult>> work, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(Budget, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw Failed($"bucket '{Spec.BucketName}': no answer within {GoDuration.Format(Budget)} (spec.timeout)", e);
        }
    }

    private static SourceFailure Failed(string message, Exception? inner = null) => SourceFailure.Fetch(SourceReasons.BucketOperationFailed, message, inner);
}
