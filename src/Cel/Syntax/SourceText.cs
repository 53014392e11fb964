using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Cel.Syntax;

/// <summary>The text of an expression, and positions in it as cel-go shows them.</summary>
internal sealed class SourceText(string text)
{
    /// <summary>cel-go shows no snippet of a longer line.</summary>
    private const int MaxSnippetLength = 16_384;

    /// <summary>cel-go shows no more issues of one expression.</summary>
    private const int MaxShown = 100;

    public string Text { get; } = text;

    /// <summary>An issue at an offset into the text; a negative offset concerns the whole.</summary>
    public CelIssue IssueAt(int offset, string message)
    {
        if (offset < 0)
        {
            return new CelIssue(0, 0, message);
        }

        var before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        var lineStart = before.LastIndexOf('\n') + 1;
        return new CelIssue(before.Count('\n') + 1, CodePointCount(before[lineStart..]) + 1, message);
    }

    /// <summary>The exception for a set of issues, in the order of their positions.</summary>
    public CelCompileException Failure(IEnumerable<CelIssue> issues)
    {
        CelIssue[] sorted = [.. issues.OrderBy(issue => issue.Line).ThenBy(issue => issue.Column)];
        var shown = sorted.Take(MaxShown).Select(Render);
        var more = sorted.Length > MaxShown ? [$"{sorted.Length - MaxShown} more errors were truncated"] : (string[])[];
        return new CelCompileException(string.Join('\n', shown.Concat(more)), sorted);
    }

    private string Render(CelIssue issue)
    {
        // Without a position cel-go prints line and column as -1 and 0.
        var (line, column) = issue.Line == 0 ? (-1, 0) : (issue.Line, issue.Column);
        var header = string.Create(CultureInfo.InvariantCulture, $"ERROR: <input>:{line}:{column}: {issue.Message}");
        if (issue.Line == 0 || LineAt(issue.Line) is not { Length: <= MaxSnippetLength } snippet)
        {
            return header;
        }

        var marker = new StringBuilder();
        using var runes = snippet.EnumerateRunes().GetEnumerator();
        for (var i = 1; i < issue.Column && runes.MoveNext(); i++)
        {
            marker.Append(runes.Current.Utf8SequenceLength > 1 ? '\uFF0E' : '.');
        }

        marker.Append(runes.MoveNext() && runes.Current.Utf8SequenceLength > 1 ? '\uFF3E' : '^');
        return $"{header}\n | {snippet}\n | {marker}";
    }

    private string? LineAt(int line)
    {
        var lines = Text.Split('\n');
        return line <= lines.Length ? lines[line - 1].Replace('\t', ' ') : null;
    }

    private static int CodePointCount(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
