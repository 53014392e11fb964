using System.Text;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>
/// What becomes of a folded scalar when go-yaml v3 writes it and reads it again, as kustomize does with every resource:
/// a line with more indent than the one before gets an empty line in front of it.
/// </summary>
internal static class FoldedText
{
    public static string Rewritten(string text)
    {
        if (!text.Contains("\n ", StringComparison.Ordinal) && !text.Contains("\n\t", StringComparison.Ordinal) && !IsBlank(text.TrimStart('\n')))
        {
            return text;
        }

        // The writer decides by the first character of the whole text whether it keeps single line ends.
        var keepsLineEnds = !IsBlank(text.TrimStart('\n'));
        var result = new StringBuilder(text.Length + 8);
        var lines = text.Split('\n');
        var breaks = 0;
        string? previous = null;
        foreach (var line in lines)
        {
            if (line.Length == 0 && previous is not null)
            {
                breaks++;
                continue;
            }

            if (previous is not null)
            {
                AppendBreaks(result, previous, line, breaks + 1, keepsLineEnds);
            }

            result.Append(line);
            if (line.Length > 0)
            {
                previous = line;
            }
            else
            {
                result.Append('\n');
            }

            breaks = 0;
        }

        return result.Append('\n', breaks > 1 && previous is not null && !IsBlank(previous) && keepsLineEnds ? breaks + 1 : breaks).ToString();
    }

    private static void AppendBreaks(StringBuilder result, string previous, string next, int count, bool keepsLineEnds)
    {
        var written = !IsBlank(previous) && keepsLineEnds ? count + 1 : count;
        if (IsBlank(previous) || IsBlank(next))
        {
            result.Append('\n', written);
        }
        else if (written == 1)
        {
            result.Append(' ');
        }
        else
        {
            result.Append('\n', written - 1);
        }
    }

    private static bool IsBlank(string line) => line.StartsWith(' ') || line.StartsWith('\t');
}
