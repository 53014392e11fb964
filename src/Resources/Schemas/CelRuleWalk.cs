using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Visits every value with CEL rules, together with the old value it replaces.</summary>
internal static class CelRuleWalk
{
    public static void Visit(string path, TypeSchema type, JsonNode? value, JsonNode? old, Action<string, TypeSchema, JsonNode?, JsonNode?> visit)
    {
        if (type.Rules is { CelRules.Count: > 0 })
        {
            visit(path, type, value, old);
        }

        switch (value)
        {
            case JsonObject map:
                foreach (var (key, child) in map)
                {
                    if (type.Child(key) is { } childType)
                    {
                        // Field paths put keys of maps in brackets, names of fields behind a dot.
                        var place = type.Field(key) is null ? $"{path}[{key}]" : path.Length == 0 ? key : $"{path}.{key}";
                        Visit(place, childType, child, (old as JsonObject)?[key], visit);
                    }
                }

                break;
            case JsonArray list when type.Element is { } item:
                for (var i = 0; i < list.Count; i++)
                {
                    Visit(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item, list[i], OldItem(type, list[i], old as JsonArray), visit);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Only items of keyed lists have an old self; elsewhere nothing says which item became which.</summary>
    private static JsonNode? OldItem(TypeSchema type, JsonNode? item, JsonArray? old) =>
        type.ListType == ListType.Map && item is JsonObject map
            ? old?.FirstOrDefault(other => other is JsonObject before && type.ListKeys.All(key => JsonNode.DeepEquals(Key(before, key), Key(map, key))))
            : null;

    private static JsonNode? Key(JsonObject map, string key) => map.TryGetPropertyValue(key, out var value) ? value : null;
}
