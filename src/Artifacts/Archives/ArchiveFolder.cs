using System.Runtime.CompilerServices;

namespace GitOpsToolkit.Artifacts;

/// <summary>The files of a folder on disk, on their way into an archive.</summary>
/// <remarks>Links and special files are left out; nothing outside of the folder is ever read.</remarks>
public static class ArchiveFolder
{
    private const int MaxIgnoreBytes = 1 << 20;

    /// <summary>Reads every ignore file of a folder and joins them with the patterns of a spec.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extra">Patterns that win over files; null for none.</param>
    /// <exception cref="IOException">A file cannot be read, or is larger than 1 MiB.</exception>
    public static SourceIgnore ReadIgnore(string folder, string? extra)
    {
        var files = new List<KeyValuePair<string, string>>();
        foreach (var (path, entry) in Walk(new DirectoryInfo(folder), ""))
        {
            if (entry is FileInfo file && file.Name == SourceIgnore.FileName && !$"/{path}".Contains("/.git/", StringComparison.Ordinal))
            {
                if (file.Length > MaxIgnoreBytes)
                {
                    throw new IOException($"{path} is larger than {MaxIgnoreBytes} bytes");
                }

                files.Add(new(path.Length == SourceIgnore.FileName.Length ? "" : path[..^(SourceIgnore.FileName.Length + 1)], File.ReadAllText(file.FullName)));
            }
        }

        return SourceIgnore.Create(files.OrderBy(static f => f.Key.Count(static c => c == '/')).ThenBy(static f => f.Key, StringComparer.Ordinal), extra);
    }

    /// <summary>The entries of a folder in the order of a walk, the root first.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ignore">Says what stays out; null for nothing.</param>
    /// <param name="ct">Stops the walk.</param>
    public static async IAsyncEnumerable<ArchiveEntry> EntriesAsync(string folder, SourceIgnore? ignore, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return ArchiveEntry.Directory(".");
        foreach (var (path, entry) in Walk(new DirectoryInfo(folder), ""))
        {
            ct.ThrowIfCancellationRequested();
            if (ignore?.Excludes(path, entry is DirectoryInfo) == true)
            {
                continue;
            }

            if (entry is DirectoryInfo)
            {
                yield return ArchiveEntry.Directory(path);
                continue;
            }

            var content = new FileStream(entry.FullName, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            await using (content.ConfigureAwait(false))
            {
                yield return ArchiveEntry.File(path, content.Length, content, IsExecutable(entry));
            }
        }
    }

    private static IEnumerable<(string Path, FileSystemInfo Entry)> Walk(DirectoryInfo folder, string prefix)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(static e => e.Name, StringComparer.Ordinal))
        {
            var path = prefix + entry.Name;
            if (entry.LinkTarget is not null || (entry.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0)
            {
                continue;
            }

            if (entry is DirectoryInfo directory)
            {
                yield return (path, entry);
                foreach (var inner in Walk(directory, path + "/"))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (path, entry);
            }
        }
    }

    private static bool IsExecutable(FileSystemInfo entry) =>
        !OperatingSystem.IsWindows() && (entry.UnixFileMode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
