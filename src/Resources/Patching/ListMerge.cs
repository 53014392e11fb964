using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>How lists merge in a strategic merge patch. The given original list is used up.</summary>
internal static class ListMerge
{
    /// <summary>Merges a list by its field's strategy; without one the patch replaces it.</summary>
    public static JsonArray Merge(JsonArray original, JsonArray patch, FieldSchema? field)
    {
        if (field?.HasPatchStrategy("merge") != true)
        {
            return (JsonArray)patch.DeepClone();
        }

        if (original.Count == 0 && patch.Count == 0)
        {
            return (JsonArray)original.DeepClone();
        }

        return IsOfObjects(original, patch)
            ? MergeObjects(original, patch, field)
            : MergeScalars(original, patch);
    }

    /// <summary>Merges a list and then puts it into the order a <c>$setElementOrder</c> directive gives.</summary>
    public static JsonArray MergeOrdered(JsonArray? original, JsonArray? patch, JsonArray order, FieldSchema? field)
    {
        var originalOrder = original is null ? [] : ElementOrder.KeysOf(original, field?.PatchMergeKey, lenient: true);
        var merged = (original, patch) switch
        {
            (null, not null) => (JsonArray)PatchDirectives.Strip(patch)!,
            (not null, null) => original,
            _ => Merge(original!, patch!, field),
        };
        return ElementOrder.Arrange(Take(merged), ElementOrder.KeysOf(order, field?.PatchMergeKey, lenient: false), originalOrder, field?.PatchMergeKey);
    }

    /// <summary>Removes every scalar that occurs in a second list.</summary>
    public static void RemoveScalars(JsonArray list, JsonArray unwanted)
    {
        var texts = unwanted.Select(ElementOrder.ScalarKey).ToHashSet(StringComparer.Ordinal);
        list.RemoveAll(item => texts.Contains(ElementOrder.ScalarKey(item)));
    }

    private static JsonArray MergeScalars(JsonArray original, JsonArray patch)
    {
        var originalOrder = ElementOrder.KeysOf(original, mergeKey: null, lenient: true);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<JsonNode?>();
        foreach (var item in Take(original).Concat(patch.Select(item => item?.DeepClone())))
        {
            if (seen.Add(ElementOrder.ScalarKey(item)))
            {
                merged.Add(item);
            }
        }

        return ElementOrder.Arrange(merged, ElementOrder.KeysOf(patch, mergeKey: null, lenient: true), originalOrder, mergeKey: null);
    }

    private static JsonArray MergeObjects(JsonArray original, JsonArray patch, FieldSchema field)
    {
        if (field.PatchMergeKey is not { } mergeKey)
        {
            throw new PatchException($"cannot merge lists without merge key for {field.Name}");
        }

        var plain = new List<JsonObject>();
        var replace = false;
        var deleted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in patch.Cast<JsonObject>())
        {
            if (!item.TryGetPropertyValue(PatchDirectives.Patch, out var directive))
            {
                plain.Add(item);
                continue;
            }

            switch (directive.AsText())
            {
                case "delete":
                    deleted.Add(ElementOrder.KeyOf(item, mergeKey));
                    break;
                case "replace":
                    replace = true;
                    break;
                case "merge":
                    throw new PatchException("merging lists cannot yet be specified in the patch");
                default:
                    throw new PatchException($"unknown patch type: {GoFormat.Value(directive)} in map: {GoFormat.Value(item)}");
            }
        }

        if (replace)
        {
            return new JsonArray([.. plain.Select(item => item.DeepClone())]);
        }

        var originalOrder = ElementOrder.KeysOf(original, mergeKey, lenient: true);
        var items = Take(original).Where(item => deleted.Count == 0 || !deleted.Contains(ElementOrder.KeyOrEmpty(item!, mergeKey))).ToList();
        MergeItems(items, plain, mergeKey, field.Type.Element);
        return ElementOrder.Arrange(items, [.. plain.Select(item => ElementOrder.KeyOf(item, mergeKey))], originalOrder, mergeKey);
    }

    private static void MergeItems(List<JsonNode?> items, List<JsonObject> patch, string mergeKey, TypeSchema? itemType)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            places.TryAdd(ElementOrder.KeyOrEmpty(items[i]!, mergeKey), i);
        }

        foreach (var item in patch)
        {
            var key = ElementOrder.KeyOf(item, mergeKey);
            if (places.TryGetValue(key, out var place))
            {
                items[place] = StrategicMergePatch.MergeObject((JsonObject)items[place]!, item, itemType);
            }
            else
            {
                places.Add(key, items.Count);
                items.Add(PatchDirectives.Strip(item));
            }
        }
    }

    /// <summary>True when all items of both lists are objects, false when all are scalars; anything else is an error.</summary>
    private static bool IsOfObjects(JsonArray original, JsonArray patch)
    {
        bool? objects = null;
        foreach (var item in original.Concat(patch))
        {
            if (item is JsonArray)
            {
                throw new PatchException("lists of lists are not supported");
            }

            var isObject = item is JsonObject;
            if (objects is { } expected && expected != isObject)
            {
                throw new PatchException($"expected a {Kind(expected)}, but received a {Kind(isObject)}");
            }

            objects = isObject;
        }

        return objects ?? false;

        static string Kind(bool isObject) => isObject ? "map" : "string";
    }

    /// <summary>Takes the items out of a list, so that they may go into another.</summary>
    private static List<JsonNode?> Take(JsonArray list)
    {
        var items = list.ToList();
        list.Clear();
        return items;
    }
}
