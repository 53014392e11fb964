using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>An artifact too large for memory, unpacked into a folder that goes with it.</summary>
internal sealed class DiskArtifactFiles(string folder) : ArtifactFiles
{
    /// <inheritdoc/>
    public override IFileTree Tree { get; } = new DiskFileTree(folder);

    /// <inheritdoc/>
    public override long BytesInMemory => 0;

    /// <inheritdoc/>
    public override IEnumerable<FileTreeEntry> Children(string directory)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        return new DirectoryInfo(folder + directory)
            .EnumerateFileSystemInfos("*", options)
            .Select(info => new FileTreeEntry($"{directory.TrimEnd('/')}/{info.Name}", info is DirectoryInfo))
            .OrderBy(static entry => entry.Path, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is private scratch space; what cannot be removed now goes when the process starts next.
        }
    }
}
