using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Values;

/// <summary>JSON as values. Containers are wrapped, not copied: an expression usually reads two fields of a large object.</summary>
internal static class JsonValues
{
    public static CelValue Convert(JsonNode? node) => node switch
    {
        null => NullValue.Instance,
        JsonObject map => new JsonMapValue(map),
        JsonArray list => new JsonListValue(list),
        JsonValue value => Convert(value),
        _ => throw new ArgumentException($"unexpected JSON node {node.GetType()}", nameof(node)),
    };

    private static CelValue Convert(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => BoolValue.True,
        JsonValueKind.False => BoolValue.False,
        JsonValueKind.Null => NullValue.Instance,
        JsonValueKind.String => new StringValue(ReadText(value)),
        _ => ReadNumber(value),
    };

    private static string ReadText(JsonValue value) =>
        value.TryGetValue(out string? text)
            ? text
            : JsonSerializer.Deserialize(value.ToJsonString(), JsonText.Default.String) ?? string.Empty; // made from a char, Guid, DateTime …

    private static CelValue ReadNumber(JsonValue value)
    {
        if (value.TryGetValue(out long whole))
        {
            return new IntValue(whole);
        }

        if (!value.TryGetValue(out JsonElement _) && value.TryGetValue(out double real))
        {
            return new DoubleValue(real);
        }

        // Whatever CLR type the number was made from, its JSON text says what a reader on the other side would see.
        var text = value.ToJsonString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)
            ? new IntValue(whole)
            : new DoubleValue(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class JsonText : System.Text.Json.Serialization.JsonSerializerContext;

internal sealed class JsonListValue(JsonArray list) : ListValue
{
    public override int Count => list.Count;

    internal override string GoTypeName => "*types.baseList";

    public override CelValue this[int index] => JsonValues.Convert(list[index]);

    public override JsonNode ToJson() => list.DeepClone();
}

internal sealed class JsonMapValue(JsonObject map) : MapValue
{
    public override int Count => map.Count;

    public override IEnumerable<CelValue> Keys => map.Select(member => new StringValue(member.Key));

    public override CelValue? Find(CelValue key) => key is StringValue text ? Find(text.Value) : null;

    public override CelValue? Find(string key) => map.TryGetPropertyValue(key, out var value) ? JsonValues.Convert(value) : null;

    public override JsonNode ToJson() => map.DeepClone();
}
