using System.Text.Json.Nodes;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>
/// The trees of <c>managedFields[].fieldsV1</c>. An empty object says that the field itself is owned; a dot beside children says
/// that the field is owned as well as what is in it.
/// </summary>
internal static class FieldSets
{
    private const string Self = ".";

    /// <summary>The union of two sets, as a new tree.</summary>
    public static JsonObject Union(JsonObject? left, JsonObject? right)
    {
        var union = left is null ? [] : (JsonObject)left.DeepClone();
        if (right is not null)
        {
            foreach (var (field, node) in right)
            {
                Add(union, field, node as JsonObject ?? []);
            }
        }

        return union;
    }

    /// <summary>True when the set owns the field at the path, or anything inside it.</summary>
    public static bool Contains(JsonObject set, IReadOnlyList<string> path)
    {
        var node = set;
        foreach (var field in path)
        {
            if (node[field] is not JsonObject child)
            {
                return false;
            }

            node = child;
        }

        return true;
    }

    private static void Add(JsonObject union, string field, JsonObject set)
    {
        if (!union.TryGetPropertyValue(field, out var known) || known is not JsonObject existing)
        {
            union[field] = set.DeepClone();
            return;
        }

        if (string.Equals(field, Self, StringComparison.Ordinal) || (existing.Count == 0 && set.Count == 0))
        {
            return;
        }

        if (existing.Count == 0 || set.Count == 0)
        {
            // One side owns the field as a whole, the other parts of it.
            existing.TryAdd(Self, new JsonObject());
        }

        foreach (var (child, node) in set)
        {
            Add(existing, child, node as JsonObject ?? []);
        }
    }
}
