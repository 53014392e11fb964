using System.IO.Compression;

namespace GitOpsToolkit.Artifacts;

/// <summary>Writes reproducible archives and unpacks archives without trusting them.</summary>
public static class ArtifactArchive
{
    private const int DirectoryMode = 0x1E8; // 0750
    private const int FileMode = 0x180; // 0600
    private const int ExecutableMode = 0x1C0; // 0700

    /// <summary>
    /// Writes a gzip-compressed tar whose bytes depend on nothing but the entries' order, paths, contents and execute bits.
    /// </summary>
    /// <param name="output">Where the archive goes; left open.</param>
    /// <param name="entries">Entries in the order of a walk: a directory before what is in it, names in ordinal order.
    /// An entry's content is read before the next entry is asked for, so nothing is held in memory.</param>
    /// <param name="ct">Stops the writing; the output is then incomplete.</param>
    /// <exception cref="ArchiveException">An entry's content does not have the announced length.</exception>
    public static async Task WriteAsync(Stream output, IAsyncEnumerable<ArchiveEntry> entries, CancellationToken ct)
    {
        var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            var tar = new TarWriter(gzip);
            await foreach (var entry in entries.WithCancellation(ct).ConfigureAwait(false))
            {
                var mode = entry.IsDirectory ? DirectoryMode : entry.IsExecutable ? ExecutableMode : FileMode;
                await tar.WriteAsync(entry, mode, ct).ConfigureAwait(false);
            }

            await tar.FinishAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Unpacks a gzip-compressed tar to memory.</summary>
    /// <param name="archive">The archive; left open.</param>
    /// <param name="limits">Bounds; null means <see cref="ArchiveLimits.Default"/>.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="ArchiveException">The archive is damaged, has a forbidden entry, or is over a limit.</exception>
    public static async Task<ArchiveContent> ReadAsync(Stream archive, ArchiveLimits? limits, CancellationToken ct)
    {
        var target = new MemoryTarget();
        await ArchiveUnpacker.UnpackAsync(archive, target, limits ?? ArchiveLimits.Default, ct).ConfigureAwait(false);
        return target.ToContent();
    }

    /// <summary>Unpacks a gzip-compressed tar into a folder, which is created when missing and should be empty.</summary>
    /// <param name="archive">The archive; left open.</param>
    /// <param name="directory">Folder on a local file system. Nothing is written outside of it.</param>
    /// <param name="limits">Bounds; null means <see cref="ArchiveLimits.Default"/>.</param>
    /// <param name="ct">Stops the writing; what was written stays.</param>
    /// <exception cref="ArchiveException">The archive is damaged, has a forbidden entry, or is over a limit.</exception>
    public static Task ExtractAsync(Stream archive, string directory, ArchiveLimits? limits, CancellationToken ct) =>
        ArchiveUnpacker.UnpackAsync(archive, new DirectoryTarget(directory), limits ?? ArchiveLimits.Default, ct);
}
