namespace GitOpsToolkit.Artifacts;

/// <summary>Keeps unpacked files in memory.</summary>
internal sealed class MemoryTarget : IUnpackTarget
{
    private const int FirstBuffer = 1 << 20;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _executables = new(StringComparer.Ordinal);
    private long _total;

    public void AddDirectory(string path)
    {
        for (var at = path; _directories.Add(at) && at.LastIndexOf('/') is > 0 and var slash;)
        {
            at = at[..slash];
        }
    }

    public async ValueTask AddFileAsync(string path, long size, bool executable, TarReader content, CancellationToken ct)
    {
        if (_directories.Contains(path))
        {
            throw new ArchiveException($"tar contained \"{path}\" as a directory and as a file");
        }

        if (path.LastIndexOf('/') is > 0 and var slash)
        {
            AddDirectory(path[..slash]);
        }

        if (_files.TryGetValue(path, out var replaced))
        {
            _total -= replaced.Length;
        }

        var bytes = await ReadAsync(size, content, ct).ConfigureAwait(false);
        _total += bytes.Length;
        _files[path] = bytes;
        if (executable)
        {
            _executables.Add(path);
        }
        else
        {
            _executables.Remove(path);
        }
    }

    public ArchiveContent ToContent()
    {
        var clash = _files.Keys.FirstOrDefault(_directories.Contains);
        return clash is null
            ? new ArchiveContent(_files, _directories, _executables, _total)
            : throw new ArchiveException($"tar contained \"{clash}\" as a directory and as a file");
    }

    /// <summary>A header may claim any size, so memory grows with the bytes that really arrive.</summary>
    private static async Task<byte[]> ReadAsync(long size, TarReader content, CancellationToken ct)
    {
        var buffer = new byte[(int)Math.Min(size, FirstBuffer)];
        var length = 0;
        while (length < size)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(size, buffer.Length * 2L));
            }

            length += await content.ReadAsync(buffer.AsMemory(length), ct).ConfigureAwait(false);
        }

        return buffer;
    }
}
