using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Reads the OpenAPI v3 schemas of custom resource definitions.</summary>
internal sealed class StructuralSchemaReader
{
    private readonly List<FieldError> _errors = [];
    private readonly Dictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    public static TypeSchema Read(JsonObject schema)
    {
        if (schema.IsDeeperThan(JsonTreeDepth.Limit))
        {
            throw new SchemaException([new FieldError(FieldErrorReasons.Invalid, "", $"exceeded max depth of {JsonTreeDepth.Limit}")]);
        }

        var reader = new StructuralSchemaReader();
        var type = reader.ReadType(schema, "openAPIV3Schema", isResource: true, isStructural: true);
        return reader._errors.Count == 0 ? type : throw new SchemaException(reader._errors);
    }

    /// <summary>Reads one schema. Below a junctor (<c>oneOf</c> and its like) schemas state rules, not structure.</summary>
    private TypeSchema ReadType(JsonObject schema, string path, bool isResource, bool isStructural)
    {
        var typeName = schema.GetText("type");
        var isIntOrString = schema.GetBoolean("x-kubernetes-int-or-string") ?? false;
        var preserve = schema.GetBoolean("x-kubernetes-preserve-unknown-fields") ?? false;
        var embedded = schema.GetBoolean("x-kubernetes-embedded-resource") ?? false;
        var values = schema["additionalProperties"];
        var kind = KindOf(typeName, isIntOrString, isMap: values is JsonObject || schema.GetBoolean("additionalProperties") == true);
        if (kind is null || (isStructural && typeName is null && !isIntOrString && !preserve))
        {
            _errors.Add(kind is null
                ? new(FieldErrorReasons.NotSupported, $"{path}.type", $"Unsupported value: {GoFormat.Quote(typeName!)}: supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")
                : new(FieldErrorReasons.Required, $"{path}.type", "Required value: must not be empty for specified object fields"));
            return TypeSchema.Any;
        }

        var declared = ReadFields(schema, path, isStructural, out var undeclared);
        if (embedded || isResource)
        {
            AddResourceFields(declared);
        }

        var element = ReadElement(schema, values, kind.Value, path, isStructural);
        var type = element is null ? new TypeSchema(kind.Value) : new TypeSchema(kind.Value, element);
        return type.With(
            fields: declared,
            isAtomic: schema.GetText("x-kubernetes-map-type") == "atomic",
            listType: ListTypeOf(schema, path),
            listKeys: schema["x-kubernetes-list-map-keys"] is JsonArray keys ? [.. keys.Select(key => key.AsText() ?? "")] : [],
            format: schema.GetText("format"),
            nullable: schema.GetBoolean("nullable") ?? false,
            preserveUnknownFields: preserve,
            embeddedResource: embedded,
            rules: ReadRules(schema, path, undeclared));
    }

    private static SchemaKind? KindOf(string? type, bool isIntOrString, bool isMap) => type switch
    {
        _ when isIntOrString => SchemaKind.IntOrString,
        null or "" => SchemaKind.Any,
        "object" => isMap ? SchemaKind.Map : SchemaKind.Object,
        "array" => SchemaKind.List,
        "string" => SchemaKind.String,
        "integer" => SchemaKind.Integer,
        "number" => SchemaKind.Number,
        "boolean" => SchemaKind.Boolean,
        _ => null,
    };

    private Dictionary<string, FieldSchema> ReadFields(JsonObject schema, string path, bool isStructural, out List<string> undeclared)
    {
        undeclared = schema["required"] is JsonArray list ? [.. list.Select(item => item.AsText() ?? "")] : [];
        var required = undeclared.ToHashSet(StringComparer.Ordinal);
        var fields = new Dictionary<string, FieldSchema>(StringComparer.Ordinal);
        foreach (var (name, node) in schema["properties"] as JsonObject ?? [])
        {
            if (node is not JsonObject property)
            {
                continue;
            }

            fields[name] = new FieldSchema(name, ReadType(property, $"{path}.properties[{name}]", isResource: false, isStructural))
            {
                Required = required.Contains(name),
                Default = property["default"]?.DeepClone(),
            };
            undeclared.Remove(name);
        }

        return fields;
    }

    /// <summary>A resource has apiVersion, kind and metadata whatever its schema says; the schema may only restrict names.</summary>
    private static void AddResourceFields(Dictionary<string, FieldSchema> fields)
    {
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind"])
        {
            fields.TryAdd(name, new FieldSchema(name, ScalarTypes.Of('s')));
        }

        var metadata = BuiltInSchemas.FindType("meta/v1.ObjectMeta")!;
        var declared = fields.GetValueOrDefault("metadata");
        if (declared is not null && declared.Type.Fields.Count > 0)
        {
            var restricted = new Dictionary<string, FieldSchema>(metadata.Fields, StringComparer.Ordinal);
            foreach (var (name, field) in declared.Type.Fields)
            {
                if (restricted.TryGetValue(name, out var known) && known.Type.Kind == field.Type.Kind)
                {
                    restricted[name] = new FieldSchema(name, known.Type.With(rules: field.Type.Rules));
                }
            }

            metadata = metadata.With(fields: restricted);
        }

        fields["metadata"] = new FieldSchema("metadata", metadata) { Required = declared?.Required ?? false };
    }

