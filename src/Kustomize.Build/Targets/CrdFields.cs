using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Field configuration from the OpenAPI definitions of <c>crds</c>, told by extensions of their fields.</summary>
internal static class CrdFields
{
    private const int MaxDepth = 32;

    /// <summary>Reads one file of definitions by type name.</summary>
    public static TransformerConfig Read(string text, string path, YamlLimits limits)
    {
        var definitions = YamlFile.ReadMapping(text, path, limits);
        var fields = new Fields(definitions);
        foreach (var (name, definition) in definitions)
        {
            if (Properties(definition) is { } properties && properties.ContainsKey("kind") && properties.ContainsKey("apiVersion") && properties.ContainsKey("metadata"))
            {
                fields.Collect(new GroupVersionKind("", "", name[(name.LastIndexOf('.') + 1)..]), name, [], 0);
            }
        }

        return fields.ToConfig();
    }

    private static JsonObject? Properties(JsonNode? definition) => definition.At("Schema", "properties") as JsonObject ?? definition.At("schema", "properties") as JsonObject;

    private sealed class Fields(JsonObject definitions)
    {
        private readonly List<FieldSpec> _annotations = [];
        private readonly List<FieldSpec> _labels = [];
        private readonly List<FieldSpec> _names = [];
        private readonly List<NameReference> _references = [];

        public void Collect(GroupVersionKind kind, string type, IReadOnlyList<string> path, int depth)
        {
            if (depth > MaxDepth || Properties(definitions[type]) is not { } properties)
            {
                return;
            }

            foreach (var (name, node) in properties)
            {
                if (node is not JsonObject property)
                {
                    continue;
                }

                var inner = path.Append(name).ToList();
                Add(property, kind, inner);
                if (property.GetText("$ref") is { } reference)
                {
                    Collect(kind, reference, inner, depth + 1);
                }
            }
        }

        public TransformerConfig ToConfig() => _annotations.Count + _labels.Count + _names.Count + _references.Count == 0
            ? TransformerConfig.Empty
            : new TransformerConfig
            {
                CommonAnnotations = FieldSpecs.Merge([], _annotations),
                CommonLabels = FieldSpecs.Merge([], _labels),
                NamePrefix = FieldSpecs.Merge([], _names),
                NameReferences = NameReference.Merge([], _references),
            }.Sorted();

        private void Add(JsonObject property, GroupVersionKind kind, List<string> path)
        {
            var spec = new FieldSpec(kind, string.Join('/', path));
            if (property.ContainsKey("x-kubernetes-annotation"))
            {
                _annotations.Add(spec);
            }

            if (property.ContainsKey("x-kubernetes-label-selector"))
            {
                _labels.Add(spec);
            }

            if (property.ContainsKey("x-kubernetes-identity"))
            {
                _names.Add(spec);
            }

            if (property.GetText("x-kubernetes-object-ref-api-version") is { } version && property.GetText("x-kubernetes-object-ref-kind") is { } target)
            {
                var key = property.GetText("x-kubernetes-object-ref-name-key") ?? "name";
                _references.Add(new NameReference(new GroupVersionKind("", version, target), [spec with { Path = $"{spec.Path}/{key}" }]));
            }
        }
    }
}
