using System.Buffers;
using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>
/// Writes values as sigs.k8s.io/yaml does: as if they were written as JSON, read again and laid out by go-yaml v2. The detour has
/// consequences, which are kept: bytes are base64, a text that is not UTF-8 loses those bytes, control characters and long keys are errors.
/// </summary>
internal sealed class YamlValueWriter(StringBuilder output)
{
    /// <summary>A key in JSON, quotes included, may have so many characters for the YAML reader to see it.</summary>
    private const int LongestKey = 1024;
    private const char NextLine = '\u0085';

    private static readonly SearchValues<char> Unusual = SearchValues.Create(UnusualCharacters());

    private static readonly Comparison<string> ByKey = YamlKeyComparer.Instance.Compare;

    private readonly YamlEmitter _emitter = new(output);

    /// <summary>Writes one value with the newline at its end.</summary>
    /// <exception cref="JsonEncodingException">JSON cannot hold the value.</exception>
    /// <exception cref="YamlSyntaxException">YAML cannot hold it.</exception>
    public void Write(object? value)
    {
        Write(value, YamlEmitter.Root, afterKey: false, 0);
        _emitter.End();
    }

    private void Write(object? value, int indent, bool afterKey, int depth)
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
            case string text:
                _emitter.WriteText(Checked(text), indent);
                break;
            case null or GoMap { IsNil: true } or GoList { IsNil: true }:
                _emitter.WriteFlat("null");
                break;
            case bool b:
                _emitter.WriteFlat(b ? "true" : "false");
                break;
            case double number:
                _emitter.WriteFlat(NumberText(number));
                break;
            case GoMap map:
                WriteMap(map, indent, depth);
                break;
            case GoList list:
                WriteList(list, _emitter.SequenceIndent(indent, afterKey), depth);
                break;
            case GoBytes bytes:
                _emitter.WriteText(Convert.ToBase64String(bytes.Span), indent);
                break;
            case GoValues.IJsonShaped shaped:
                Write(shaped.ToJson(), indent, afterKey, depth + 1);
                break;
            case GoObject item:
                WriteFields(item, YamlEmitter.MappingIndent(indent), depth);
                break;
            case GoFunc or System.Numerics.Complex:
                throw new JsonEncodingException($"json: unsupported type: {GoType.Of(value)?.Name}");
            default:
                _emitter.WriteFlat(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
        }
    }

    private void WriteMap(GoMap map, int parent, int depth)
    {
        var count = map.Count;
        if (count == 0)
        {
            _emitter.WriteFlat("{}");
            return;
        }

        var indent = YamlEmitter.MappingIndent(parent);
        var keys = map.Keys;
        if (count == 1)
        {
            WriteEntry(keys[0], map[keys[0]], indent, depth);
            return;
        }

        var sorted = ArrayPool<string>.Shared.Rent(count);
        for (var i = 0; i < count; i++)
        {
            sorted[i] = keys[i];
        }

        YamlKeySort.Sort(sorted.AsSpan(0, count), ByKey);
        for (var i = 0; i < count; i++)
        {
            WriteEntry(sorted[i], map[sorted[i]], indent, depth);
        }

        ArrayPool<string>.Shared.Return(sorted, clearArray: true);
    }

    private void WriteFields(GoObject item, int indent, int depth)
    {
        var fields = item.Fields.Where(f => char.IsUpper(f.Key, 0)).OrderBy(f => f.Key, YamlKeyComparer.Instance).ToList();
        if (fields.Count == 0)
        {
            _emitter.WriteFlat("{}");
            return;
        }

        foreach (var (key, value) in fields)
        {
            WriteEntry(key, value, indent, depth);
        }
    }

    private void WriteEntry(string key, object? value, int indent, int depth)
    {
        if (key.Length + 2 > LongestKey)
        {
            throw new YamlSyntaxException("did not find expected ',' or '}'");
        }

        _emitter.StartEntry(CheckedKey(key), indent);
        Write(value, indent, afterKey: true, depth + 1);
    }

    private void WriteList(GoList list, int indent, int depth)
    {
        if (list.Count == 0)
        {
            _emitter.WriteFlat("[]");
            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            _emitter.StartItem(indent);
            Write(list[i], indent, afterKey: false, depth + 1);
        }
    }

    /// <summary>What JSON writes as an integer of 64 bits stays as it is, other numbers are in <c>%g</c>.</summary>
    private static string NumberText(double number)
    {
        var text = JsonWriter.NumberText(number);
        return text == "-0" ? "0"
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text
            : GoFormat.FormatFloat(number, 'g');
    }

    private static string Checked(string text)
    {
        var at = text.AsSpan().IndexOfAny(Unusual);
        if (at < 0)
        {
            return text;
        }

        if (text.Contains(NextLine, StringComparison.Ordinal))
        {
            (text, at) = (Folded(text), 0);
        }

        var clean = new StringBuilder(text);
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (char.IsSurrogatePair(text, i))
                {
                    i++;
                }
                else
                {
                    clean[i] = '\uFFFD';
                }
            }
            else if (Unusual.Contains(c))
            {
                throw new YamlSyntaxException("control characters are not allowed");
            }
        }

        return clean.ToString();
    }

    private static string CheckedKey(string key) => key.Contains(NextLine, StringComparison.Ordinal)
        ? throw new YamlSyntaxException("did not find expected ',' or '}'")
        : Checked(key);

    /// <summary>JSON leaves U+0085 in texts, where YAML reads it as the end of a line: one is a space, more are one less, blanks around go.</summary>
    private static string Folded(string text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            var breaks = 0;
            for (; end < text.Length && text[end] is ' ' or NextLine; end++)
            {
                breaks += text[end] == NextLine ? 1 : 0;
            }

            if (breaks == 0)
            {
                end = Math.Max(end, i + 1);
                output.Append(text, i, end - i);
            }
            else
            {
                output.Append(breaks == 1 ? ' ' : '\n', Math.Max(1, breaks - 1));
            }

            i = end;
        }

        return output.ToString();
    }

    /// <summary>Characters JSON writes as they are and YAML does not read, and surrogates.</summary>
    private static string UnusualCharacters()
    {
        var characters = new StringBuilder("\x7F\uFFFE\uFFFF");
        for (var c = '\u0080'; c <= '\u009F'; c++)
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
