using System.Runtime.CompilerServices;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Git;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>
/// The files of an artifact to be, put together from git objects and other artifacts without a copy on disk.
/// </summary>
internal sealed class ArtifactTree
{
    private readonly SortedDictionary<string, Node> _nodes = new(Comparer<string>.Create(ComparePaths));

    /// <summary>A file's content is in a git repository (by hash) or in memory.</summary>
    private sealed record Node(bool IsDirectory, bool IsExecutable, GitSnapshot? Snapshot, string? Hash, ReadOnlyMemory<byte> Content);

    /// <summary>Adds a commit's files, those of some folders only when any are named.</summary>
    public static async Task<ArtifactTree> FromAsync(GitSnapshot snapshot, IReadOnlyList<string> folders, CancellationToken ct)
    {
        var tree = new ArtifactTree();
        foreach (var entry in await snapshot.ListAsync(ct).ConfigureAwait(false))
        {
            if (folders.Count > 0 && !folders.Any(f => IsInOrAbove(entry, f)))
            {
                continue;
            }

            // A submodule that is not fetched is an empty folder; links are no part of artifacts.
            var node = entry.Kind switch
            {
                GitEntryKind.Directory or GitEntryKind.Submodule => new Node(IsDirectory: true, IsExecutable: false, null, null, default),
                GitEntryKind.File => new Node(IsDirectory: false, IsExecutable: false, snapshot, entry.Hash, default),
                GitEntryKind.ExecutableFile => new Node(IsDirectory: false, IsExecutable: true, snapshot, entry.Hash, default),
                _ => null,
            };
            if (node is not null)
            {
                tree._nodes[entry.Path] = node;
            }
        }

        return tree;
    }

    /// <summary>True when there is a file or folder at the path; the empty path is the root.</summary>
    public bool Contains(string path) => path.Length == 0 || _nodes.ContainsKey(path);

    /// <summary>True when there is something below the path.</summary>
    public bool HasContent(string path) => _nodes.Keys.Any(k => path.Length == 0 || k.StartsWith(path + "/", StringComparison.Ordinal));

    /// <summary>Places part of another artifact.</summary>
    /// <param name="content">The other artifact.</param>
    /// <param name="from">Folder in it; empty for all.</param>
    /// <param name="to">Folder here.</param>
    public void Graft(ArchiveContent content, string from, string to)
    {
        AddFolders(to);
        foreach (var folder in content.Directories.Where(d => IsBelow(d, from)))
        {
            AddFolders(Move(folder, from, to));
        }

        foreach (var (path, bytes) in content.Files.Where(f => IsBelow(f.Key, from)))
        {
            _nodes[Move(path, from, to)] = new Node(IsDirectory: false, content.Executables.Contains(path), null, null, bytes);
        }
    }

    /// <summary>Reads the ignore files and joins them with the patterns of the spec.</summary>
    public async Task<SourceIgnore> ReadIgnoreAsync(string? extra, long sizeLimit, CancellationToken ct)
    {
        var files = new List<KeyValuePair<string, string>>();
        foreach (var (path, node) in _nodes)
        {
            if (!node.IsDirectory && FolderOf(path, SourceIgnore.FileName) is { } folder)
            {
                files.Add(new(folder, System.Text.Encoding.UTF8.GetString(await ReadAsync(node, sizeLimit, ct).ConfigureAwait(false))));
            }
        }

        return SourceIgnore.Create(files.OrderBy(f => f.Key, Comparer<string>.Create(ComparePaths)), extra);
    }

