using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>The directives of strategic merge patches, and the texts of their errors.</summary>
internal static class PatchDirectives
{
    public const string Patch = "$patch";
    public const string RetainKeys = "$retainKeys";
    public const string SetElementOrder = "$setElementOrder";
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";

    public const string BadRetainKeys = "invalid patch format of retainKeys";
    public const string BadElementOrder = "invalid patch format of setElementOrder list";
    public const string BadPrimitiveList = "invalid patch format of primitive list";

    /// <summary>True for the two directives that go along with a list field and are not fields themselves.</summary>
    public static bool IsDirective(string key) =>
        key == RetainKeys || key.StartsWith(SetElementOrder, StringComparison.Ordinal) || key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal);

    /// <summary>The field a directive like <c>$setElementOrder/finalizers</c> is about.</summary>
    public static bool TryListOf(string key, string directive, [NotNullWhen(true)] out string? field)
    {
        field = null;
        if (!key.StartsWith(directive, StringComparison.Ordinal))
        {
            return false;
        }

        if (key.Length == directive.Length || key[directive.Length] != '/')
        {
            throw new PatchException(directive == SetElementOrder ? BadElementOrder : BadPrimitiveList, malformed: true);
        }

        field = key[(directive.Length + 1)..];
        return true;
    }

    /// <summary>A copy without nulls in objects, directives, and objects that carry <c>$patch</c>; null when nothing is left to keep.</summary>
    public static JsonNode? Strip(JsonNode value)
    {
        switch (value)
        {
            case JsonObject map:
                if (map.ContainsKey(Patch))
                {
                    return null;
                }

                var fields = new JsonObject();
                foreach (var (key, field) in map)
                {
                    if (field is not null && !IsDirective(key) && Strip(field) is { } kept)
                    {
                        fields[key] = kept;
                    }
                }

                return fields;
            case JsonArray list:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    if (item is null)
                    {
                        items.Add(null);
                    }
                    else if (Strip(item) is { } kept)
                    {
                        items.Add(kept);
                    }
                }

                return items;
            default:
                return value.DeepClone();
        }
    }

    /// <summary>Go's name for the type a JSON value decodes to.</summary>
    public static string GoType(JsonNode? node) => node switch
    {
        null => "%!s(<nil>)",
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.AsInteger() is null ? "float64" : "int64",
            _ => "bool",
        },
        _ => "",
    };
}
