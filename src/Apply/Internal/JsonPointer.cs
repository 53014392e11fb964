using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>A place in a JSON tree as RFC 6901 writes it.</summary>
internal sealed class JsonPointer
{
    private JsonPointer(string text, string[] segments)
    {
        Text = text;
        Segments = segments;
    }

    public string Text { get; }

    public IReadOnlyList<string> Segments { get; }

    /// <summary>Reads a pointer; null when the text is not one, or points at the whole document.</summary>
    public static JsonPointer? TryParse(string text) =>
        text.Length > 1 && text[0] == '/'
            ? new JsonPointer(text, [.. text[1..].Split('/').Select(static segment =>
                segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))])
            : null;

    /// <summary>Finds the value; false when any step is missing.</summary>
    public bool TryFind(JsonNode root, out JsonNode? value)
    {
        value = root;
        foreach (var segment in Segments)
        {
            if (!TryStep(value, segment, out value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Removes the value; a missing one is fine.</summary>
    public void Remove(JsonNode root)
    {
        if (!TryFindParent(root, out var parent))
        {
            return;
        }

        if (parent is JsonObject map)
        {
            map.Remove(Segments[^1]);
        }
        else if (parent is JsonArray list && IndexOf(list, Segments[^1]) is { } index)
        {
            list.RemoveAt(index);
        }
    }

    /// <summary>Replaces the value; false when its place does not exist.</summary>
    public bool TryReplace(JsonNode root, JsonNode? value)
    {
        if (!TryFindParent(root, out var parent))
        {
            return false;
        }

        if (parent is JsonObject map && map.ContainsKey(Segments[^1]))
        {
            map[Segments[^1]] = value?.DeepClone();
            return true;
        }

        if (parent is JsonArray list && IndexOf(list, Segments[^1]) is { } index)
        {
            list[index] = value?.DeepClone();
            return true;
        }

        return false;
    }

    private static bool TryStep(JsonNode? node, string segment, out JsonNode? next)
    {
        next = null;
        if (node is JsonObject map)
        {
            return map.TryGetPropertyValue(segment, out next);
        }

        if (node is JsonArray list && IndexOf(list, segment) is { } index)
        {
            next = list[index];
            return true;
        }

        return false;
    }

    private static int? IndexOf(JsonArray list, string segment) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count ? index : null;

    private bool TryFindParent(JsonNode root, out JsonNode? parent)
    {
        parent = root;
        for (var step = 0; step < Segments.Count - 1; step++)
        {
            if (!TryStep(parent, Segments[step], out parent))
            {
                return false;
            }
        }

        return true;
    }
}
