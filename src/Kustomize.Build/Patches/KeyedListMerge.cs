using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Merges two lists whose items are named by key fields; items of the patch come first.</summary>
/// <param name="keys">The key fields; none for a list of scalars, which name themselves.</param>
/// <param name="target">The list to merge into.</param>
/// <param name="patch">The list to merge from; null when the patch has none.</param>
internal sealed class KeyedListMerge(IReadOnlyList<string> keys, JsonArray target, JsonArray? patch)
{
    /// <summary>The key of items that name themselves.</summary>
    private const string Self = "";

    private readonly IReadOnlyList<string> _keys = keys.Count == 0 ? [Self] : keys;

    public JsonArray? Run(Func<JsonNode?, JsonNode?, JsonNode?> merge)
    {
        var names = Names();
        if (_keys.Count > 1)
        {
            Unify(names);
        }

        var usedKeys = _keys;
        var merged = new List<JsonNode?>();
        var removed = new List<(IReadOnlyList<string> Keys, IReadOnlyList<string> Values)>();
        foreach (var name in names)
        {
            (usedKeys, var values) = Valid(names, name, _keys);
            var (findKeys, findValues) = Valid([values.ToArray()], values, usedKeys);
            var item = merge(Find(target, findKeys, findValues), patch is null ? null : Find(patch, findKeys, findValues));
            if (Scalars.IsNullOrEmpty(item) && item is not JsonArray)
            {
                removed.Add((usedKeys, values));
                continue;
            }

            for (var i = 0; i < usedKeys.Count; i++)
            {
                if (item is JsonObject map && !map.ContainsKey(usedKeys[i]) && values[i].Length > 0)
                {
                    map[usedKeys[i]] = values[i];
                }
            }

            Put(merged, item, usedKeys, values);
        }

        var rest = target.ToList();
        foreach (var (removedKeys, values) in removed)
        {
            rest.RemoveAll(item => Scalars.IsNullOrEmpty(item) || Matches(item, removedKeys, values));
        }

        if (names.Count > 0)
        {
            foreach (var item in rest)
            {
                AppendOriginal(merged, item, usedKeys);
            }
        }
        else
        {
            merged = rest;
        }

        return Rebuild(merged);
    }

    /// <summary>Puts an item of the target behind the merged ones, or in the place of the one it became.</summary>
    private static void AppendOriginal(List<JsonNode?> merged, JsonNode? item, IReadOnlyList<string> keys)
    {
        if (keys[0].Length == 0)
        {
            Put(merged, item, keys, [Scalars.Text(item)]);
            return;
        }

        var values = new List<string>(keys.Count);
        foreach (var key in keys)
        {
            if (item is not JsonObject map || !map.TryGetPropertyValue(key, out var value))
            {
                merged.Add(item);
                continue;
            }

            values.Add(Scalars.Text(value));
        }

        if (values.Count == 0)
        {
            // Kustomize loses the other items here; a list that merges by key may not hold items without the key.
            merged.Clear();
        }
        else if (keys.Count > 1)
        {
            merged.RemoveAll(m => Scalars.IsNullOrEmpty(m) || Matches(m, keys, values));
        }

        Put(merged, item, keys, values);
    }

    /// <summary>Replaces the items of that name, or appends when there is none.</summary>
    private static void Put(List<JsonNode?> items, JsonNode? item, IReadOnlyList<string> keys, IReadOnlyList<string> values)
    {
        items.RemoveAll(m => Scalars.IsNullOrEmpty(m) && m is not JsonArray);
        var found = false;
        for (var i = 0; i < items.Count; i++)
        {
            if (Matches(items[i], keys, values))
            {
                items[i] = item;
                found = true;
            }
        }

        if (!found)
        {
            items.Add(item);
        }
    }

    private static bool Matches(JsonNode? item, IReadOnlyList<string> keys, IReadOnlyList<string> values)
    {
        if (keys[0].Length == 0)
        {
            return item is JsonValue && values.Count > 0 && Scalars.Text(item) == values[0];
        }

        if (item is not JsonObject map)
        {
            return false;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            // A value that is empty only asks for the key to be there.
            if (i < values.Count && (!map.TryGetPropertyValue(keys[i], out var value) || values[i].Length > 0 && Scalars.Text(value) != values[i]))
            {
                return false;
            }
        }

        return values.Count > 0;
    }

    private static JsonNode? Find(JsonArray list, IReadOnlyList<string> keys, IReadOnlyList<string> values)
    {
        foreach (var item in list)
        {
            if (keys[0].Length == 0)
            {
                if (Scalars.Text(item) == values[0])
                {
                    return item;
                }
            }
            else if (item is JsonObject map)
            {
                var all = true;
                for (var i = 0; i < keys.Count && all; i++)
                {
                    all = map.TryGetPropertyValue(keys[i], out var value) && Scalars.Text(value) == values[i];
                }

                if (all)
                {
                    return item;
                }
            }
        }

        return null;
    }

    /// <summary>The distinct names, those of the patch first.</summary>
    private List<string[]> Names()
    {
        var names = new List<string[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in new[] { patch, target })
        {
            if (list is null || ReferenceEquals(list, patch) && ReferenceEquals(list, target) && names.Count > 0)
            {
                continue;
            }

            foreach (var item in list)
            {
                var name = _keys[0].Length == 0
                    ? [Scalars.Text(item)]
                    : _keys.Select(k => item is JsonObject map && !Scalars.IsNullOrEmpty(map[k]) ? Scalars.Text(map[k]) : "").ToArray();
                if (seen.Add(string.Join('\0', name)))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    /// <summary>Lets names that leave a key open take it from the name they fit.</summary>
    private static void Unify(List<string[]> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            for (var j = 0; j < names.Count; j++)
            {
                if (Unified(names[i], names[j]) is { } both)
                {
                    names[i] = both;
                    names[j] = both;
                }
            }
        }
    }

    private static string[]? Unified(string[] a, string[] b)
    {
        if (a.Length != b.Length)
        {
            return null;
        }

        var common = false;
        var both = new string[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] == b[i])
            {
                common = true;
                both[i] = a[i];
            }
            else if (a[i].Length > 0 && b[i].Length > 0)
            {
                return null;
            }
            else
            {
                both[i] = a[i].Length > 0 ? a[i] : b[i];
            }
        }

        return common ? both : null;
    }

    /// <summary>Leaves out keys that no item has.</summary>
    private static (IReadOnlyList<string> Keys, IReadOnlyList<string> Values) Valid(List<string[]> names, IReadOnlyList<string> values, IReadOnlyList<string> keys)
    {
        var used = new bool[keys.Count];
        foreach (var name in names)
        {
            for (var i = 0; i < name.Length && i < used.Length; i++)
            {
                used[i] |= name[i].Length > 0;
            }
        }

        if (!used.Contains(true))
        {
            return (keys, values);
        }

        var validKeys = new List<string>(keys.Count);
        var validValues = new List<string>(keys.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            if (used[i])
            {
                validKeys.Add(keys[i]);
            }

            if (i < values.Count && (values[i].Length > 0 || used[i]))
            {
                validValues.Add(values[i]);
            }
        }

        return (validKeys, validValues);
    }

    /// <summary>Moves the items into the target, copying those another list still holds.</summary>
    private JsonArray Rebuild(List<JsonNode?> items)
    {
        target.Clear();
        foreach (var item in items)
        {
            target.Add(item?.Parent is null ? item : item.DeepClone());
        }

        return target;
    }
}
