namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>Cuts the text of a rendered file into documents.</summary>
internal static class ManifestText
{
    private const string Marker = "---";

    public static List<string> Split(string text, ManifestSplitting splitting)
    {
        var rest = splitting == ManifestSplitting.Helm3 ? text.Trim() : text.TrimStart();
        var documents = new List<string>();
        foreach (var part in splitting == ManifestSplitting.Helm424 ? AtLines(rest) : AtBlanks(rest))
        {
            var document = splitting == ManifestSplitting.Helm3 ? part.Trim() : part.TrimStart();
            if (document.Length > 0)
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    /// <summary>Separators are dashes at the beginning of a line with the blanks behind them.</summary>
    private static IEnumerable<string> AtLines(string text)
    {
        var start = 0;
        for (var at = Next(text, 0); at >= 0; at = Next(text, start))
        {
            yield return text[start..at];
            start = at + Marker.Length;
            while (start < text.Length && text[start] is ' ' or '\t')
            {
                start++;
            }
        }

        yield return text[start..];
    }

    /// <summary>Separators take all the white space around them with them, what is behind them included.</summary>
    private static IEnumerable<string> AtBlanks(string text)
    {
        var start = 0;
        for (var at = Next(text, 0); at >= 0; at = Next(text, start))
        {
            var end = at;
            while (end > start && IsBlank(text[end - 1]))
            {
                end--;
            }

            yield return text[start..end];
            start = at + Marker.Length;
            while (start < text.Length && IsBlank(text[start]))
            {
                start++;
            }
        }

        yield return text[start..];
    }

    /// <summary>
    /// The next marker at the beginning of a line. Behind a marker whose white space has been taken the beginning of a line is gone too.
    /// </summary>
    private static int Next(string text, int from)
    {
        for (var at = text.IndexOf(Marker, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Marker, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || (text[at - 1] == '\n' && at > from))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
