using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>Follows a JSON pointer through a field set: a step into a list is an index there and the item's key fields here.</summary>
internal static class FieldPath
{
    /// <summary>True when the set owns the field the pointer names in the object.</summary>
    public static bool Owns(JsonObject fields, JsonNode root, JsonPointer pointer)
    {
        var set = fields;
        JsonNode? value = root;
        foreach (var segment in pointer.Segments)
        {
            JsonObject? next;
            if (value is JsonArray list)
            {
                if (!int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= list.Count)
                {
                    return false;
                }

                value = list[index];
                next = ItemOf(set, value, index);
            }
            else
            {
                value = (value as JsonObject)?[segment];
                next = set["f:" + segment] as JsonObject;
            }

            if (next is null)
            {
                return false;
            }

            set = next;
        }

        return true;
    }

    private static JsonObject? ItemOf(JsonObject set, JsonNode? item, int index)
    {
        foreach (var (field, node) in set)
        {
            var isItem = field switch
            {
                ['k', ':', .. var keys] => HasKeys(item, keys),
                ['v', ':', .. var literal] => JsonNode.DeepEquals(item, Parse(literal)),
                ['i', ':', .. var number] => string.Equals(number, index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
                _ => false,
            };
            if (isItem)
            {
                return node as JsonObject;
            }
        }

        return null;
    }

    private static bool HasKeys(JsonNode? item, string keys) =>
        item is JsonObject map && Parse(keys) is JsonObject wanted && wanted.All(pair => JsonNode.DeepEquals(map[pair.Key], pair.Value));

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            // Field sets come from the cluster; one that cannot be read owns nothing.
            return null;
        }
    }
}
