using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Reads the files of a chart in a folder, leaving out what .helmignore says.</summary>
internal static class ChartDirectory
{
    /// <summary>
    /// The files in lexical order. Links are followed, as Helm does, but only to places below <paramref name="root"/>, so that a chart
    /// cannot show files that are not its own.
    /// </summary>
    /// <param name="directory">The chart's folder.</param>
    /// <param name="root">Folder that links must not leave; null to allow any target.</param>
    /// <exception cref="ChartException">A file cannot be part of a chart, or a rule of .helmignore is malformed.</exception>
    public static List<ChartFile> Read(string directory, string? root)
    {
        var top = Path.GetFullPath(directory);
        var bound = root is null ? null : RealPath.Of(root);
        if (bound is not null && !RealPath.IsWithin(RealPath.Of(top), bound))
        {
            throw new ChartException($"chart folder {directory} is outside of the chart's source");
        }

        var ignoreFile = Path.Combine(top, HelmIgnore.FileName);
        var walk = new Walk(
            new HelmIgnore(File.Exists(ignoreFile) ? GoText.FromBytes(ChartArchive.WithoutByteOrderMark(ReadFile(ignoreFile))) : ""),
            bound);
        walk.Enter(top, "", 0);
        return walk.Files;
    }

    private static byte[] ReadFile(string path)
    {
        var size = new FileInfo(path).Length;
        return size > ChartLimits.MaxFileBytes
            ? throw new ChartException($"chart file {GoText.Quote(Path.GetFileName(path))} is larger than the maximum file size {ChartLimits.MaxFileBytes}")
            : File.ReadAllBytes(path);
    }

    private sealed class Walk(HelmIgnore ignore, string? root)
    {
        private long _bytes;

        public List<ChartFile> Files { get; } = [];

        public void Enter(string directory, string prefix, int depth)
        {
            if (depth > ChartLimits.MaxDepth)
            {
                throw new ChartException($"chart folders are nested more than {ChartLimits.MaxDepth} deep at {prefix}");
            }

            var entries = new DirectoryInfo(directory).GetFileSystemInfos();
            Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            foreach (var entry in entries)
            {
                Visit(entry, prefix + entry.Name, depth);
            }
        }

        private void Visit(FileSystemInfo entry, string path, int depth)
        {
            var target = entry.LinkTarget is null ? entry : Follow(entry, path);
            var isDirectory = target is DirectoryInfo || (target.Attributes & FileAttributes.Directory) != 0;
            if (ignore.Ignores(path, isDirectory))
            {
                return;
            }

            if (isDirectory)
            {
                Enter(target.FullName, path + "/", depth + 1);
                return;
            }

            if (!IsRegular(target))
            {
                throw new ChartException($"cannot load irregular file {entry.FullName} as it has file mode type bits set");
            }

            var content = ReadFile(target.FullName);
            _bytes += content.Length;
            if (_bytes > ChartLimits.MaxChartBytes || Files.Count >= ChartLimits.MaxFiles)
            {
                throw new ChartException($"chart is larger than the maximum size {ChartLimits.MaxChartBytes}");
            }

            Files.Add(new ChartFile(path, ChartArchive.WithoutByteOrderMark(content)));
        }

        /// <summary>Pipes, sockets and devices have no length and would block a reader.</summary>
        private static bool IsRegular(FileSystemInfo file) => file is FileInfo { Exists: true } && (file.Attributes & (FileAttributes.Device | FileAttributes.System)) == 0;

        private FileSystemInfo Follow(FileSystemInfo link, string path)
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } found
                ? found
                : throw new ChartException($"error evaluating symlink {link.FullName}: lstat {link.LinkTarget}: no such file or directory");
            return root is null || RealPath.IsWithin(RealPath.Of(target.FullName), root)
                ? target
                : throw new ChartException($"chart file {path} is a link that leads out of the chart's source");
        }
    }
}
