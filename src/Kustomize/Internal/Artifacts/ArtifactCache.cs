using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>
/// Fetches and unpacks every artifact once for all Kustomizations of the process. Files stay while someone builds from them, and after
/// that until a later artifact of the same source is there or the memory cap asks for them, the longest unused first; a failed fetch is not kept.
/// </summary>
/// <param name="fetch">Fetches, verifies and unpacks an artifact.</param>
/// <param name="memoryCap">Bytes of unused files that may stay in memory.</param>
internal sealed class ArtifactCache(Func<Artifact, CancellationToken, Task<ArtifactFiles>> fetch, long memoryCap) : IDisposable
{
    /// <summary>Unused artifacts on disk that stay; each is large, so few.</summary>
    private const int UnusedOnDisk = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private long _clock;

    /// <summary>Artifacts kept now, used or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The files of an artifact. Concurrent callers share one fetch; one that gives up does not end it for the others.</summary>
    public async Task<ArtifactLease> OpenAsync(Artifact artifact, CancellationToken cancellationToken)
    {
        var entry = Acquire(artifact);
        try
        {
            var files = await entry.Files.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new ArtifactLease(files, () => Release(entry));
        }
        catch
        {
            Release(entry);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Cancel();
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
            {
                entry.DisposeFiles();
            }

            _entries.Clear();
        }

        _stopped.Dispose();
    }

    private Entry Acquire(Artifact artifact)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(artifact.Digest, out var entry) || entry.Files.IsFaulted || entry.Files.IsCanceled)
            {
                // Started on the pool: a fetch that fails at once must not run, or throw, under the lock.
                entry = new Entry(artifact, ++_clock, Task.Run(() => fetch(artifact, _stopped.Token)));
                _entries[artifact.Digest] = entry;
            }

            entry.Users++;
            return entry;
        }
    }

    private void Release(Entry entry)
    {
        lock (_gate)
        {
            entry.LastUse = ++_clock;
            if (--entry.Users > 0)
            {
                return;
            }

            if (!entry.Files.IsCompletedSuccessfully)
            {
                Remove(entry);
                return;
            }

            Trim();
        }
    }

    private void Trim()
    {
        var unused = _entries.Values.Where(static entry => entry is { Users: 0, Files.IsCompletedSuccessfully: true }).OrderByDescending(static entry => entry.LastUse).ToList();
        long bytes = 0;
        var onDisk = 0;
        foreach (var entry in unused)
        {
            if (_entries.Values.Any(other => other.Supersedes(entry)))
            {
                Remove(entry);
                continue;
            }

            bytes += entry.BytesInMemory;
            onDisk += entry.BytesInMemory == 0 ? 1 : 0;
            if (bytes > memoryCap || onDisk > UnusedOnDisk)
            {
                Remove(entry);
            }
        }
    }

    private void Remove(Entry entry)
    {
        if (_entries.GetValueOrDefault(entry.Digest) == entry)
        {
            _entries.Remove(entry.Digest);
        }

        entry.DisposeFiles();
    }

    private sealed class Entry(Artifact artifact, long order, Task<ArtifactFiles> files)
    {
        // Artifacts of a source lie in a folder of its own.
        private readonly string _source = artifact.Path[..Math.Max(artifact.Path.LastIndexOf('/'), 0)];
        private readonly long _order = order;

        public string Digest { get; } = artifact.Digest;

        public Task<ArtifactFiles> Files { get; } = files;

        public int Users { get; set; }

        public long LastUse { get; set; }

        /// <summary>True when this is a later artifact of the same source: nobody will build from the other one again.</summary>
        public bool Supersedes(Entry other) =>
            _order > other._order && _source.Length > 0 && string.Equals(_source, other._source, StringComparison.Ordinal) && Files.IsCompletedSuccessfully;

        public long BytesInMemory => Files.IsCompletedSuccessfully ? Content.BytesInMemory : 0;

#pragma warning disable RS0030 // only read once the task has completed
        private ArtifactFiles Content => Files.Result;
#pragma warning restore RS0030

        /// <summary>Lets the files go, now or when the fetch nobody waits for any more ends.</summary>
        public void DisposeFiles() => _ = DisposeWhenFetchedAsync();

        private async Task DisposeWhenFetchedAsync()
        {
            try
            {
                (await Files.ConfigureAwait(false)).Dispose();
            }
            catch (Exception)
            {
                // A fetch that failed has nothing to let go, and was reported to those who waited for it.
            }
        }
    }
}
