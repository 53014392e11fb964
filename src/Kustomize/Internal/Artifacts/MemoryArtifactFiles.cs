using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>An artifact unpacked to memory.</summary>
internal sealed class MemoryArtifactFiles : ArtifactFiles, IFileTree
{
    /// <summary>What a name costs besides its characters; many tiny files are dearer than their content.</summary>
    private const int BytesPerEntry = 200;

    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> _files;
    private readonly Dictionary<string, List<FileTreeEntry>> _children = new(StringComparer.Ordinal) { ["/"] = [] };

    public MemoryArtifactFiles(ArchiveContent content)
    {
        _files = content.Files;
        foreach (var directory in content.Directories)
        {
            _children.TryAdd("/" + directory, []);
        }

        foreach (var directory in content.Directories)
        {
            ParentOf("/" + directory).Add(new FileTreeEntry("/" + directory, IsDirectory: true));
        }

        foreach (var file in content.Files.Keys)
        {
            ParentOf("/" + file).Add(new FileTreeEntry("/" + file, IsDirectory: false));
        }

        foreach (var entries in _children.Values)
        {
            entries.Sort(static (x, y) => string.CompareOrdinal(x.Path, y.Path));
        }

        BytesInMemory = content.TotalBytes + ((long)(content.Files.Count + content.Directories.Count) * BytesPerEntry);
    }

    /// <inheritdoc/>
    public override IFileTree Tree => this;

    /// <inheritdoc/>
    public override long BytesInMemory { get; }

    /// <inheritdoc/>
    public FileTreeEntry? Find(string path) =>
        _children.ContainsKey(path) ? new FileTreeEntry(path, IsDirectory: true)
        : _files.ContainsKey(path[1..]) ? new FileTreeEntry(path, IsDirectory: false)
        : null;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Read(string path) =>
        _files.TryGetValue(path[1..], out var content) ? content : throw new KustomizeException($"'{path}' doesn't exist", path);

    /// <inheritdoc/>
    public override IEnumerable<FileTreeEntry> Children(string directory) => _children.GetValueOrDefault(directory) ?? [];

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private List<FileTreeEntry> ParentOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return _children[slash == 0 ? "/" : path[..slash]];
    }
}
