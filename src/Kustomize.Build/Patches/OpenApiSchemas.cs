using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Merge types from an OpenAPI document (<c>openapi.path</c>). It takes the place of the built-in ones altogether.</summary>
internal sealed class OpenApiSchemas : MergeSchemas
{
    private const int MaxReferences = 64;

    private readonly Dictionary<GroupVersionKind, JsonObject> _kinds = [];
    private readonly JsonObject _definitions;

    private OpenApiSchemas(JsonObject definitions)
    {
        _definitions = definitions;
        foreach (var (_, definition) in definitions)
        {
            if (definition is JsonObject schema && schema["x-kubernetes-group-version-kind"] is JsonArray gvks)
            {
                foreach (var gvk in gvks.OfType<JsonObject>())
                {
                    _kinds[new(Scalars.Text(gvk["group"]), Scalars.Text(gvk["version"]), Scalars.Text(gvk["kind"]))] = schema;
                }
            }
        }
    }

    /// <summary>Reads a document in JSON or YAML.</summary>
    public static OpenApiSchemas Parse(string text, string file, YamlLimits limits) =>
        new(YamlFile.ReadMapping(text, file, limits)["definitions"] as JsonObject ?? []);

    public override MergeType? Find(GroupVersionKind gvk) => _kinds.TryGetValue(gvk, out var schema) ? new OpenApiType(this, schema) : null;

    private MergeType? Resolve(JsonNode? node)
    {
        for (var i = 0; i < MaxReferences && node is JsonObject schema; i++)
        {
            if (schema.GetText("$ref") is not { } reference)
            {
                return new OpenApiType(this, schema);
            }

            node = _definitions[reference[(reference.LastIndexOf('/') + 1)..]];
        }

        return null;
    }

    private sealed class OpenApiType(OpenApiSchemas owner, JsonObject schema) : MergeType
    {
        public override MergeType? Items => schema.GetText("type") == "array" ? owner.Resolve(schema["items"]) : null;

        public override bool MergesItems => schema.GetText("x-kubernetes-patch-strategy")?.Split(',').Contains("merge", StringComparer.Ordinal) == true;

        public override IReadOnlyList<string> Keys =>
            schema["x-kubernetes-list-map-keys"] is JsonArray keys ? keys.Select(Scalars.Text).ToList()
            : schema.GetText("x-kubernetes-patch-merge-key") is { } key ? [key]
            : [];

        public override MergeType? Field(string name) =>
            schema["properties"] is JsonObject properties && properties.TryGetPropertyValue(name, out var field)
                ? owner.Resolve(field)
                : owner.Resolve(schema["additionalProperties"]);
    }
}
