using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>The order of a merged list: that of the patch for items it names, that of the original for the others, interleaved as the original had them.</summary>
internal static class ElementOrder
{
    /// <summary>Keys of all items, in order.</summary>
    /// <param name="list">The list.</param>
    /// <param name="mergeKey">Field that names an item; null for scalars.</param>
    /// <param name="lenient">True when an item without its key counts as having an empty one.</param>
    public static List<string> KeysOf(JsonArray list, string? mergeKey, bool lenient) =>
        [.. list.Select(item => mergeKey is null ? ScalarKey(item) : lenient ? KeyOrEmpty(item, mergeKey) : KeyOf(item, mergeKey))];

    /// <summary>The text that names an item.</summary>
    public static string KeyOf(JsonNode? item, string mergeKey) =>
        item is not JsonObject map ? throw new PatchException($"expected a map[string]interface {{}}, but received a {PatchDirectives.GoType(item)}")
        : map.TryGetPropertyValue(mergeKey, out var key) ? ScalarKey(key)
        : throw new PatchException($"map: {GoFormat.Value(map)} does not contain declared merge key: {mergeKey}");

    /// <summary>The text that names an item, empty when it has none.</summary>
    public static string KeyOrEmpty(JsonNode? item, string mergeKey) =>
        item is JsonObject map && map.TryGetPropertyValue(mergeKey, out var key) ? ScalarKey(key) : "";

    /// <summary>A text that two scalars share exactly when they are equal.</summary>
    public static string ScalarKey(JsonNode? item) => item switch
    {
        null => "null",
        JsonValue value when value.AsText() is { } text => "\"" + text,
        JsonValue value when value.AsInteger() is { } integer => integer.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => item.ToJsonString(),
    };

    /// <summary>Checks that a patch's items are all in its <c>$setElementOrder</c> list, in the same order.</summary>
    public static void CheckPatchOrder(JsonArray? patch, JsonArray order, string? mergeKey)
    {
        if (patch is null || patch.Count == 0 || order.Count == 0)
        {
            return;
        }

        var wanted = KeysOf(order, mergeKey, lenient: false);
        var next = 0;
        foreach (var item in patch)
        {
            if (item is JsonObject map && map.ContainsKey(PatchDirectives.Patch))
            {
                continue;
            }

            var key = mergeKey is null ? ScalarKey(item) : KeyOf(item, mergeKey);
            while (next < wanted.Count && wanted[next] != key)
            {
                next++;
            }

            if (next++ == wanted.Count)
            {
                throw new PatchException(
                    $"The order in patch list:\n{GoFormat.Value(patch)}\n doesn't match {PatchDirectives.SetElementOrder} list:\n{GoFormat.Value(order)}\n");
            }
        }
    }

    /// <summary>Puts items into order; the items must have no parent.</summary>
    public static JsonArray Arrange(List<JsonNode?> items, List<string> patchOrder, List<string> originalOrder, string? mergeKey)
    {
        var patchPlaces = Places(patchOrder);
        var originalPlaces = Places(originalOrder);
        var keyed = items.ConvertAll(item => (Item: item, Key: mergeKey is null ? ScalarKey(item) : KeyOf(item, mergeKey)));
        var fromPatch = keyed.Where(item => patchPlaces.ContainsKey(item.Key)).OrderBy(item => patchPlaces[item.Key]).ToList();
        var others = keyed.Where(item => !patchPlaces.ContainsKey(item.Key)).ToList();

        // An item of the original goes before the first item of the patch that the original had behind it.
        var result = new JsonArray();
        var next = 0;
        foreach (var item in fromPatch)
        {
            while (next < others.Count
                && originalPlaces.TryGetValue(others[next].Key, out var place)
                && originalPlaces.TryGetValue(item.Key, out var patchPlace)
                && place < patchPlace)
            {
                result.Add(others[next++].Item);
            }

            result.Add(item.Item);
        }

        for (; next < others.Count; next++)
        {
            result.Add(others[next].Item);
        }

        return result;
    }

    private static Dictionary<string, int> Places(List<string> keys)
    {
        var places = new Dictionary<string, int>(keys.Count, StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            places.TryAdd(keys[i], i);
        }

        return places;
    }
}
