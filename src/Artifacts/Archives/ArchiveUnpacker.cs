using System.IO.Compression;
using System.Text;

namespace GitOpsToolkit.Artifacts;

/// <summary>Where unpacked entries go. Paths are already checked: relative, no <c>..</c>, unique segments joined by <c>/</c>.</summary>
internal interface IUnpackTarget
{
    void AddDirectory(string path);

    ValueTask AddFileAsync(string path, long size, bool executable, TarReader content, CancellationToken ct);
}

/// <summary>The one loop that walks an archive, checks every entry and counts what it costs.</summary>
internal static class ArchiveUnpacker
{
    private const long RatioFloor = 16L << 20;

    public static async Task UnpackAsync(Stream archive, IUnpackTarget target, ArchiveLimits limits, CancellationToken ct)
    {
        var packed = new CountingStream(archive);
        var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            try
            {
                await UnpackTarAsync(new TarReader(gzip, limits), packed, target, limits, ct).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                throw new ArchiveException($"requires gzip-compressed body: {e.Message}", e);
            }
        }
    }

    private static async Task UnpackTarAsync(
        TarReader tar, CountingStream packed, IUnpackTarget target, ArchiveLimits limits, CancellationToken ct)
    {
        var entries = 0;
        long bytes = 0;
        while (await tar.NextAsync(ct).ConfigureAwait(false) is { } entry)
        {
            if (++entries > limits.MaxEntries)
            {
                throw new ArchiveException($"tar has more than {limits.MaxEntries} entries");
            }

            bytes += entry.Size;
            if (bytes > limits.MaxBytes || bytes < 0)
            {
                throw new ArchiveException($"tar \"{entry.Name}\" is bigger than max archive size of {limits.MaxBytes} bytes");
            }

            if (bytes > RatioFloor && bytes / limits.MaxRatio > packed.BytesRead)
            {
                throw new ArchiveException($"tar \"{entry.Name}\" unpacks to more than {limits.MaxRatio} times its packed size");
            }

            await AddAsync(tar, entry, CheckedPath(entry.Name, limits), target, ct).ConfigureAwait(false);
        }
    }

    private static async ValueTask AddAsync(TarReader tar, TarEntry entry, string path, IUnpackTarget target, CancellationToken ct)
    {
        // Git metadata never belongs to an artifact, and a hooks folder must never reach a disk where git may run.
        var isGitMetadata = path == ".git" || path.StartsWith(".git/", StringComparison.Ordinal) || path.Contains("/.git/", StringComparison.Ordinal);
        switch (entry.Kind)
        {
            case TarEntryKind.SymbolicLink:
                return;
            case TarEntryKind.Other:
                throw new ArchiveException($"tar file entry {entry.Name} contained unsupported file type; only files and directories are allowed");
            case TarEntryKind.Directory when path.Length > 0 && !isGitMetadata:
                target.AddDirectory(path);
                return;
            case TarEntryKind.File when path.Length == 0:
                throw InvalidName(entry.Name);
            case TarEntryKind.File when !isGitMetadata:
                await target.AddFileAsync(path, entry.Size, (entry.Mode & 0x49) != 0, tar, ct).ConfigureAwait(false);
                return;
        }
    }

    /// <summary>Path of an entry, without <c>.</c> and empty segments; the empty string is the root.</summary>
    private static string CheckedPath(string name, ArchiveLimits limits)
    {
        if (name.Length == 0 || name[0] == '/' || name.AsSpan().ContainsAny('\\', '\0'))
        {
            throw InvalidName(name);
        }

        if (Encoding.UTF8.GetByteCount(name) > limits.MaxPathLength)
        {
            throw new ArchiveException($"tar contained a path longer than {limits.MaxPathLength} bytes: \"{name[..64]}…\"");
        }

        var segments = name.Split('/');
        if (Array.IndexOf(segments, "..") >= 0)
        {
            throw InvalidName(name);
        }

        return Array.Exists(segments, s => s is "" or ".") ? string.Join('/', segments.Where(s => s is not ("" or "."))) : name;
    }

    private static ArchiveException InvalidName(string name) => new($"tar contained invalid name error \"{name}\"");
}
