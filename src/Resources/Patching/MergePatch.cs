using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>JSON Merge Patch (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>Applies a patch to a copy of a document: objects merge, null removes, everything else replaces.</summary>
    /// <exception cref="PatchException">Document or patch nest too deeply.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonNode? patch)
    {
        PatchException.ThrowIfTooDeep(document);
        PatchException.ThrowIfTooDeep(patch);
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = document is JsonObject map ? (JsonObject)map.DeepClone() : [];
        Merge(result, changes);
        return result;
    }

    /// <summary>The smallest patch that turns one object into another; empty when they are equal.</summary>
    /// <remarks>A merge patch cannot set a field to null, so a null in <paramref name="modified"/> counts as an absent field.</remarks>
    /// <exception cref="PatchException">An object nests too deeply.</exception>
    public static JsonObject Create(JsonObject original, JsonObject modified)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(modified);
        PatchException.ThrowIfTooDeep(original);
        PatchException.ThrowIfTooDeep(modified);
        return Difference(original, modified);
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, change) in patch)
        {
            if (change is null)
            {
                target.Remove(key);
            }
            else if (change is not JsonObject changes)
            {
                target[key] = change.DeepClone();
            }
            else if (target[key] is JsonObject existing)
            {
                Merge(existing, changes);
            }
            else
            {
                // Merging into nothing drops the nulls inside, as the RFC has it.
                var created = new JsonObject();
                Merge(created, changes);
                target[key] = created;
            }
        }
    }

    private static JsonObject Difference(JsonObject original, JsonObject modified)
    {
        var patch = new JsonObject();
        foreach (var (key, wanted) in modified)
        {
            if (wanted is null)
            {
                continue;
            }

            original.TryGetPropertyValue(key, out var current);
            if (current is JsonObject from && wanted is JsonObject to)
            {
                var inner = Difference(from, to);
                if (inner.Count > 0)
                {
                    patch[key] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(current, wanted))
            {
                patch[key] = wanted.DeepClone();
            }
        }

        foreach (var (key, current) in original)
        {
            if (current is not null && (!modified.TryGetPropertyValue(key, out var wanted) || wanted is null))
            {
                patch[key] = null;
            }
        }

        return patch;
    }
}