    /// <summary>The entries in archive order. Every stream is to be used before the next entry is asked for.</summary>
    /// <exception cref="ArchiveException">The files are together larger than the limit.</exception>
    public async IAsyncEnumerable<ArchiveEntry> EntriesAsync(SourceIgnore ignore, long maxBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        var kept = _nodes.Where(n => !ignore.Excludes(n.Key, n.Value.IsDirectory)).ToList();
        var readers = new Dictionary<GitSnapshot, ObjectSequence>();
        try
        {
            foreach (var group in kept.Where(n => n.Value.Snapshot is not null).GroupBy(n => n.Value.Snapshot!))
            {
                readers[group.Key] = new ObjectSequence(group.Key, [.. group.Select(n => n.Value.Hash!)], ct);
            }

            yield return ArchiveEntry.Directory(".");
            long total = 0;
            foreach (var (path, node) in kept)
            {
                if (node.IsDirectory)
                {
                    yield return ArchiveEntry.Directory(path);
                    continue;
                }

                var (content, length) = node.Snapshot is { } snapshot
                    ? await readers[snapshot].NextAsync().ConfigureAwait(false)
                    : (new MemoryStream(node.Content.ToArray(), writable: false), node.Content.Length);
                total += length;
                if (maxBytes > 0 && total > maxBytes)
                {
                    throw new ArchiveException(
                        $"the files are together larger than the allowed {maxBytes} bytes, at '{path}'; leave files out with .sourceignore or spec.ignore, or raise the limit");
                }

                yield return ArchiveEntry.File(path, length, content, node.IsExecutable);
            }
        }
        finally
        {
            foreach (var reader in readers.Values)
            {
                await reader.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<byte[]> ReadAsync(Node node, long limit, CancellationToken ct)
    {
        if (node.Snapshot is null)
        {
            return node.Content.ToArray();
        }

        var blobs = node.Snapshot.OpenBlobs();
        await using (blobs.ConfigureAwait(false))
        {
            return await blobs.ReadAsync(node.Hash!, limit, ct).ConfigureAwait(false);
        }
    }

    private void AddFolders(string path)
    {
        for (var at = path; at.Length > 0; at = at.LastIndexOf('/') is > 0 and var slash ? at[..slash] : "")
        {
            _nodes[at] = new Node(IsDirectory: true, IsExecutable: false, null, null, default);
        }
    }

    private static bool IsInOrAbove(GitTreeEntry entry, string folder) =>
        entry.Path == folder || entry.Path.StartsWith(folder + "/", StringComparison.Ordinal)
        || (entry.Kind == GitEntryKind.Directory && folder.StartsWith(entry.Path + "/", StringComparison.Ordinal));

    private static bool IsBelow(string path, string folder) =>
        folder.Length == 0 || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Move(string path, string from, string to)
    {
        var rest = from.Length == 0 ? path : path[(from.Length + 1)..];
        return to.Length == 0 ? rest : $"{to}/{rest}";
    }

    /// <summary>Folder of a file with this name; null for another name, and for files in git's own folder.</summary>
    private static string? FolderOf(string path, string name)
    {
        if (path == name)
        {
            return "";
        }

        return path.EndsWith("/" + name, StringComparison.Ordinal) && !$"/{path}".Contains("/.git/", StringComparison.Ordinal)
            ? path[..^(name.Length + 1)]
            : null;
    }

    /// <summary>Paths compared name by name, so that a folder is followed by what is in it.</summary>
    private static int ComparePaths(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] == '/' ? -1 : right[i] == '/' ? 1 : left[i] - right[i];
            }
        }

        return left.Length - right.Length;
    }

    /// <summary>Hands out the objects of one repository one by one.</summary>
    private sealed class ObjectSequence : IAsyncDisposable
    {
        private readonly GitBlobReader _blobs;
        private readonly IAsyncEnumerator<GitObjectStream> _objects;

        public ObjectSequence(GitSnapshot snapshot, IReadOnlyList<string> hashes, CancellationToken ct)
        {
            _blobs = snapshot.OpenBlobs();
            _objects = _blobs.ReadAsync(hashes, ct).GetAsyncEnumerator(ct);
        }

        public async Task<(Stream Content, long Length)> NextAsync() =>
            await _objects.MoveNextAsync().ConfigureAwait(false)
                ? (_objects.Current, _objects.Current.Length)
                : throw new InvalidOperationException("more files than objects");

        public async ValueTask DisposeAsync()
        {
            await _objects.DisposeAsync().ConfigureAwait(false);
            await _blobs.DisposeAsync().ConfigureAwait(false);
        }
    }
}
