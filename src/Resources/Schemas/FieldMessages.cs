using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Messages of field errors, as <c>field.Error</c> prints them.</summary>
internal static class FieldMessages
{
    public const string Required = "Required value";

    public static string Invalid(JsonNode? value, string detail) => $"Invalid value: {Readable(value)}: {detail}";

    public static string Duplicate(JsonNode? value) => $"Duplicate value: {Readable(value)}";

    public static string NotSupported(JsonNode? value, IReadOnlyList<JsonNode?> supported)
    {
        var values = string.Join(", ", supported.Select(one => GoFormat.Quote(one.AsText() ?? one?.ToJsonString() ?? "null")));
        return $"Unsupported value: {Readable(value)}: supported values: {values}";
    }

    private static string Readable(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue text when text.AsText() is { } s => GoFormat.Quote(s),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => GoFormat.Number(number),
        _ => value.ToJsonString(),
    };
}
