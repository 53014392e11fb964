using System.Text.Json.Nodes;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Tells whether a write changes anything.</summary>
internal static class ObjectComparison
{
    /// <summary>True when two states differ at most in the times of their managed fields and in the order of keys.</summary>
    public static bool SameButForTimes(JsonObject a, JsonObject b) => SameMap(a, b, static (key, x, y) =>
        key == "metadata" && x is JsonObject one && y is JsonObject other ? SameMap(one, other, SameMetadataField) : JsonNode.DeepEquals(x, y));

    private static bool SameMetadataField(string key, JsonNode? x, JsonNode? y)
    {
        if (key == "resourceVersion")
        {
            return true;
        }

        if (key != "managedFields" || x is not JsonArray a || y is not JsonArray b)
        {
            return JsonNode.DeepEquals(x, y);
        }

        return a.Count == b.Count && a.Zip(b).All(static pair => SameMap((JsonObject)pair.First!, (JsonObject)pair.Second!, static (field, p, q) => field == "time" || JsonNode.DeepEquals(p, q)));
    }

    private static bool SameMap(JsonObject a, JsonObject b, Func<string, JsonNode?, JsonNode?, bool> same)
    {
        // resourceVersion may be missing on one side: a fresh body does not carry it.
        static bool Counts(KeyValuePair<string, JsonNode?> property) => property.Key != "resourceVersion";

        return a.Count(Counts) == b.Count(Counts) && a.Where(Counts).All(p => b.TryGetPropertyValue(p.Key, out var other) && same(p.Key, p.Value, other));
    }
}
