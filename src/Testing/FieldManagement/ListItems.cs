using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Names the items of sets and keyed lists.</summary>
internal static class ListItems
{
    /// <summary>The path element of an item; false, with the reason, when it cannot be named.</summary>
    public static bool TryName(TypeSchema list, JsonNode? item, out PathElement element, out string? problem)
    {
        element = default;
        problem = list.ListType switch
        {
            ListType.Atomic => "invalid indexing of non-associative list",
            ListType.Set => NameByValue(item, ref element),
            _ => NameByKeys(list, item, ref element),
        };
        return problem is null;
    }

    private static string? NameByValue(JsonNode? item, ref PathElement element)
    {
        switch (item)
        {
            case null:
                return "associative list without keys has an element that's an explicit null";
            case JsonObject:
                return "associative list without keys has an element that's a map type";
            case JsonArray:
                return "not supported: associative list with lists as elements";
            default:
                element = PathElement.Value(item);
                return null;
        }
    }

    private static string? NameByKeys(TypeSchema list, JsonNode? item, ref PathElement element)
    {
        if (item is not JsonObject map)
        {
            return item is null
                ? "associative list with keys may not have a null element"
                : "associative list with keys may not have non-map elements";
        }

        var keys = new List<KeyValuePair<string, JsonNode?>>(list.ListKeys.Count);
        foreach (var key in list.ListKeys)
        {
            if (map.TryGetPropertyValue(key, out var value) || (value = list.Element?.Field(key)?.Default) is not null)
            {
                keys.Add(new(key, value));
            }
        }

        if (keys.Count == 0)
        {
            var names = string.Join(' ', list.ListKeys.Select(key => $"\"{key}\""));
            return $"associative list with keys has an element that omits all key fields [{names}] (and doesn't have default values for any key fields)";
        }

        element = PathElement.Key(keys);
        return null;
    }
}
