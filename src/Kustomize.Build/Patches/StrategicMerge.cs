using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>
/// Kustomize's own strategic merge. It differs from the API server's: patched items of keyed lists come first, nulls in
/// the patch remove, directives inside new values are obeyed, and keyed lists lose duplicates even where the patch says
/// nothing about them.
/// </summary>
/// <param name="schemas">Types of the kinds.</param>
/// <param name="emptyValues">Keys of the target that have no value at all; they are dropped.</param>
internal sealed class StrategicMerge(MergeSchemas schemas, HashSet<(JsonObject Map, string Key)>? emptyValues = null)
{
    private const string Directive = "$patch";

    /// <summary>Merges a patch into an object, which is changed.</summary>
    /// <returns>The merged object; null when the patch deletes it.</returns>
    public JsonObject? Apply(JsonObject target, JsonObject patch) =>
        Merge(target, patch.DeepClone(), null, "").Node as JsonObject;

    /// <summary>A value that may be absent, which is not the same as null.</summary>
    private readonly record struct Slot(bool Present, JsonNode? Node)
    {
        public static Slot Missing => default;

        public static implicit operator Slot(JsonNode? node) => new(true, node);
    }

    private Slot Merge(Slot target, Slot patch, MergeType? type, string path)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (target.Node ?? patch.Node)
        {
            case JsonArray:
                RequireSameShape<JsonArray>(target, patch, path);
                return type is { MergesItems: true } ? MergeKeyedList(target, patch, type, path) : patch.Present ? patch : target;
            case JsonValue:
                RequireSameShape<JsonValue>(target, patch, path);
                return patch.Present ? patch : target;
            default:
                RequireSameShape<JsonObject>(target, patch, path);
                return MergeMap(target, patch, type ?? FindType(target.Node) ?? FindType(patch.Node), path);
        }
    }

    private MergeType? FindType(JsonNode? node) =>
        node is JsonObject map && map.GetText("kind") is { Length: > 0 } kind && map.GetText("apiVersion") is { Length: > 0 } apiVersion
            ? schemas.Find(GroupVersionKind.Parse(apiVersion, kind))
            : null;

    private static void RequireSameShape<T>(Slot target, Slot patch, string path)
        where T : JsonNode
    {
        foreach (var node in new[] { target.Node, patch.Node })
        {
            if (node is not null and not T)
            {
                throw new KustomizeException($"wrong node kind: the patch has another type than the target at '{path.TrimStart('.')}'");
            }
        }
    }

    private Slot MergeMap(Slot target, Slot patch, MergeType? type, string path)
    {
        JsonObject? result;
        var other = patch.Node as JsonObject;
        if (target.Node is null)
        {
            if (TakeDirective(other, strict: false) == "delete")
            {
                return Slot.Missing;
            }

            if (!patch.Present)
            {
                // A null the resource itself holds stays.
                return target;
            }

            if (other is null)
            {
                return Slot.Missing;
            }

            // What the patch adds is merged with itself: that removes its nulls and obeys its directives.
            result = other;
        }
        else if (patch is { Present: true, Node: null })
        {
            return Slot.Missing;
        }
        else
        {
            switch (TakeDirective(other, strict: true))
            {
                case "delete":
                    return Slot.Missing;
                case "replace":
                    result = other!;
                    break;
                default:
                    result = (JsonObject)target.Node;
                    break;
            }
        }

        foreach (var key in FieldNames(result, other))
        {
            var own = Take(result, key);
            var patched = ReferenceEquals(result, other) ? new Slot(own.Present, own.Node) : Take(other, key);
            if (own is { Present: true, Node: null } && !patched.Present)
            {
                if (emptyValues?.Contains((result, key)) == true)
                {
                    result.Remove(key);
                }

                continue;
            }

            var merged = Merge(own, patched, type?.Field(key), $"{path}.{key}");
            if (!merged.Present || merged.Node is null && (patched.Present || !own.Present))
            {
                result.Remove(key);
            }
            else if (!result.TryGetPropertyValue(key, out var current) || !ReferenceEquals(current, merged.Node))
            {
                result[key] = Detached(merged.Node);
            }
        }

        return result;
    }

    private static List<string> FieldNames(JsonObject result, JsonObject? other)
    {
        var names = new List<string>(result.Count + (other?.Count ?? 0));
        foreach (var (key, _) in result)
        {
            names.Add(key);
        }

        if (other is not null && !ReferenceEquals(result, other))
        {
            foreach (var (key, _) in other)
            {
                if (!result.ContainsKey(key))
                {
                    names.Add(key);
                }
            }
        }

        return names;
    }

    private static Slot Take(JsonObject? map, string key) =>
        map is not null && map.TryGetPropertyValue(key, out var node) ? node : Slot.Missing;

    /// <summary>A node that can be put elsewhere: itself when nobody holds it, else a copy.</summary>
    private static JsonNode? Detached(JsonNode? node) => node?.Parent is null ? node : node.DeepClone();

    private Slot MergeKeyedList(Slot target, Slot patch, MergeType type, string path)
    {
        var other = patch.Node as JsonArray;
        JsonArray destination;
        if (target.Node is null)
        {
            if (other is null)
            {
                return patch;
            }

            destination = other;
        }
        else if (patch is { Present: true, Node: null })
        {
            return Slot.Missing;
        }
        else
        {
            switch (TakeListDirective(other))
            {
                case "delete":
                    return Slot.Missing;
                case "replace":
                    destination = other!;
                    break;
                default:
                    destination = (JsonArray)target.Node;
                    break;
            }
        }

        return new KeyedListMerge(type.Keys, destination, ReferenceEquals(destination, other) ? destination : other)
            .Run((own, patched) => Merge(ToSlot(own), ToSlot(patched), type.Items, path + "[]").Node);
    }

    private static Slot ToSlot(JsonNode? item) => item is null ? Slot.Missing : item;

    /// <summary>Takes the directive out of a mapping; null when it has none, or one that merges.</summary>
    private static string? TakeDirective(JsonObject? map, bool strict)
    {
        if (map is null || !map.TryGetPropertyValue(Directive, out var node) || node is null)
        {
            return null;
        }

        var directive = Scalars.Text(node);
        if (directive is not ("delete" or "replace" or "merge"))
        {
            return strict ? throw new KustomizeException($"unknown patch strategy '{directive}'") : null;
        }

        map.Remove(Directive);
        return directive == "merge" ? null : directive;
    }

    /// <summary>Takes the item that is a directive, and nothing else, out of a list.</summary>
    private static string? TakeListDirective(JsonArray? list)
    {
        var marker = list?.OfType<JsonObject>().FirstOrDefault(m => m.ContainsKey(Directive));
        if (marker is not { Count: 1 })
        {
            return null;
        }

        var directive = Scalars.Text(marker[Directive]);
        list!.Remove(marker);
        return directive switch
        {
            "delete" or "replace" => directive,
            "merge" => null,
            _ => throw new KustomizeException($"unknown patch strategy '{directive}'"),
        };
    }
}
