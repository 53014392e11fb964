using System.Text;
using GitOpsToolkit.Helm.Templates.Charts;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>Writes a rendered chart as <c>helm template</c> does.</summary>
internal static class TemplateText
{
    private const string SourceComment = "# Source: ";

    public static string Write(RenderedChart chart, TemplateTextOptions options)
    {
        var text = new StringBuilder(chart.ToManifestText(options.IncludeCrds).Trim()).Append('\n');
        foreach (var hook in options.NoHooks ? [] : chart.Hooks)
        {
            if (!options.SkipTests || !hook.IsTest)
            {
                RenderedChart.Append(text, hook.Source, hook.Content);
            }
        }

        return options.ShowOnly.Count == 0 ? text.ToString() : Select(text.ToString(), options);
    }

    /// <summary>Helm cuts the text it would print into documents again, so whatever names its source that way can be asked for.</summary>
    private static string Select(string all, TemplateTextOptions options)
    {
        var documents = ManifestText.Split(all, options.Splitting).ConvertAll(static d => (Path: SourceOf(d), Text: d));
        var text = new StringBuilder();
        foreach (var wanted in options.ShowOnly)
        {
            var matching = documents.FindAll(d => d.Path is not null && PathPattern.Match(wanted.Replace('\\', '/'), d.Path) == true);
            if (matching.Count == 0)
            {
                throw new ChartException($"could not find template {wanted} in chart");
            }

            foreach (var (_, document) in matching)
            {
                text.Append("---\n").Append(document).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The path in the chart that the first comment about a source names.</summary>
    private static string? SourceOf(string document)
    {
        for (var at = document.IndexOf(SourceComment, StringComparison.Ordinal); at >= 0; at = document.IndexOf(SourceComment, at + 1, StringComparison.Ordinal))
        {
            var start = at + SourceComment.Length;
            var end = document.IndexOf('\n', start);
            var line = end < 0 ? document[start..] : document[start..end];
            var slash = document.IndexOf('/', start) - start;
            if (slash > 0 && slash < line.Length - 1)
            {
                return line[(slash + 1)..];
            }
        }

        return null;
    }
}
