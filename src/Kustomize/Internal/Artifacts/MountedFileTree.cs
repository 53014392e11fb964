using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>
/// Shows a file tree under a path of its own, with some files replaced. The path is the one kustomize would have been run in, so that
/// messages about files read as they do where artifacts are unpacked to disk; nothing above it can be seen.
/// </summary>
internal sealed class MountedFileTree(IFileTree inner, string mountPoint) : IFileTree
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _overlay = new(StringComparer.Ordinal);

    /// <summary>Where the tree's root is.</summary>
    public string MountPoint { get; } = mountPoint;

    /// <summary>Puts content in the place of a file.</summary>
    /// <param name="path">Path inside the mounted tree.</param>
    /// <param name="content">What is read there from now on.</param>
    public void Replace(string path, ReadOnlyMemory<byte> content) => _overlay[path] = content;

    /// <summary>The path of the whole view for one inside the mounted tree.</summary>
    public string PathOf(string path) => path == "/" ? MountPoint : MountPoint + path;

    /// <inheritdoc/>
    public FileTreeEntry? Find(string path)
    {
        if (Inside(path) is not { } inside)
        {
            // The directories that lead to the mount point exist, but nothing beside it.
            return MountPoint.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal) ? new FileTreeEntry(path, IsDirectory: true) : null;
        }

        return _overlay.ContainsKey(inside) ? new FileTreeEntry(path, IsDirectory: false)
            : inner.Find(inside) is { } found ? found with { Path = PathOf(found.Path) }
            : null;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Read(string path)
    {
        var inside = Inside(path) ?? throw new KustomizeException($"'{path}' doesn't exist", path);
        return _overlay.TryGetValue(inside, out var content) ? content : inner.Read(inside);
    }

    private string? Inside(string path) =>
        path == MountPoint ? "/"
        : path.StartsWith(MountPoint + "/", StringComparison.Ordinal) ? path[MountPoint.Length..]
        : null;
}
