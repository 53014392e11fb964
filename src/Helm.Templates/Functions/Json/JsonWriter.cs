using System.Buffers;
using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Json;

/// <summary>Writes values as Go's <c>encoding/json</c> does.</summary>
/// <param name="output">Where to write.</param>
/// <param name="escapesHtml">Writes <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> as escapes.</param>
/// <param name="isIndented">One member per line, indented by two spaces.</param>
internal sealed class JsonWriter(StringBuilder output, bool escapesHtml = true, bool isIndented = false)
{
    private const double LongestInteger = 1e15;
    private const double LeastPlain = 1e-6;
    private const double LeastExponential = 1e21;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(EscapedCharacters());

    /// <exception cref="JsonEncodingException">The value has no JSON form.</exception>
    public void Write(object? value, int depth = 0)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw new JsonEncodingException($"json: unsupported value: encountered a cycle via {GoType.Of(value)?.Name}");
        }

        if (output.Length > SizeLimits.MaxText)
        {
            throw new TemplateLimitException("a value is too long to be written");
        }

        switch (value)
        {
            case null:
                output.Append("null");
                break;
            case string text:
                WriteText(text);
                break;
            case bool b:
                output.Append(b ? "true" : "false");
                break;
            case double number:
                output.Append(NumberText(number));
                break;
            case GoMap map:
                WriteMap(map, depth);
                break;
            case GoList list:
                WriteList(list, depth);
                break;
            case GoBytes bytes:
                output.Append('"').Append(Convert.ToBase64String(bytes.Span)).Append('"');
                break;
            case GoValues.IJsonShaped shaped:
                Write(shaped.ToJson(), depth + 1);
                break;
            case GoObject item:
                WriteObject(item, depth);
                break;
            case GoFunc or System.Numerics.Complex:
                throw new JsonEncodingException($"json: unsupported type: {GoType.Of(value)?.Name}");
            default:
                output.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    /// <summary>A number in JSON: an exponent only from 1e21 on and below 1e-6.</summary>
    /// <exception cref="JsonEncodingException">The number is not finite.</exception>
    public static string NumberText(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new JsonEncodingException($"json: unsupported value: {(double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf")}");
        }

        var magnitude = Math.Abs(number);
        if (number == Math.Truncate(number) && magnitude < LongestInteger && (number != 0 || !double.IsNegative(number)))
        {
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        }

        // As in ECMAScript, the exponent of small numbers has one digit where one is enough.
        return magnitude != 0 && magnitude is < LeastPlain or >= LeastExponential
            ? GoFormat.FormatFloat(number, 'e').Replace("e-0", "e-", StringComparison.Ordinal)
            : GoFormat.FormatFloat(number, 'f');
    }

    private void WriteMap(GoMap map, int depth)
    {
        if (map.IsNil)
        {
            output.Append("null");
            return;
        }

        Open('{');
        var first = true;
        foreach (var (key, value) in map)
        {
            WriteMember(key, value, depth, ref first);
        }

        Close('}', depth, first);
    }

    private void WriteObject(GoObject item, int depth)
    {
        Open('{');
        var first = true;
        foreach (var (key, value) in item.Fields)
        {
            if (char.IsUpper(key, 0))
            {
                WriteMember(key, value, depth, ref first);
            }
        }

        Close('}', depth, first);
    }

    private void WriteList(GoList list, int depth)
    {
        if (list.IsNil)
        {
            output.Append("null");
            return;
        }

        Open('[');
        for (var i = 0; i < list.Count; i++)
        {
            Separate(depth, i == 0);
            Write(list[i], depth + 1);
        }

        Close(']', depth, list.Count == 0);
    }

    private void WriteMember(string key, object? value, int depth, ref bool first)
    {
        Separate(depth, first);
        first = false;
        WriteText(key);
        output.Append(isIndented ? ": " : ":");
        Write(value, depth + 1);
    }

    private void Open(char bracket) => output.Append(bracket);

    private void Separate(int depth, bool first)
    {
        if (!first)
        {
            output.Append(',');
        }

        if (isIndented)
        {
            output.Append('\n').Append(' ', 2 * (depth + 1));
        }
    }

    private void Close(char bracket, int depth, bool isEmpty)
    {
        if (isIndented && !isEmpty)
        {
            output.Append('\n').Append(' ', 2 * depth);
        }

        output.Append(bracket);
    }

    private void WriteText(string text)
    {
        output.Append('"');
        var rest = text.AsSpan();
        while (true)
        {
            var at = rest.IndexOfAny(Escaped);
            if (at < 0)
            {
                output.Append(rest).Append('"');
                return;
            }

            output.Append(rest[..at]);
            var isPair = char.IsHighSurrogate(rest[at]) && at + 1 < rest.Length && char.IsLowSurrogate(rest[at + 1]);
            if (isPair)
            {
                output.Append(rest.Slice(at, 2));
            }
            else
            {
                WriteEscape(rest[at]);
            }

            rest = rest[(at + (isPair ? 2 : 1))..];
        }
    }

    private void WriteEscape(char c)
    {
        switch (c)
        {
            case '"' or '\\': output.Append('\\').Append(c); break;
            case '\b': output.Append("\\b"); break;
            case '\f': output.Append("\\f"); break;
            case '\n': output.Append("\\n"); break;
            case '\r': output.Append("\\r"); break;
            case '\t': output.Append("\\t"); break;
            case '<' or '>' or '&' when !escapesHtml: output.Append(c); break;
            case >= '\uD800' and <= '\uDFFF': output.Append("\\ufffd"); break;
            default: output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
        }
    }

    private static string EscapedCharacters()
    {
        var characters = new StringBuilder("\"\\<>&\u2028\u2029");
        for (var c = '\0'; c < ' '; c++)
        {
            characters.Append(c);
        }

        for (var c = '\uD800'; c <= '\uDFFF'; c++)
        {
            characters.Append(c);
        }

        return characters.ToString();
    }
}
