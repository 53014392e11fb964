using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Makes a ConfigMap or a Secret from an entry of the kustomization.</summary>
internal sealed class DataGenerator(string kind, GeneratorRule rule, DirectoryLoader loader) : IGenerator
{
    private const int Base64LineLength = 70;

    public IReadOnlyList<Resource> Generate()
    {
        if (rule.Name.Length == 0)
        {
            throw new KustomizeException("a configmap must have a name", field: rule.Field + ".name");
        }

        var metadata = new JsonObject { ["name"] = rule.Name };
        if (rule.Namespace.Length > 0)
        {
            metadata["namespace"] = rule.Namespace;
        }

        var root = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = metadata };
        var entries = KeyValueSources.Load(rule, loader);
        if (kind == "Secret")
        {
            root["type"] = rule.Type.Length == 0 ? "Opaque" : rule.Type;
            root["data"] = new JsonObject(entries.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Base64(e.Value.Span))));
        }
        else
        {
            FillConfigMap(root, entries);
        }

        AddTexts(metadata, "labels", rule.Options?.Labels);
        AddTexts(metadata, "annotations", rule.Options?.Annotations);
        if (rule.Options?.Immutable == true)
        {
            root["immutable"] = true;
        }

        return [new Resource(root) { Behavior = rule.Behavior, NeedsHash = rule.Options?.DisableNameSuffixHash != true }];
    }

    private static void FillConfigMap(JsonObject root, SortedDictionary<string, ReadOnlyMemory<byte>> entries)
    {
        foreach (var (key, value) in entries)
        {
            var isText = Utf8.IsValid(value.Span);
            var field = isText ? "data" : "binaryData";
            if (root[field] is not JsonObject map)
            {
                root[field] = map = [];
            }

            map[key] = isText ? Encoding.UTF8.GetString(value.Span) : Base64(value.Span);
        }
    }

    private static void AddTexts(JsonObject metadata, string field, SortedDictionary<string, string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            metadata[field] = new JsonObject(texts.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
        }
    }

    /// <summary>Base64 as kustomize writes it: long values in lines of 70, each with its line end.</summary>
    private static string Base64(ReadOnlySpan<byte> value)
    {
        var text = Convert.ToBase64String(value);
        if (text.Length < Base64LineLength)
        {
            return text;
        }

        var lines = new StringBuilder(text.Length + (text.Length / Base64LineLength) + 1);
        for (var i = 0; i < text.Length; i += Base64LineLength)
        {
            lines.Append(text, i, Math.Min(Base64LineLength, text.Length - i)).Append('\n');
        }

        return lines.ToString();
    }
}
