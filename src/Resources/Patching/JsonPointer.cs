using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>A place inside a document named by a JSON Pointer (RFC 6901): the collection that holds it and its key there.</summary>
internal readonly struct JsonPointer
{
    private readonly JsonNode _container;

    private JsonPointer(JsonNode container, string key)
    {
        _container = container;
        Key = key;
    }

    /// <summary>The last step, unescaped.</summary>
    public string Key { get; }

    /// <summary>True when the place is a key that its object does not have.</summary>
    public bool IsAbsentKey => _container is JsonObject map && !map.ContainsKey(Key);

    /// <summary>Walks to the collection that holds (or would hold) the place; null when there is no such collection.</summary>
    public static JsonPointer? Find(JsonNode? document, string path)
    {
        var steps = path.Split('/');
        if (steps.Length < 2)
        {
            return null;
        }

        var node = document;
        foreach (var step in steps.AsSpan(1, steps.Length - 2))
        {
            if (node is not (JsonObject or JsonArray) || !new JsonPointer(node, Unescape(step)).TryGet(out node, out _))
            {
                return null;
            }
        }

        return node is JsonObject or JsonArray ? new JsonPointer(node, Unescape(steps[^1])) : null;
    }

    /// <summary>The value there. In an object an absent key counts as null; in a list the index must exist.</summary>
    public bool TryGet(out JsonNode? value, out string? problem)
    {
        problem = null;
        if (_container is JsonObject map)
        {
            map.TryGetPropertyValue(Key, out value);
            return true;
        }

        var list = (JsonArray)_container;
        value = null;
        if (!TryIndex(list.Count - 1, list.Count, out var index, out problem))
        {
            return false;
        }

        value = list[index];
        return true;
    }

    public JsonNode? Get(string context) =>
        TryGet(out var value, out var problem) ? value : throw new PatchException($"{context}: {problem}");

    public void Add(JsonNode? value, string context)
    {
        if (_container is JsonObject map)
        {
            map[Key] = value;
            return;
        }

        var list = (JsonArray)_container;
        if (Key == "-")
        {
            list.Add(value);
        }
        else if (TryIndex(list.Count, list.Count + 1, out var index, out var problem))
        {
            list.Insert(index, value);
        }
        else
        {
            throw new PatchException($"{context}: {(problem![0] == 's' ? $"value was not a proper array index: '{Key}': {problem}" : problem)}");
        }
    }

    public void Set(JsonNode? value)
    {
        if (_container is JsonObject map)
        {
            map[Key] = value;
            return;
        }

        var list = (JsonArray)_container;
        if (TryIndex(list.Count - 1, list.Count, out var index, out _))
        {
            list[index] = value;
        }
    }

    public void Remove(string context)
    {
        if (_container is JsonObject map)
        {
            if (!map.Remove(Key))
            {
                throw new PatchException($"{context}: Unable to remove nonexistent key: {Key}: missing value");
            }

            return;
        }

        var list = (JsonArray)_container;
        if (!TryIndex(list.Count - 1, list.Count, out var index, out var problem))
        {
            throw new PatchException($"{context}: {problem}");
        }

        list.RemoveAt(index);
    }

    private static string Unescape(string step) =>
        step.Contains('~', StringComparison.Ordinal)
            ? step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            : step;

    private bool TryIndex(int last, int size, out int index, out string? problem)
    {
        if (!int.TryParse(Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
        {
            problem = $"strconv.Atoi: parsing {GoFormat.Quote(Key)}: invalid syntax";
            return false;
        }

        if (index > last || index < -size)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"Unable to access invalid index: {index}: invalid index referenced");
            return false;
        }

        index = index < 0 ? index + size : index;
        problem = null;
        return true;
    }
}
