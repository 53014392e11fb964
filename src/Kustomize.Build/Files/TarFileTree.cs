using System.Formats.Tar;
using System.IO.Compression;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Reads a tar archive, compressed with gzip or not, into a file tree; artifacts of Flux sources are such archives.</summary>
public static class TarFileTree
{
    /// <summary>Most bytes of an archive once it is uncompressed, unless another cap is given.</summary>
    /// <value>100 MiB.</value>
    public const long DefaultMaxBytes = 100L << 20;

    /// <summary>Reads an archive to its end.</summary>
    /// <param name="archive">The archive; left open.</param>
    /// <param name="maxBytes">Most bytes of the uncompressed archive.</param>
    /// <returns>Its files and directories. Links and devices are left out, as Flux leaves them out of artifacts.</returns>
    /// <exception cref="KustomizeException">It is no archive, it is too large, or an entry's path leads out of it.</exception>
    public static InMemoryFileTree Read(Stream archive, long maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(archive);
        try
        {
            using var content = Uncompress(archive, maxBytes);
            return new InMemoryFileTree(Files(content));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new KustomizeException($"the archive cannot be read: {e.Message}", inner: e);
        }
    }

    private static List<KeyValuePair<string, byte[]>> Files(Stream archive)
    {
        var files = new List<KeyValuePair<string, byte[]>>();
        using var reader = new TarReader(archive, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            {
                continue;
            }

            if (entry.Name.StartsWith('/') || entry.Name.Split('/').Contains("..", StringComparer.Ordinal))
            {
                throw new KustomizeException("security; the entry leads out of the archive", entry.Name);
            }

            using var data = new MemoryStream();
            entry.DataStream?.CopyTo(data);
            files.Add(new(entry.Name, data.ToArray()));
        }

        return files;
    }

    /// <summary>The whole archive in memory, so that nothing in it can claim more than there is.</summary>
    private static MemoryStream Uncompress(Stream archive, long maxBytes)
    {
        var raw = Copy(archive, maxBytes);
        if (!raw.TryGetBuffer(out var bytes) || bytes is not [0x1f, 0x8b, ..])
        {
            return raw;
        }

        using (raw)
        {
            using var gzip = new GZipStream(raw, CompressionMode.Decompress);
            return Copy(gzip, maxBytes);
        }
    }

    private static MemoryStream Copy(Stream source, long maxBytes)
    {
        var content = new MemoryStream();
        var buffer = new byte[81920];
        while (source.Read(buffer) is > 0 and var read)
        {
            if (content.Length + read > maxBytes)
            {
                content.Dispose();
                throw new KustomizeException($"the archive is larger than {maxBytes} bytes");
            }

            content.Write(buffer, 0, read);
        }

        content.Position = 0;
        return content;
    }
}
