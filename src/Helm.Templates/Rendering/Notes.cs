using GitOpsToolkit.Helm.Templates.Charts;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>The texts for the user, which are rendered like manifests but are none.</summary>
internal static class Notes
{
    private const string Suffix = "NOTES.txt";

    /// <summary>Takes all notes out of the files and returns those to show.</summary>
    public static string Take(ChartNode root, SortedDictionary<string, string> files, bool includeSubcharts)
    {
        var own = $"{root.Name}/templates/{Suffix}";
        var shown = new List<string>();
        foreach (var path in files.Keys.Where(static p => p.EndsWith(Suffix, StringComparison.Ordinal)).ToList())
        {
            files.Remove(path, out var text);
            if (path == own)
            {
                shown.Insert(0, text!);
            }
            else if (includeSubcharts)
            {
                shown.Add(text!);
            }
        }

        return string.Join('\n', shown.Where(static t => t.Length > 0));
    }
}
