using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>Reads INI text as go-ini does with its default options, where sections may repeat.</summary>
internal sealed class IniReader(string text)
{
    private readonly string[] _lines = text.Split('\n');
    private readonly StringBuilder _comment = new();
    private int _line;

    /// <summary>The sections; the first is the one without a name, <c>DEFAULT</c>.</summary>
    public SopsMapping Read()
    {
        var sections = new List<(string Name, List<SopsItem> Items)> { ("DEFAULT", []) };
        while (_line < _lines.Length)
        {
            var line = _lines[_line++].TrimStart();
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] is '#' or ';')
            {
                _comment.Append(line).Append('\n');
            }
            else if (line[0] == '[')
            {
                sections.Add(ReadSection(line));
            }
            else
            {
                ReadKey(line, sections[^1].Items);
            }
        }

        return new SopsMapping([.. sections.Select(static section => new SopsItem(section.Name, new SopsMapping(section.Items)))]);
    }

    private (string Name, List<SopsItem> Items) ReadSection(string line)
    {
        var end = line.LastIndexOf(']');
        if (end < 0)
        {
            throw new SopsException($"Could not unmarshal input data: unclosed section in line {_line}");
        }

        var items = new List<SopsItem>();
        TakeComment(items);
        return (line[1..end], items);
    }

    private void ReadKey(string line, List<SopsItem> items)
    {
        var quote = line.StartsWith("\"\"\"", StringComparison.Ordinal) ? "\"\"\"" : line[0] is '"' or '`' ? line[..1] : "";
        var nameEnd = quote.Length == 0 ? -1 : line.IndexOf(quote, quote.Length, StringComparison.Ordinal);
        var delimiter = line.AsSpan(Math.Max(nameEnd, 0)).IndexOfAny('=', ':') + Math.Max(nameEnd, 0);
        if ((quote.Length > 0 && nameEnd < 0) || delimiter <= Math.Max(nameEnd, 0))
        {
            throw new SopsException($"Could not unmarshal input data: key-value delimiter not found in line {_line}");
        }

        var name = quote.Length > 0 ? line[quote.Length..nameEnd].Trim() : line[..delimiter].Trim();
        var item = new SopsItem(name, SopsScalar.Of(ReadValue(line[(delimiter + 1)..].Trim())));
        var known = items.FindIndex(existing => existing.Comment is null && existing.Key == name);
        if (known >= 0)
        {
            items[known] = item;
            _comment.Clear();
            return;
        }

        items.Add(item);
        TakeComment(items);
    }

    private string ReadValue(string value)
    {
        var quote = value.Length > 3 && value.StartsWith("\"\"\"", StringComparison.Ordinal) ? "\"\"\"" : value.StartsWith('`') ? "`" : "";
        if (quote.Length > 0)
        {
            var end = value.LastIndexOf(quote, StringComparison.Ordinal);
            return end >= quote.Length ? value[quote.Length..end] : ReadLines(value[quote.Length..], quote);
        }

        while (value.EndsWith('\\') && _line < _lines.Length)
        {
            value = value[..^1] + _lines[_line++].Trim();
        }

        var comment = value.AsSpan().IndexOfAny('#', ';');
        if (comment >= 0)
        {
            _comment.Append(value[comment..]).Append('\n');
            value = value[..comment].Trim();
        }

        return value.Length >= 2 && value[0] is '\'' or '"' && value.IndexOf(value[0], 1) == value.Length - 1 ? value[1..^1] : value;
    }

    private string ReadLines(string first, string quote)
    {
        var value = new StringBuilder(first).Append('\n');
        while (_line < _lines.Length)
        {
            var line = _lines[_line++];
            var end = line.LastIndexOf(quote, StringComparison.Ordinal);
            if (end >= 0)
            {
                return value.Append(line, 0, end).ToString();
            }

            value.Append(line).Append('\n');
        }

        throw new SopsException("Could not unmarshal input data: a quoted value has no end");
    }

    private void TakeComment(List<SopsItem> items)
    {
        if (_comment.Length == 0)
        {
            return;
        }

        var comment = _comment.ToString().Trim();
        comment = comment[0] == ';' ? comment.TrimStart(';', ' ') : comment[0] == '#' ? comment.TrimStart('#', ' ') : comment;
        items.Add(SopsItem.Of(new SopsComment(comment)));
        _comment.Clear();
    }
}
