using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Rules;

/// <summary>
/// What a structural schema says about a value, as far as rules can see it: its static type, and how its JSON is read. Null
/// stands for a value rules cannot reach, such as one with only <c>x-kubernetes-preserve-unknown-fields</c>.
/// </summary>
internal sealed record SchemaShape(CelType Type)
{
    /// <summary>CRD schemas are not recursive, but a hand-made tree may be absurdly deep.</summary>
    private const int MaxDepth = 200;

    private static readonly SchemaShape Text = new(CelType.String);
    private static readonly Dictionary<string, SchemaShape> MetadataFields = new(StringComparer.Ordinal) { ["name"] = Text, ["generateName"] = Text };

    /// <summary>The shape of a list's elements or a map's values.</summary>
    public SchemaShape? Element { get; private init; }

    /// <summary>The reachable fields of an object by their escaped names, with the names in the JSON.</summary>
    public IReadOnlyDictionary<string, (string Name, SchemaShape Shape)>? Fields { get; private init; }

    /// <summary>The shape of anything: values keep the types their JSON has.</summary>
    public static SchemaShape Any { get; } = new(CelType.Dyn);

    /// <param name="schema">A node of a structural schema.</param>
    /// <param name="isResourceRoot">True where apiVersion, kind and metadata are always there.</param>
    /// <param name="path">The name of the object type, for messages.</param>
    /// <param name="depth">How deep in the schema the node is.</param>
    public static SchemaShape? Of(JsonObject schema, bool isResourceRoot, string path = "self", int depth = 0)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (Flag(schema, "x-kubernetes-int-or-string"))
        {
            return Any;
        }

        return Keyword(schema, "type") switch
        {
            "array" => schema["items"] is JsonObject items && Child(items, $"{path}.@idx") is { } element
                ? new SchemaShape(CelType.List(element.Type)) { Element = element }
                : null,
            "object" when schema["additionalProperties"] is JsonObject values && !isResourceRoot =>
                Child(values, $"{path}.@elem") is { } element ? new SchemaShape(CelType.Map(CelType.String, element.Type)) { Element = element } : null,
            "object" => OfObject(schema, isResourceRoot, path, depth),
            "string" => Keyword(schema, "format") switch
            {
                "byte" => new SchemaShape(CelType.Bytes),
                "duration" => new SchemaShape(CelType.Duration),
                "date" or "date-time" => new SchemaShape(CelType.Timestamp),
                _ => Text,
            },
            "boolean" => new SchemaShape(CelType.Bool),
            "number" => new SchemaShape(CelType.Double),
            "integer" => new SchemaShape(CelType.Int),
            _ => null,
        };

        SchemaShape? Child(JsonObject node, string childPath) => Of(node, Flag(node, "x-kubernetes-embedded-resource"), childPath, depth + 1);
    }

    private static SchemaShape OfObject(JsonObject schema, bool isResourceRoot, string path, int depth)
    {
        var fields = new Dictionary<string, (string Name, SchemaShape Shape)>(StringComparer.Ordinal);
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is JsonObject node && FieldNames.Escape(name) is { } escaped
                && Of(node, Flag(node, "x-kubernetes-embedded-resource"), $"{path}.{name}", depth + 1) is { } shape)
            {
                fields[escaped] = (name, shape);
            }
        }

        if (isResourceRoot)
        {
            fields["apiVersion"] = ("apiVersion", Text);
            fields["kind"] = ("kind", Text);
            fields["metadata"] = ("metadata", Object($"{path}.metadata", MetadataFields.ToDictionary(field => field.Key, field => (field.Key, field.Value), StringComparer.Ordinal)));
        }

        return Object(path, fields);
    }

    private static SchemaShape Object(string name, Dictionary<string, (string Name, SchemaShape Shape)> fields) =>
        new(CelType.Object(name, fields.Select(field => KeyValuePair.Create(field.Key, field.Value.Shape.Type)))) { Fields = fields };

    private static bool Flag(JsonObject schema, string keyword) => schema[keyword] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private static string? Keyword(JsonObject schema, string keyword) => schema[keyword] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