    private TypeSchema? ReadElement(JsonObject schema, JsonNode? values, SchemaKind kind, string path, bool isStructural)
    {
        switch (kind)
        {
            case SchemaKind.Map:
                return values is JsonObject valueSchema
                    ? ReadType(valueSchema, $"{path}.additionalProperties", isResource: false, isStructural)
                    : TypeSchema.Any;
            case SchemaKind.List when schema["items"] is not JsonObject && isStructural:
                _errors.Add(new(FieldErrorReasons.Required, $"{path}.items", "Required value: must be specified"));
                return TypeSchema.Any;
            default:
                return kind is SchemaKind.List or SchemaKind.Any && schema["items"] is JsonObject items
                    ? ReadType(items, $"{path}.items", isResource: false, isStructural)
                    : null;
        }
    }

    private ListType ListTypeOf(JsonObject schema, string path)
    {
        switch (schema.GetText("x-kubernetes-list-type"))
        {
            case null or "atomic":
                return ListType.Atomic;
            case "set":
                return ListType.Set;
            case "map" when schema["x-kubernetes-list-map-keys"] is JsonArray { Count: > 0 }:
                return ListType.Map;
            case "map":
                _errors.Add(new(FieldErrorReasons.Required, $"{path}.x-kubernetes-list-map-keys", "Required value: must not be empty if x-kubernetes-list-type is map"));
                return ListType.Atomic;
            case var other:
                _errors.Add(new(FieldErrorReasons.NotSupported, $"{path}.x-kubernetes-list-type", $"Unsupported value: {GoFormat.Quote(other)}: supported values: \"atomic\", \"map\", \"set\""));
                return ListType.Atomic;
        }
    }

    private ValueRules? ReadRules(JsonObject schema, string path, List<string> required)
    {
        var pattern = schema.GetText("pattern");
        var rules = new ValueRules
        {
            Pattern = pattern,
            PatternRegex = pattern is null ? null : Compile(pattern, path),
            Enum = schema["enum"] is JsonArray values ? [.. values.Select(value => value?.DeepClone())] : null,
            Minimum = Number(schema, "minimum"),
            ExclusiveMinimum = schema.GetBoolean("exclusiveMinimum") ?? false,
            Maximum = Number(schema, "maximum"),
            ExclusiveMaximum = schema.GetBoolean("exclusiveMaximum") ?? false,
            MultipleOf = Number(schema, "multipleOf"),
            MinLength = schema.GetInteger("minLength"),
            MaxLength = schema.GetInteger("maxLength"),
            MinItems = schema.GetInteger("minItems"),
            MaxItems = schema.GetInteger("maxItems"),
            UniqueItems = schema.GetBoolean("uniqueItems") ?? false,
            MinProperties = schema.GetInteger("minProperties"),
            MaxProperties = schema.GetInteger("maxProperties"),
            Required = required,
            AllOf = ReadJunctor(schema, "allOf", path),
            AnyOf = ReadJunctor(schema, "anyOf", path),
            OneOf = ReadJunctor(schema, "oneOf", path),
            Not = schema["not"] is JsonObject not ? ReadType(not, $"{path}.not", isResource: false, isStructural: false) : null,
            CelRules = [.. (schema["x-kubernetes-validations"] as JsonArray ?? []).OfType<JsonObject>().Select(ReadCelRule)],
        };
        return rules.IsEmpty ? null : rules;
    }

    private List<TypeSchema> ReadJunctor(JsonObject schema, string name, string path) =>
        schema[name] is JsonArray list
            ? [.. list.OfType<JsonObject>().Select((item, i) => ReadType(item, string.Create(CultureInfo.InvariantCulture, $"{path}.{name}[{i}]"), isResource: false, isStructural: false))]
            : [];

    private static CelRule ReadCelRule(JsonObject rule) => new(
        rule.GetText("rule") ?? "",
        rule.GetText("message"),
        rule.GetText("messageExpression"),
        rule.GetText("reason"),
        rule.GetText("fieldPath"),
        rule.GetBoolean("optionalOldSelf") ?? false);

    private Regex? Compile(string pattern, string path)
    {
        if (_patterns.TryGetValue(pattern, out var known))
        {
            return known;
        }

        try
        {
            return _patterns[pattern] = GoRegex.Compile(pattern);
        }
        catch (FormatException e)
        {
            _errors.Add(new(FieldErrorReasons.Invalid, $"{path}.pattern", $"Invalid value: {GoFormat.Quote(pattern)}: must be a valid regular expression, but isn't: {e.Message}"));
            return null;
        }
    }

    private static double? Number(JsonObject schema, string key) =>
        schema[key] is JsonValue value && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
