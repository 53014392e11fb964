using System.IO.Compression;
using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Reads the files of a packaged chart (.tgz) without trusting it.</summary>
internal static class ChartArchive
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>The files, in the archive's order, by path below its top folder.</summary>
    /// <exception cref="ChartException">The archive is damaged, hostile or too large.</exception>
    public static List<ChartFile> Read(Stream archive)
    {
        try
        {
            using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            return ReadTar(new TarReader(gzip));
        }
        catch (InvalidDataException e)
        {
            throw new ChartException("gzip: invalid header", e);
        }
    }

    public static byte[] WithoutByteOrderMark(byte[] content) => content.AsSpan().StartsWith(ByteOrderMark) ? content[ByteOrderMark.Length..] : content;

    private static List<ChartFile> ReadTar(TarReader tar)
    {
        var files = new List<ChartFile>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var remaining = ChartLimits.MaxChartBytes;
        while (tar.Next())
        {
            var name = CheckedName(tar.Name);
            if (tar.Size >= remaining)
            {
                throw new ChartException($"decompressed chart is larger than the maximum size {ChartLimits.MaxChartBytes}");
            }

            if (tar.Size > ChartLimits.MaxFileBytes)
            {
                throw new ChartException($"decompressed chart file {GoText.Quote(tar.Name)} is larger than the maximum file size {ChartLimits.MaxFileBytes}");
            }

            if (!names.Add(name) || names.Count > ChartLimits.MaxFiles)
            {
                throw new ChartException(names.Count > ChartLimits.MaxFiles ? "chart has too many files" : $"chart illegally contains two files named {GoText.Quote(name)}");
            }

            remaining -= tar.Size;
            files.Add(new ChartFile(name, WithoutByteOrderMark(tar.Read())));
        }

        return files.Count > 0 ? files : throw new ChartException("no files in chart archive");
    }

    /// <summary>The path without the top folder, which may have any name.</summary>
    private static string CheckedName(string name)
    {
        // Archives made on Windows may have backslashes throughout.
        var separator = name.Contains('\\', StringComparison.Ordinal) ? '\\' : '/';
        var first = name.IndexOf(separator, StringComparison.Ordinal);
        var top = first < 0 ? name : name[..first];
        var path = first < 0 ? "" : name[(first + 1)..].Replace(separator, '/');
        if (path.StartsWith('/'))
        {
            throw new ChartException("chart illegally contains absolute paths");
        }

        path = SlashPath.Clean(path);
        if (path == ".")
        {
            throw new ChartException($"chart illegally contains content outside the base directory: {GoText.Quote(name)}");
        }

        if (path.StartsWith("..", StringComparison.Ordinal))
        {
            throw new ChartException("chart illegally references parent directory");
        }

        if (path.Contains('\0', StringComparison.Ordinal) || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] == '/'))
        {
            throw new ChartException("chart contains illegally named files");
        }

        return top == "Chart.yaml" ? throw new ChartException("chart yaml not in base directory") : path;
    }
}
