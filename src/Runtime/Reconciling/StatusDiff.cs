using System.Text.Json.Nodes;
using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Merge patches (RFC 7386) between two states of a status.</summary>
internal static class StatusDiff
{
    /// <summary>The patch that turns one tree into the other; null when they are equal. Lists are replaced whole.</summary>
    public static JsonObject? Create(JsonObject before, JsonObject after)
    {
        JsonObject? patch = null;
        foreach (var (key, value) in after)
        {
            before.TryGetPropertyValue(key, out var old);
            if (value is JsonObject nested && old is JsonObject oldNested)
            {
                if (Create(oldNested, nested) is { } inner)
                {
                    (patch ??= [])[key] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                (patch ??= [])[key] = value?.DeepClone();
            }
        }

        foreach (var (key, _) in before)
        {
            if (!after.ContainsKey(key))
            {
                (patch ??= [])[key] = null;
            }
        }

        return patch;
    }

    /// <summary>Applies a merge patch in place.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(key);
                    break;
                case JsonObject nested:
                    if (target[key] is not JsonObject inner)
                    {
                        target[key] = inner = [];
                    }

                    Apply(inner, nested);
                    break;
                default:
                    target[key] = value.DeepClone();
                    break;
            }
        }
    }

    /// <summary>The stored conditions, with the owned types taken from the pass.</summary>
    public static List<Condition> MergeConditions(
        IEnumerable<Condition> stored, IEnumerable<Condition> ours, IReadOnlySet<string> owned)
    {
        var merged = stored.Where(c => !owned.Contains(c.Type)).Concat(ours.Where(c => owned.Contains(c.Type))).ToList();
        merged.Sort(ConditionOrder.Instance);
        return merged;
    }
}
