using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>
/// Merge types from an OpenAPI document (<c>openapi.path</c>). At the root of a build it takes the place of the built-in
/// ones altogether; further down, where kustomize has looked at built-in kinds already, it only adds to them.
/// </summary>
internal sealed class OpenApiSchemas : MergeSchemas
{
    private const int MaxReferences = 64;

    private readonly Dictionary<GroupVersionKind, JsonObject> _kinds = [];
    private readonly JsonObject _definitions;
    private readonly MergeSchemas? _first;

    private OpenApiSchemas(JsonObject definitions, MergeSchemas? first)
    {
        _definitions = definitions;
        _first = first;
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
    /// <param name="text">The document.</param>
    /// <param name="file">Its path, for errors.</param>
    /// <param name="first">Schemas that win over it; null for none.</param>
    /// <param name="limits">Caps on the text.</param>
    public static OpenApiSchemas Parse(string text, string file, MergeSchemas? first, YamlLimits limits) =>
        new(YamlFile.ReadMapping(text, file, limits)["definitions"] as JsonObject ?? [], first);

    public override MergeType? Find(GroupVersionKind gvk) =>
        _first?.Find(gvk) ?? (_kinds.TryGetValue(gvk, out var schema) ? new OpenApiType(this, schema) : null);

    public override MergeType? FindDefinition(string name) => _first?.FindDefinition(name) ?? Resolve(_definitions[name]);

    private MergeType? Resolve(JsonNode? node)
    {
        for (var i = 0; i < MaxReferences && node is JsonObject schema; i++)
        {
            if (schema.GetText("$ref") is not { } reference)
            {
                return new OpenApiType(this, schema);
            }

            var name = reference[(reference.LastIndexOf('/') + 1)..];
            if (_first?.FindDefinition(name) is { } known)
            {
                return known;
            }

            node = _definitions[name];
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
