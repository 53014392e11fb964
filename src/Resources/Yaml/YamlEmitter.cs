using System.Text;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>
/// The block layout of libyaml's emitter as go-yaml drives it; the callers walk their trees. The flags are the emitter's own:
/// whether the column follows white space, and whether only indentation and indicators stand on the line so far.
/// </summary>
internal sealed partial class YamlEmitter(StringBuilder output, YamlLayout layout = YamlLayout.Kubernetes)
{
    private const int IndentStep = 2;
    private const int BestWidth = 80;
    private const int LongestSimpleKey = 128;

    private readonly bool _folds = layout == YamlLayout.Kubernetes;
    private int _column;
    private bool _afterSpace = true;
    private bool _atIndent = true;

    /// <summary>The indent of a document's root.</summary>
    public const int Root = -1;

    /// <summary>The indent of a mapping's keys, given that of what holds the mapping.</summary>
    public static int MappingIndent(int parent) => parent < 0 ? 0 : parent + IndentStep;

    /// <summary>The indent of a sequence's dashes: under a key of a mapping it is the key's own.</summary>
    public int SequenceIndent(int parent, bool afterKey) =>
        parent < 0 ? 0 : afterKey && !_atIndent && layout == YamlLayout.Kubernetes ? parent : parent + IndentStep;

    /// <summary>Writes a key and its colon; the value is next.</summary>
    public void StartEntry(string key, int indent)
    {
        Indent(indent);
        if (IsSimpleKey(key))
        {
            WriteText(key, indent + IndentStep, isKey: true);
            Indicator(":", needsSpace: false, keepsIndent: false);
        }
        else
        {
            Indicator("?", needsSpace: true, keepsIndent: true);
            WriteText(key, indent + IndentStep, isKey: false);
            Indent(indent);
            Indicator(":", needsSpace: true, keepsIndent: true);
        }
    }

    /// <summary>Writes the dash of an item; the item is next.</summary>
    public void StartItem(int indent)
    {
        Indent(indent);
        Indicator("-", needsSpace: true, keepsIndent: true);
    }

    /// <summary>Writes text as a value.</summary>
    public void WriteText(string text, int parent) => WriteText(text, parent < 0 ? IndentStep : parent + IndentStep, isKey: false);

    /// <summary>Writes what needs no quotes: a number, a boolean, null, an empty collection.</summary>
    public void WriteFlat(ReadOnlySpan<char> text)
    {
        Space();
        output.Append(text);
        _column += text.Length;
        _afterSpace = _atIndent = false;
    }

    /// <summary>Ends the document with a newline.</summary>
    public void End() => Indent(Root);

    private static bool IsSimpleKey(string key) =>
        key.Length <= LongestSimpleKey
        && !key.AsSpan().ContainsAny(LineBreaks)
        && (key.Length * 3 <= LongestSimpleKey || Encoding.UTF8.GetByteCount(key) <= LongestSimpleKey);

    private void Space()
    {
        if (!_afterSpace)
        {
            output.Append(' ');
            _column++;
        }
    }

    private void Indicator(string text, bool needsSpace, bool keepsIndent)
    {
        if (needsSpace)
        {
            Space();
        }

        output.Append(text);
        _column += text.Length;
        _afterSpace = false;
        _atIndent &= keepsIndent;
    }

    private void Indent(int indent)
    {
        var column = Math.Max(indent, 0);
        if (!_atIndent || _column > column || _column == column && !_afterSpace)
        {
            Break();
        }

        if (_column < column)
        {
            output.Append(' ', column - _column);
            _column = column;
        }

        _afterSpace = _atIndent = true;
    }

    private void Break()
    {
        output.Append('\n');
        _column = 0;
    }
}
