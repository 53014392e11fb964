namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Lexical operations on paths of a file tree.</summary>
internal static class TreePath
{
    /// <summary>Joins and cleans as Go's <c>filepath.Join</c>; above the root is the root.</summary>
    public static string Join(string directory, string path)
    {
        var parts = new List<string>();
        foreach (var segment in Segments(directory).Concat(Segments(path)))
        {
            if (segment != "..")
            {
                parts.Add(segment);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return "/" + string.Join('/', parts);
    }

    /// <summary>Joins two relative paths, keeping leading <c>..</c> segments.</summary>
    public static string JoinRelative(string first, string second)
    {
        var parts = new List<string>();
        foreach (var segment in Segments(first).Concat(Segments(second)))
        {
            if (segment == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(segment);
            }
        }

        return parts.Count == 0 && first.Length + second.Length > 0 ? "." : string.Join('/', parts);
    }

    public static IEnumerable<string> Segments(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s != ".");

    public static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>True when a path is the directory or below it.</summary>
    public static bool IsIn(string path, string directory) =>
        directory == "/" || path == directory
        || (path.StartsWith(directory, StringComparison.Ordinal) && path[directory.Length] == '/');
}
