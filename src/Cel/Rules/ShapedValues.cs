using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Rules;

/// <summary>JSON read with its schema: a number field is a double even when written without a fraction, a date-time is a timestamp.</summary>
internal static class ShapedValues
{
    public static CelValue Convert(JsonNode? node, CelSchema schema) => node switch
    {
        JsonObject map when schema.Fields is not null => new ShapedObjectValue(map, schema.Fields),
        JsonObject map when schema.Element is not null => new ShapedMapValue(map, schema.Element),
        JsonArray list when schema.Element is not null => new ShapedListValue(list, schema.Element),
        _ => Scalar(CelValue.From(node), schema.Type.Kind),
    };

    private static CelValue Scalar(CelValue value, CelTypeKind kind) => (kind, value) switch
    {
        (CelTypeKind.Double, IntValue number) => new DoubleValue(number.Value),
        (CelTypeKind.Int, DoubleValue number) when double.IsInteger(number.Value) => Arithmetic.ToInt(number.Value),
        (CelTypeKind.Bytes, StringValue text) => Base64(text.Value),
        (CelTypeKind.Duration, StringValue text) => GoDuration.TryParse(text.Value, out var nanoseconds)
            ? new DurationValue(nanoseconds)
            : new ErrorValue($"Invalid duration {text.Value}"),
        (CelTypeKind.Timestamp, StringValue text) => Time(text.Value),
        _ => value,
    };

    private static CelValue Base64(string text)
    {
        var buffer = new byte[text.Length];
        return System.Convert.TryFromBase64String(text, buffer, out var length)
            ? new BytesValue(buffer[..length])
            : new ErrorValue($"Invalid base64 {text}");
    }

    private static CelValue Time(string text)
    {
        var full = text.Length == 10 ? text + "T00:00:00Z" : text.ToUpperInvariant();
        return Rfc3339.TryParse(full, out var seconds, out var nanoseconds, out var offset)
            ? Arithmetic.Timestamp(seconds, nanoseconds, offset)
            : new ErrorValue($"Invalid date-time {text}");
    }

    /// <summary>An object: only its declared fields exist, under their escaped names.</summary>
    private sealed class ShapedObjectValue(JsonObject json, IReadOnlyDictionary<string, (string Name, CelSchema Schema)> fields) : MapValue
    {
        public override int Count => Keys.Count();

        public override IEnumerable<CelValue> Keys => fields.Where(entry => json.ContainsKey(entry.Value.Name)).Select(entry => new StringValue(entry.Key));

        public override CelValue? Find(CelValue key) => key is StringValue text ? Find(text.Value) : null;

        public override CelValue? Find(string key) =>
            fields.TryGetValue(key, out var field) && json.TryGetPropertyValue(field.Name, out var value) ? Convert(value, field.Schema) : null;

        public override JsonNode ToJson() => json.DeepClone();

        /// <summary>Two objects are equal when all their fields are, declared or not.</summary>
        internal override bool Equals(CelValue other, int depth) =>
            other is ShapedObjectValue shaped ? From(json).Equals(From(shaped.Json), depth) : base.Equals(other, depth);

        private JsonObject Json => json;
    }

    private sealed class ShapedMapValue(JsonObject json, CelSchema element) : MapValue
    {
        public override int Count => json.Count;

        public override IEnumerable<CelValue> Keys => json.Select(member => new StringValue(member.Key));

        public override CelValue? Find(CelValue key) => key is StringValue text ? Find(text.Value) : null;

        public override CelValue? Find(string key) => json.TryGetPropertyValue(key, out var value) ? Convert(value, element) : null;

        public override JsonNode ToJson() => json.DeepClone();
    }

    private sealed class ShapedListValue(JsonArray json, CelSchema element) : ListValue
    {
        public override int Count => json.Count;

        public override CelValue this[int index] => Convert(json[index], element);

        public override JsonNode ToJson() => json.DeepClone();
    }
}
