using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Rules;

namespace GitOpsToolkit.Cel;

/// <summary>
/// What a structural schema says about a value, as far as rules can see it: its static type, and how its JSON is read.
/// Fields are reached under their escaped names (<c>__namespace__</c>, <c>x__dash__y</c>). Immutable.
/// </summary>
public sealed class CelSchema
{
    /// <summary>CRD schemas are not recursive, but a hand-made tree may be absurdly deep.</summary>
    private const int MaxDepth = 200;

    private static readonly CelSchema Text = new(CelType.String);

    private CelSchema(CelType type) => Type = type;

    /// <summary>Anything: values keep the types their JSON has. Also the schema of <c>x-kubernetes-int-or-string</c>.</summary>
    public static CelSchema Any { get; } = new(CelType.Dyn);

    /// <summary>The static type of the value.</summary>
    public CelType Type { get; }

    /// <summary>The schema of a list's elements or a map's values.</summary>
    internal CelSchema? Element { get; private init; }

    /// <summary>The fields of an object by their escaped names, with the names in the JSON.</summary>
    internal IReadOnlyDictionary<string, (string Name, CelSchema Schema)>? Fields { get; private init; }

    /// <summary>A value without parts.</summary>
    /// <param name="type">The type of the OpenAPI schema, such as <c>boolean</c> or <c>string</c>.</param>
    /// <param name="format">Its format: <c>byte</c>, <c>duration</c>, <c>date</c> and <c>date-time</c> give a string another type.</param>
    /// <returns>Null for a type without scalar values.</returns>
    public static CelSchema? Scalar(string? type, string? format = null) => type switch
    {
        "string" => format switch
        {
            "byte" => new CelSchema(CelType.Bytes),
            "duration" => new CelSchema(CelType.Duration),
            "date" or "date-time" => new CelSchema(CelType.Timestamp),
            _ => Text,
        },
        "boolean" => new CelSchema(CelType.Bool),
        "number" => new CelSchema(CelType.Double),
        "integer" => new CelSchema(CelType.Int),
        _ => null,
    };

    /// <summary>A list.</summary>
    public static CelSchema List(CelSchema element) => new(CelType.List(element.Type)) { Element = element };

    /// <summary>A map with string keys (<c>additionalProperties</c>).</summary>
    public static CelSchema Map(CelSchema values) => new(CelType.Map(CelType.String, values.Type)) { Element = values };

    /// <summary>An object with these fields, by their names in the JSON; a name that cannot be escaped is left out.</summary>
    /// <param name="name">What messages of the type checker call the type.</param>
    /// <param name="fields">The fields rules can reach.</param>
    /// <param name="isResource">True where apiVersion, kind and the name in the metadata are always there.</param>
    public static CelSchema Object(string name, IEnumerable<KeyValuePair<string, CelSchema>> fields, bool isResource = false)
    {
        var known = new Dictionary<string, (string Name, CelSchema Schema)>(StringComparer.Ordinal);
        foreach (var (field, schema) in isResource ? fields.Concat(ResourceFields(name)) : fields)
        {
            if (FieldNames.Escape(field) is { } escaped)
            {
                known[escaped] = (field, schema);
            }
        }

        return new CelSchema(CelType.Object(name, known.Select(field => KeyValuePair.Create(field.Key, field.Value.Schema.Type)))) { Fields = known };
    }

    /// <summary>Reads a node of a structural schema (OpenAPI v3 as in a CRD).</summary>
    /// <param name="schema">The node.</param>
    /// <param name="isResource">True on the root and on embedded resources.</param>
    /// <returns>Null for a value rules cannot reach, such as one with only <c>x-kubernetes-preserve-unknown-fields</c>.</returns>
    public static CelSchema? FromOpenApi(JsonObject schema, bool isResource = false)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Read(schema, isResource, "self", 0);
    }

    private static CelSchema? Read(JsonObject schema, bool isResource, string path, int depth)
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
            "array" => Child(schema["items"], $"{path}.@idx", depth) is { } element ? List(element) : null,
            "object" when schema["additionalProperties"] is JsonObject values && !isResource =>
                Child(values, $"{path}.@elem", depth) is { } value ? Map(value) : null,
            "object" => Object(path, Properties(schema, path, depth), isResource),
            var scalar => Scalar(scalar, Keyword(schema, "format")),
        };
    }

    private static IEnumerable<KeyValuePair<string, CelSchema>> Properties(JsonObject schema, string path, int depth)
    {
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (Child(property, $"{path}.{name}", depth) is { } field)
            {
                yield return new(name, field);
            }
        }
    }

    private static CelSchema? Child(JsonNode? node, string path, int depth) =>
        node is JsonObject schema ? Read(schema, Flag(schema, "x-kubernetes-embedded-resource"), path, depth + 1) : null;

    /// <summary>Of the metadata rules see the names only: the rest may change without the object's author.</summary>
    private static Dictionary<string, CelSchema> ResourceFields(string name) => new(StringComparer.Ordinal)
    {
        ["apiVersion"] = Text,
        ["kind"] = Text,
        ["metadata"] = Object($"{name}.metadata", [new("name", Text), new("generateName", Text)]),
    };

    private static bool Flag(JsonObject schema, string keyword) => schema[keyword] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private static string? Keyword(JsonObject schema, string keyword) => schema[keyword] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
