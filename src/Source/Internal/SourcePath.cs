namespace GitOpsToolkit.Source.Internal;

/// <summary>Paths that users wrote.</summary>
internal static class SourcePath
{
    /// <summary>Resolves <c>.</c> and <c>..</c> without ever leaving the root.</summary>
    public static string Clamp(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("" or "." or ".."))
            {
                kept.Add(segment);
            }
        }

        return string.Join('/', kept);
    }
}
