using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources;

/// <summary>Reading JSON trees without caring how a value came to be: parsed text and values set in code answer alike.</summary>
public static class JsonTreeExtensions
{
    /// <summary>The string under a key; null when absent or not a string.</summary>
    public static string? GetText(this JsonObject tree, string key)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return tree.TryGetPropertyValue(key, out var node) ? node.AsText() : null;
    }

    /// <summary>The integer under a key; null when absent, not a number or not integral.</summary>
    public static long? GetInteger(this JsonObject tree, string key)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return tree.TryGetPropertyValue(key, out var node) ? node.AsInteger() : null;
    }

    /// <summary>The boolean under a key; null when absent or not a boolean.</summary>
    public static bool? GetBoolean(this JsonObject tree, string key)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return tree.TryGetPropertyValue(key, out var node) && node is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;
    }

    /// <summary>The string a node holds; null for anything else.</summary>
    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The integer a node holds, whatever numeric type it was made from; null for anything else.</summary>
    public static long? AsInteger(this JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue(out long integer))
        {
            return integer;
        }

        return decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue
                ? (long)number
                : null;
    }

    /// <summary>The node at a path of keys; null when any step is absent or not an object.</summary>
    public static JsonNode? At(this JsonNode? tree, params ReadOnlySpan<string> path)
    {
        var node = tree;
        foreach (var key in path)
        {
            if (node is not JsonObject map || !map.TryGetPropertyValue(key, out node))
            {
                return null;
            }
        }

        return node;
    }

    /// <summary>The object under a key, put there when absent or not an object.</summary>
    public static JsonObject EnsureObject(this JsonObject tree, string key)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (tree[key] is JsonObject existing)
        {
            return existing;
        }

        var created = new JsonObject();
        tree[key] = created;
        return created;
    }
}
