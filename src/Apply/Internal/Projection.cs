using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>
/// The part of an object that counts as drift: labels, annotations, and everything but metadata and status, reduced to a hash. The
/// order of keys does not count, and null, an empty object and an empty list are the same.
/// </summary>
internal static class Projection
{
    /// <summary>The hash of an object's projection, without the paths an ignore rule excludes.</summary>
    public static string HashOf(Unstructured resource, IReadOnlyList<JsonPointer>? ignored = null)
    {
        if (ignored is { Count: > 0 })
        {
            resource = resource.DeepClone();
            foreach (var pointer in ignored)
            {
                pointer.Remove(resource.Root);
            }
        }

        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = 0 }))
        {
            writer.WriteStartArray();
            Write(writer, resource.Metadata?["labels"]);
            Write(writer, resource.Metadata?["annotations"]);
            foreach (var (key, value) in Sorted(resource.Root))
            {
                if (key is "metadata" or "status")
                {
                    continue;
                }

                writer.WriteStringValue(key);
                Write(writer, IsHorizontalPodAutoscaler(resource) && key is "spec" ? WithoutRepeatedMetrics(value) : value);
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexString(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null or JsonObject { Count: 0 } or JsonArray { Count: 0 }:
                writer.WriteNullValue();
                break;
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var (key, value) in Sorted(map))
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Sorted(JsonObject map)
    {
        var previous = "";
        foreach (var (key, _) in map)
        {
            if (string.CompareOrdinal(previous, key) > 0)
            {
                return map.OrderBy(static pair => pair.Key, StringComparer.Ordinal);
            }

            previous = key;
        }

        return map;
    }

    private static bool IsHorizontalPodAutoscaler(Unstructured resource) =>
        string.Equals(resource.Kind, "HorizontalPodAutoscaler", StringComparison.Ordinal);

    // API servers before 1.27 answer a dry run with the first metric doubled and an empty one at the end.
    private static JsonNode? WithoutRepeatedMetrics(JsonNode? spec)
    {
        if (spec is not JsonObject map || map["metrics"] is not JsonArray metrics)
        {
            return spec;
        }

        var copy = (JsonObject)map.DeepClone();
        var kept = new JsonArray();
        foreach (var metric in metrics)
        {
            if (!string.IsNullOrEmpty((metric as JsonObject)?.GetText("type")) && !kept.Any(known => JsonNode.DeepEquals(known, metric)))
            {
                kept.Add(metric!.DeepClone());
            }
        }

        copy["metrics"] = kept;
        return copy;
    }
}
