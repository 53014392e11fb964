namespace GitOpsToolkit.Artifacts;

/// <summary>Keeps unpacked files in memory.</summary>
internal sealed class MemoryTarget : IUnpackTarget
{
    private const int FirstBuffer = 1 << 20;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> executables = new(StringComparer.Ordinal);
    private long total;

    public void AddDirectory(string path)
    {
        for (var at = path; directories.Add(at) && at.LastIndexOf('/') is > 0 and var slash;)
        {
            at = at[..slash];
        }
    }

    public async ValueTask AddFileAsync(string path, long size, bool executable, TarReader content, CancellationToken ct)
    {
        if (directories.Contains(path))
        {
            throw new ArchiveException($"tar contained \"{path}\" as a directory and as a file");
        }

        if (path.LastIndexOf('/') is > 0 and var slash)
        {
            AddDirectory(path[..slash]);
        }

        if (files.TryGetValue(path, out var replaced))
        {
            total -= replaced.Length;
        }

        var bytes = await ReadAsync(size, content, ct).ConfigureAwait(false);
        total += bytes.Length;
        files[path] = bytes;
        if (executable)
        {
            executables.Add(path);
        }
        else
        {
            executables.Remove(path);
        }
    }

    public ArchiveContent ToContent()
    {
        var clash = files.Keys.FirstOrDefault(directories.Contains);
        return clash is null
            ? new ArchiveContent(files, directories, executables, total)
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
