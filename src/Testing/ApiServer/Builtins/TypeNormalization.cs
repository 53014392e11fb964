using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>
/// What a way through the Go type does to an object of a built-in kind: nulls, empty lists and empty maps vanish,
/// quantities become canonical, and the defaults of the type are there.
/// </summary>
internal static class TypeNormalization
{
    /// <summary>Lists that are written even when they are empty.</summary>
    private static readonly HashSet<string> KeptWhenEmpty = new(["currentMetrics"], StringComparer.Ordinal);

    /// <summary>Booleans that Go leaves out when they are false; others are pointers and stay.</summary>
    private static readonly HashSet<string> OmittedWhenFalse = new(
        ["hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly", "paused", "publishNotReadyAddresses"], StringComparer.Ordinal);

    /// <summary>Strings that Go leaves out when they are empty, of those that people write empty.</summary>
    private static readonly HashSet<string> OmittedWhenEmpty = new(
        ["clusterIP", "externalName", "loadBalancerIP", "nodeName", "hostname", "subdomain", "serviceAccountName", "serviceAccount", "workingDir", "priorityClassName", "subPath", "namespace", "generateName"], StringComparer.Ordinal);

    public static void Normalize(JsonObject tree, TypeSchema type)
    {
        foreach (var (key, value) in tree.ToList())
        {
            var child = type.Child(key);
            if (value is null || IsOmitted(key, value, child))
            {
                tree.Remove(key);
            }
            else if (child is not null && Replacement(value, child) is { } replacement)
            {
                tree[key] = replacement;
            }
        }

        foreach (var field in type.Fields.Values)
        {
            if (field.Default is { } fallback && !tree.ContainsKey(field.Name))
            {
                tree[field.Name] = fallback.DeepClone();
                if (tree[field.Name] is JsonObject map)
                {
                    Normalize(map, field.Type);
                }
            }
        }
    }

    private static bool IsOmitted(string key, JsonNode value, TypeSchema? type) => value switch
    {
        JsonArray { Count: 0 } => !KeptWhenEmpty.Contains(key),
        JsonObject { Count: 0 } => type?.Kind == SchemaKind.Map,
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.False => OmittedWhenFalse.Contains(key),
            JsonValueKind.String => OmittedWhenEmpty.Contains(key) && scalar.AsText()!.Length == 0,
            _ => false,
        },
        _ => false,
    };

    /// <summary>Normalizes what is inside; a scalar that is written another way is returned anew.</summary>
    private static JsonNode? Replacement(JsonNode value, TypeSchema type)
    {
        switch (value)
        {
            case JsonObject map when type.Kind is SchemaKind.Object:
                Normalize(map, type);
                return null;
            case JsonObject map when type.Kind is SchemaKind.Map:
                NormalizeValues(map, type.Element!);
                return null;
            case JsonArray list when type.Kind is SchemaKind.List:
                NormalizeItems(list, type.Element!);
                return null;
            case JsonValue when type.Kind == SchemaKind.Quantity:
                var text = value.AsText() ?? value.ToJsonString();
                var canonical = Quantity.Canonicalize(text);
                return value.AsText() == canonical ? null : JsonValue.Create(canonical);
            default:
                return null;
        }
    }

    private static void NormalizeValues(JsonObject map, TypeSchema element)
    {
        foreach (var (key, value) in map.ToList())
        {
            if (value is null)
            {
                continue;
            }

            if (Replacement(value, element) is { } replacement)
            {
                map[key] = replacement;
            }
        }
    }

    private static void NormalizeItems(JsonArray list, TypeSchema element)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is { } item && Replacement(item, element) is { } replacement)
            {
                list[i] = replacement;
            }
        }
    }
}
