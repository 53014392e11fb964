using System.IO.Compression;
using System.Text;

namespace GitOpsToolkit.Artifacts.Tests;

/// <summary>Archives for tests: our own, and hostile ones our writer refuses to make.</summary>
internal static class TestEntries
{
    public static async Task<byte[]> ArchiveAsync(params (string Path, string Content)[] files)
    {
        using var output = new MemoryStream();
        await ArtifactArchive.WriteAsync(output, EntriesAsync(files), CancellationToken.None);
        return output.ToArray();
    }

    public static async IAsyncEnumerable<ArchiveEntry> EntriesAsync(params (string Path, string Content)[] files)
    {
        await Task.Yield();
        yield return ArchiveEntry.Directory(".");
        foreach (var (path, content) in files)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            yield return ArchiveEntry.File(path, bytes.Length, new MemoryStream(bytes), isExecutable: path.EndsWith(".sh", StringComparison.Ordinal));
        }
    }

    /// <summary>A gzip-compressed tar with one entry of any name and type.</summary>
    public static byte[] Raw(string name, char type, byte[]? content = null, long? claimedSize = null)
    {
        var block = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(block, 0);
        Encoding.ASCII.GetBytes("0000644\0").CopyTo(block, 100);
        Encoding.ASCII.GetBytes(Convert.ToString(claimedSize ?? content?.Length ?? 0, 8).PadLeft(11, '0') + "\0").CopyTo(block, 124);
        block[156] = (byte)type;
        Encoding.ASCII.GetBytes("ustar\000").CopyTo(block, 257);
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0') + "\0").CopyTo(block, 148);
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(block);
            gzip.Write(content ?? []);
            gzip.Write(new byte[(512 - ((content?.Length ?? 0) % 512)) % 512]);
            gzip.Write(new byte[1024]);
        }

        return output.ToArray();
    }
}
