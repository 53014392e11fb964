using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Scalars as the text they were written as, the way kustomize handles them.</summary>
internal static class Scalars
{
    /// <summary>The text of a scalar; empty for null and for collections.</summary>
    public static string Text(JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return "";
        }

        return value.AsText() ?? value.GetValueKind() switch
        {
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null => "",
            _ => value.ToJsonString(),
        };
    }

    public static bool IsScalar(JsonNode? node) => node is JsonValue;

    public static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    public static bool IsNumber(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number;

    /// <summary>True for null, the empty mapping and the empty list.</summary>
    public static bool IsNullOrEmpty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    /// <summary>A plain scalar of that text: a number or boolean when it reads as one.</summary>
    public static JsonNode? Plain(string text)
    {
        if (text.Length == 0)
        {
            return JsonValue.Create(text);
        }

        return text.AsSpan().ContainsAny('\n', '#', ':') || char.IsLetter(text[0]) && text[0] is not ('t' or 'T' or 'f' or 'F' or 'n' or 'N')
            ? JsonValue.Create(text)
            : ReadPlain(text);
    }

    /// <summary>New text in the place of an old scalar; text stays text, everything else is typed again.</summary>
    public static JsonNode? Retyped(JsonNode? old, string text) => IsText(old) ? JsonValue.Create(text) : Plain(text);

    private static JsonNode? ReadPlain(string text)
    {
        try
        {
            var documents = YamlReader.ReadDocuments(text, new YamlReadOptions { Dialect = YamlDialect.Kustomize });
            return documents is [JsonValue value] ? value : documents is [null] ? null : JsonValue.Create(text);
        }
        catch (YamlException)
        {
            return JsonValue.Create(text);
        }
    }
}
