using GitOpsToolkit.Artifacts;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>The files of a source, unpacked into a scratch folder. Unpacking leaves no links behind, and paths are clamped before they come here.</summary>
internal sealed class SourceTree(string root)
{
    private const string IgnoreFile = ".helmignore";

    public bool IsFolder(string path) => Directory.Exists(At(path));

    /// <summary>Content of a file; null when there is none.</summary>
    /// <exception cref="FormatException">It is larger than allowed.</exception>
    public ReadOnlyMemory<byte>? Read(string path, int limit)
    {
        var file = new FileInfo(At(path));
        if (!file.Exists)
        {
            return null;
        }

        return file.Length > limit ? throw new FormatException($"size of '{path}' exceeds '{limit}' bytes limit") : File.ReadAllBytes(file.FullName);
    }

    /// <summary>The files of a chart's folder, without those its <c>.helmignore</c> leaves out.</summary>
    /// <exception cref="FormatException">A file or the whole is larger than allowed.</exception>
    public SortedDictionary<string, ReadOnlyMemory<byte>> ReadChart(string path, ChartLimits limits)
    {
        var folder = At(path);
        var ignore = File.Exists(Path.Combine(folder, IgnoreFile)) ? SourceIgnore.Only(File.ReadAllText(Path.Combine(folder, IgnoreFile))) : SourceIgnore.Only("");
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var open = new Stack<string>([""]);
        long total = 0;
        while (open.TryPop(out var at))
        {
            foreach (var entry in new DirectoryInfo(Path.Combine(folder, at)).EnumerateFileSystemInfos())
            {
                var name = at.Length == 0 ? entry.Name : $"{at}/{entry.Name}";
                if (ignore.Excludes(name, entry is DirectoryInfo) || name.StartsWith("templates/.", StringComparison.Ordinal))
                {
                    continue;
                }

                if (entry is not FileInfo file)
                {
                    open.Push(name);
                    continue;
                }

                total += file.Length;
                if (file.Length > limits.File || total > (long)limits.Package * 10)
                {
                    throw new FormatException($"size of '{name}' exceeds '{limits.File}' bytes limit, or the chart the one of charts");
                }

                files[name] = File.ReadAllBytes(file.FullName);
            }
        }

        return files;
    }

    private string At(string path) => path.Length == 0 ? root : Path.Combine(root, path);
}
