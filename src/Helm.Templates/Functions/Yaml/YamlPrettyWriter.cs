using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>Writes values as go-yaml v3 does without a detour: floats in <c>%g</c>, bytes as numbers, items one step under their key.</summary>
internal sealed class YamlPrettyWriter(StringBuilder output)
{
    private readonly YamlEmitter _emitter = new(output, YamlLayout.Indented);

    /// <summary>Writes one value with the newline at its end.</summary>
    public void Write(object? value)
    {
        Write(value, YamlEmitter.Root, afterKey: false, 0);
        _emitter.End();
    }

    private void Write(object? value, int indent, bool afterKey, int depth)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw new YamlSyntaxException("values nest too deeply");
        }

        switch (value)
        {
            case null:
                _emitter.WriteFlat("null");
                break;
            case string text:
                WriteText(text, indent);
                break;
            case bool b:
                _emitter.WriteFlat(b ? "true" : "false");
                break;
            case double number:
                _emitter.WriteFlat(NumberText(number));
                break;
            case GoMap map:
                WriteEntries(map.ToList(), YamlEmitter.MappingIndent(indent), depth);
                break;
            case GoList list:
                WriteItems(list, _emitter.SequenceIndent(indent, afterKey), depth);
                break;
            case GoBytes bytes:
                WriteItems(new GoList(bytes.Span.ToArray().Select(b => (object?)b)), _emitter.SequenceIndent(indent, afterKey), depth);
                break;
            case Time.GoTime time:
                _emitter.WriteFlat((string)time.ToJson()!);
                break;
            case Time.GoDuration or GoVersion:
                WriteText(((GoObject)value).Text!, indent);
                break;
            case GoObject item:
                WriteEntries([.. item.Fields.Where(f => char.IsUpper(f.Key, 0)).Select(f => KeyValuePair.Create(f.Key.ToLowerInvariant(), f.Value))], YamlEmitter.MappingIndent(indent), depth);
                break;
            case GoFunc or System.Numerics.Complex:
                throw new GoErrorException($"cannot marshal type: {GoType.Of(value)?.Name}");
            default:
                _emitter.WriteFlat(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
        }
    }

    private void WriteText(string text, int indent)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                _emitter.WriteFlat("!!binary " + Convert.ToBase64String(GoText.ToBytes(text)));
                return;
            }
        }

        _emitter.WriteText(text, indent);
    }

    private void WriteEntries(List<KeyValuePair<string, object?>> entries, int indent, int depth)
    {
        if (entries.Count == 0)
        {
            _emitter.WriteFlat("{}");
            return;
        }

        YamlKeySort.Sort(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries), static (a, b) => YamlKeyComparer.Indented.Compare(a.Key, b.Key));
        foreach (var (key, value) in entries)
        {
            _emitter.StartEntry(key, indent);
            Write(value, indent, afterKey: true, depth + 1);
        }
    }

    private void WriteItems(GoList list, int indent, int depth)
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

    private static string NumberText(double number) => number switch
    {
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double.NaN => ".nan",
        _ => GoFormat.FormatFloat(number, 'g'),
    };
}
