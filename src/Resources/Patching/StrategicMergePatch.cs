using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>
/// Kubernetes' strategic merge patch: a merge patch that knows which lists merge, and by which key. Understands the
/// directives <c>$patch</c> (<c>replace</c>, <c>delete</c>), <c>$retainKeys</c>, <c>$setElementOrder/list</c> and
/// <c>$deleteFromPrimitiveList/list</c>, with the results and errors of kube-apiserver.
/// </summary>
public static class StrategicMergePatch
{
    /// <summary>Applies a patch to a copy of an object.</summary>
    /// <param name="original">The object, left as it is.</param>
    /// <param name="patch">The patch with its directives, left as it is.</param>
    /// <param name="schema">Type of the object; where it says nothing, lists are replaced and objects merged.</param>
    /// <exception cref="PatchException">A directive is malformed, or a list item lacks its merge key.</exception>
    public static JsonObject Apply(JsonObject original, JsonObject patch, TypeSchema? schema)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(patch);
        PatchException.ThrowIfTooDeep(original);
        PatchException.ThrowIfTooDeep(patch);
        return MergeObject((JsonObject)original.DeepClone(), patch, schema);
    }

    /// <summary>Merges into <paramref name="original"/> itself, which may come back replaced.</summary>
    internal static JsonObject MergeObject(JsonObject original, JsonObject patch, TypeSchema? schema)
    {
        if (patch.TryGetPropertyValue(PatchDirectives.Patch, out var directive))
        {
            return Directed(directive, patch);
        }

        RetainKeys(original, patch);
        var done = MergeOrderedLists(original, patch, schema);
        foreach (var (key, value) in patch)
        {
            if (key == PatchDirectives.RetainKeys || (done is not null && done.Contains(key)))
            {
                continue;
            }

            if (PatchDirectives.TryListOf(key, PatchDirectives.DeleteFromPrimitiveList, out var list))
            {
                DeleteFromList(original, list, value);
            }
            else
            {
                MergeField(original, key, value, schema);
            }
        }

        return original;
    }

    private static JsonObject Directed(JsonNode? directive, JsonObject patch)
    {
        switch (directive.AsText())
        {
            case "replace":
                var replacement = (JsonObject)patch.DeepClone();
                replacement.Remove(PatchDirectives.Patch);
                return replacement;
            case "delete":
                return [];
            default:
                throw new PatchException($"unknown patch type: {GoFormat.Value(directive)} in map: {GoFormat.Value(patch)}");
        }
    }

    private static void RetainKeys(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(PatchDirectives.RetainKeys, out var directive))
        {
            return;
        }

        if (directive is not JsonArray list)
        {
            throw new PatchException(PatchDirectives.BadRetainKeys, malformed: true);
        }

        var keep = list.Select(item => item.AsText() ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in patch)
        {
            if (value is not null && !PatchDirectives.IsDirective(key) && !keep.Contains(key))
            {
                throw new PatchException(PatchDirectives.BadRetainKeys, malformed: true);
            }
        }

        foreach (var key in original.Select(field => field.Key).Where(key => !keep.Contains(key)).ToList())
        {
            original.Remove(key);
        }
    }

    /// <summary>Handles <c>$setElementOrder</c> lists together with the lists they order; returns the keys that are done.</summary>
    private static HashSet<string>? MergeOrderedLists(JsonObject original, JsonObject patch, TypeSchema? schema)
    {
        HashSet<string>? done = null;
        foreach (var (key, value) in patch)
        {
            if (!PatchDirectives.TryListOf(key, PatchDirectives.SetElementOrder, out var field))
            {
                continue;
            }

            var order = AsList(value)!;
            done ??= new HashSet<string>(StringComparer.Ordinal);
            done.Add(key);
            var hadOriginal = original.TryGetPropertyValue(field, out var originalNode);
            var hasPatch = patch.TryGetPropertyValue(field, out var patchNode);
            var originalList = hadOriginal ? AsList(originalNode) : null;
            var patchList = hasPatch ? AsList(patchNode) : null;
            var fieldSchema = schema?.Field(field);
            ElementOrder.CheckPatchOrder(patchList, order, fieldSchema?.PatchMergeKey);
            if (!hadOriginal && !hasPatch)
            {
                continue;
            }

            done.Add(field);
            original[field] = ListMerge.MergeOrdered(originalList, patchList, order, fieldSchema);
        }

        return done;
    }

    private static void DeleteFromList(JsonObject original, string key, JsonNode? toDelete)
    {
        if (toDelete is null)
        {
            original.Remove(key);
        }
        else if (original[key] is JsonArray list && toDelete is JsonArray unwanted)
        {
            ListMerge.RemoveScalars(list, unwanted);
        }
    }

    private static void MergeField(JsonObject original, string key, JsonNode? patch, TypeSchema? schema)
    {
        if (patch is null)
        {
            original.Remove(key);
            return;
        }

        original.TryGetPropertyValue(key, out var current);
        var field = schema?.Field(key);
        switch (current, patch)
        {
            case (JsonObject currentMap, JsonObject patchMap):
                var replace = field?.HasPatchStrategy("replace") ?? false;
                var merged = replace ? (JsonObject)patchMap.DeepClone() : MergeObject(currentMap, patchMap, schema?.Child(key));
                if (!ReferenceEquals(merged, currentMap))
                {
                    original[key] = merged;
                }

                break;
            case (JsonArray currentList, JsonArray patchList):
                original[key] = ListMerge.Merge(currentList, patchList, field);
                break;
            default:
                SetOrRemove(original, key, patch);
                break;
        }
    }

    /// <summary>Takes a patch value where there is nothing to merge with: nulls and directives inside go.</summary>
    private static void SetOrRemove(JsonObject original, string key, JsonNode patch)
    {
        var value = PatchDirectives.Strip(patch);
        if (value is null)
        {
            original.Remove(key);
        }
        else
        {
            original[key] = value;
        }
    }

    private static JsonArray? AsList(JsonNode? node) => node switch
    {
        JsonArray list => list,
        null => null,
        _ => throw new PatchException($"expected a []interface {{}}, but received a {PatchDirectives.GoType(node)}"),
    };
}
