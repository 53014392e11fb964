using System.Buffers;

namespace GitOpsToolkit.Artifacts;

/// <summary>Writes unpacked files below a folder. Links are never created, so a checked path cannot lead out of it.</summary>
internal sealed class DirectoryTarget : IUnpackTarget
{
    private readonly string _root;
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    public DirectoryTarget(string directory)
    {
        _root = Path.GetFullPath(directory);
        if (File.Exists(_root))
        {
            throw new ArchiveException($"dir '{directory}' must be a directory");
        }

        PrivateFiles.CreateDirectory(_root);
    }

    public void AddDirectory(string path)
    {
        if (_made.Add(path))
        {
            PrivateFiles.CreateDirectory(Path.Combine(_root, path));
        }
    }

    public async ValueTask AddFileAsync(string path, long size, bool executable, TarReader content, CancellationToken ct)
    {
        if (path.LastIndexOf('/') is > 0 and var slash)
        {
            AddDirectory(path[..slash]);
        }

        var file = new FileStream(Path.Combine(_root, path), PrivateFiles.Options(FileMode.Create, FileAccess.Write, executable: executable));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await content.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var read)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }
}
