using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Writes JSON trees through a <see cref="YamlEmitter"/>.</summary>
internal sealed class YamlTreeEmitter(StringBuilder output, YamlKeyOrder order)
{
    private readonly YamlEmitter _emitter = new(output);

    public void WriteDocument(JsonNode? node)
    {
        WriteNode(node, YamlEmitter.Root, afterKey: false);
        _emitter.End();
    }

    private void WriteNode(JsonNode? node, int indent, bool afterKey)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
                WriteMapping(map, YamlEmitter.MappingIndent(indent));
                break;
            case JsonArray { Count: > 0 } items:
                System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
                WriteSequence(items, _emitter.SequenceIndent(indent, afterKey));
                break;
            case JsonObject:
                _emitter.WriteFlat("{}");
                break;
            case JsonArray:
                _emitter.WriteFlat("[]");
                break;
            case null:
                _emitter.WriteFlat("null");
                break;
            case JsonValue value:
                WriteValue(value, indent);
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
        YamlKeySort.Sort(sorted, static (a, b) => YamlKeyComparer.Instance.Compare(a.Key, b.Key));
        foreach (var (key, value) in sorted)
        {
            WriteEntry(key, value, indent);
        }

        System.Buffers.ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Return(entries, clearArray: true);
    }

    private void WriteEntry(string key, JsonNode? value, int indent)
    {
        _emitter.StartEntry(key, indent);
        WriteNode(value, indent, afterKey: true);
    }

    private void WriteSequence(JsonArray items, int indent)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _emitter.StartItem(indent);
            WriteNode(items[i], indent, afterKey: false);
        }
    }

    private void WriteValue(JsonValue value, int indent)
    {
        if (value.AsText() is { } text)
        {
            _emitter.WriteText(text, indent);
            return;
        }

        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                _emitter.WriteFlat("true");
                break;
            case JsonValueKind.False:
                _emitter.WriteFlat("false");
                break;
            case JsonValueKind.Number:
                _emitter.WriteFlat(NumberText(value));
                break;
            case JsonValueKind.String:
                _emitter.WriteText(value.GetValue<string>(), indent);
                break;
            default:
                WriteNode(JsonNode.Parse(value.ToJsonString()), indent, afterKey: false);
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
}
