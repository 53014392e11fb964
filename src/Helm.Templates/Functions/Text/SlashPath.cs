namespace GitOpsToolkit.Helm.Templates.Functions.Text;

/// <summary>Go's <c>path</c> package; on Linux <c>filepath</c> is the same.</summary>
internal static class SlashPath
{
    /// <summary>The last element; <c>.</c> for nothing, <c>/</c> for slashes only.</summary>
    public static string Base(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>All but the last element, cleaned.</summary>
    public static string Dir(string path) => Clean(path[..(path.LastIndexOf('/') + 1)]);

    /// <summary>From the last point of the last element on.</summary>
    public static string Extension(string path)
    {
        var point = path.LastIndexOf('.');
        return point > path.LastIndexOf('/') ? path[point..] : "";
    }

    public static bool IsAbsolute(string path) => path.StartsWith('/');

    /// <summary>The shortest path to the same place without looking at files.</summary>
    public static string Clean(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        var rooted = path[0] == '/';
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when parts.Count > 0 && parts[^1] != "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                case ".." when rooted:
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        var cleaned = string.Join('/', parts);
        return rooted ? "/" + cleaned : cleaned.Length == 0 ? "." : cleaned;
    }
}
