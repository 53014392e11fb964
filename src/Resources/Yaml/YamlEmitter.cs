using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>
/// The block layout of libyaml's emitter as go-yaml v2 drives it. The flags are the emitter's own: whether the column
/// follows white space, and whether only indentation and indicators stand on the line so far.
/// </summary>
internal sealed partial class YamlEmitter(StringBuilder output, YamlKeyOrder order)
{
    private const int IndentStep = 2;
    private const int BestWidth = 80;
    private const int LongestSimpleKey = 128;

    private int _column;
    private bool _afterSpace = true;
    private bool _atIndent = true;

    public void WriteDocument(JsonNode? node)
    {
        WriteNode(node, -1, afterKey: false);
        Indent(-1);
    }

    private void WriteNode(JsonNode? node, int indent, bool afterKey)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
                WriteMapping(map, indent < 0 ? 0 : indent + IndentStep);
                break;
            case JsonArray { Count: > 0 } items:
                System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
                WriteSequence(items, indent < 0 ? 0 : afterKey && !_atIndent ? indent : indent + IndentStep);
                break;
            case JsonObject:
                WriteFlat("{}");
                break;
            case JsonArray:
                WriteFlat("[]");
                break;
            case null:
                WriteFlat("null");
                break;
            case JsonValue value:
                WriteValue(value, indent < 0 ? IndentStep : indent + IndentStep);
                break;
        }
    }

    private void WriteMapping(JsonObject map, int indent)
    {
        if (order == YamlKeyOrder.Tree || map.Count == 1)
        {
            foreach (var (key, value) in map)
            {
                WriteEntry(key, value, indent);
            }

            return;
        }

        var entries = System.Buffers.ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Rent(map.Count);
        ((ICollection<KeyValuePair<string, JsonNode?>>)map).CopyTo(entries, 0);
        var sorted = entries.AsSpan(0, map.Count);
        sorted.Sort(static (a, b) => YamlKeyComparer.Instance.Compare(a.Key, b.Key));
        foreach (var (key, value) in sorted)
        {
            WriteEntry(key, value, indent);
        }

        System.Buffers.ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Return(entries, clearArray: true);
    }

    private void WriteEntry(string key, JsonNode? value, int indent)
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

        WriteNode(value, indent, afterKey: true);
    }

    private void WriteSequence(JsonArray items, int indent)
    {
        for (var i = 0; i < items.Count; i++)
        {
            Indent(indent);
            Indicator("-", needsSpace: true, keepsIndent: true);
            WriteNode(items[i], indent, afterKey: false);
        }
    }

    private void WriteValue(JsonValue value, int indent)
    {
        if (value.AsText() is { } text)
        {
            WriteText(text, indent, isKey: false);
            return;
        }

        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                WriteFlat("true");
                break;
            case JsonValueKind.False:
                WriteFlat("false");
                break;
            case JsonValueKind.Number:
                WriteFlat(NumberText(value));
                break;
            case JsonValueKind.String:
                WriteText(value.GetValue<string>(), indent, isKey: false);
                break;
            default:
                WriteNode(JsonNode.Parse(value.ToJsonString()), indent - IndentStep, afterKey: false);
                break;
        }
    }

    private static string NumberText(JsonValue value)
    {
        if (value.TryGetValue(out long integer))
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        if (value.TryGetValue(out ulong large))
        {
            return large.ToString(CultureInfo.InvariantCulture);
        }

        var text = value.ToJsonString();
        return text.AsSpan().ContainsAny('.', 'e', 'E') || text.Length > 19
            ? GoNumber.Format(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))
            : text;
    }

    private static bool IsSimpleKey(string key) =>
        key.Length <= LongestSimpleKey
        && !key.AsSpan().ContainsAny(LineBreaks)
        && (key.Length * 3 <= LongestSimpleKey || Encoding.UTF8.GetByteCount(key) <= LongestSimpleKey);

    private void WriteFlat(string text)
    {
        Space();
        output.Append(text);
        _column += text.Length;
        _afterSpace = _atIndent = false;
    }

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
