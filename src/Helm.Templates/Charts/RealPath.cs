namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Where paths lead once every link in them is followed, those on the way included.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path without links; what does not exist stays as it is.</summary>
    /// <exception cref="ChartException">The links go round in circles.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var current = Path.GetPathRoot(full)!;
        var rest = new Stack<string>();
        Push(rest, full[current.Length..]);
        var links = 0;
        while (rest.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new ChartException($"too many links in {path}");
            }

            current = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : current;
            Push(rest, Path.IsPathRooted(target) ? target[current.Length..] : target);
        }

        return current;
    }

    /// <summary>Whether a path is a folder or in it; both without links.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Where(static n => n != ".").Reverse())
        {
            rest.Push(name);
        }
    }
}
