using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Runtime.CustomResources;

/// <summary>Writes the structural schema of a type: what the API server checks before anything reaches a controller.</summary>
internal sealed class SchemaWriter(XmlDocumentation documentation)
{
    /// <summary>A schema refers to nothing outside itself, so a type that contains itself would never end.</summary>
    private const int MaxDepth = 32;

    private int depth;

    public JsonObject Property(PropertyInfo property)
    {
        var schema = TypeSchema(property.PropertyType);
        var described = documentation.Summary(property);
        if (described is not null)
        {
            schema["description"] = described;
        }

        AddConstraints(schema, property);
        return schema;
    }

    private JsonObject TypeSchema(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string) || type == typeof(TimeSpan))
        {
            return new JsonObject { ["type"] = "string" };
        }

        if (type == typeof(bool))
        {
            return new JsonObject { ["type"] = "boolean" };
        }

        if (type == typeof(long) || type == typeof(int))
        {
            return new JsonObject { ["type"] = "integer", ["format"] = type == typeof(long) ? "int64" : "int32" };
        }

        if (type == typeof(double))
        {
            return new JsonObject { ["type"] = "number" };
        }

        if (type == typeof(DateTimeOffset))
        {
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        }

        if (typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement))
        {
            return new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true };
        }

        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = TypeSchema(type.GenericTypeArguments[1]) };
        }

        return typeof(IEnumerable).IsAssignableFrom(type)
            ? new JsonObject { ["type"] = "array", ["items"] = TypeSchema(type.IsArray ? type.GetElementType()! : type.GenericTypeArguments[0]) }
            : ObjectSchema(type);
    }

    private JsonObject ObjectSchema(Type type)
    {
        if (++depth > MaxDepth)
        {
            throw new InvalidOperationException($"{type} contains itself; the schema of a custom resource cannot be recursive, hold the nested part as a JsonNode instead");
        }

        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in Properties(type))
        {
            var name = NameOf(property);
            properties[name] = Property(property);
            if (property.IsDefined(typeof(RequiredAttribute)))
            {
                required.Add(name);
            }
        }

        depth--;
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        AddRules(schema, type);
        if (type.GetCustomAttribute<JsonDefaultAttribute>() is { } typeDefault)
        {
            schema["default"] = JsonNode.Parse(typeDefault.Json);
        }

        return schema;
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => !p.IsDefined(typeof(JsonIgnoreAttribute)) && !p.IsDefined(typeof(JsonExtensionDataAttribute)) && p.GetMethod is { IsVirtual: false } or { IsFinal: true } && p.Name != "EqualityContract")
            .OrderBy(NameOf, StringComparer.Ordinal);

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static void AddConstraints(JsonObject schema, PropertyInfo property)
    {
        if (property.GetCustomAttribute<PatternAttribute>() is { } pattern)
        {
            schema["pattern"] = pattern.Expression;
        }

        if (property.GetCustomAttribute<StringLengthAttribute>() is { } length)
        {
            schema["maxLength"] = length.MaximumLength;
            if (length.MinimumLength > 0)
            {
                schema["minLength"] = length.MinimumLength;
            }
        }

        AddItemCounts(schema, property);
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema["minimum"] = Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture);
        }

        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            // On a list the rule is about its items.
            var target = schema["items"] as JsonObject ?? schema;
            target["enum"] = new JsonArray([.. allowed.Values.Select(static value => JsonValue.Create((string)value!))]);
        }

        AddRules(schema, property);
        if (property.GetCustomAttribute<JsonDefaultAttribute>() is { } defaultValue)
        {
            schema["default"] = JsonNode.Parse(defaultValue.Json);
        }
    }

    private static void AddItemCounts(JsonObject schema, PropertyInfo property)
    {
        var length = property.GetCustomAttribute<LengthAttribute>();
        if ((length?.MinimumLength ?? property.GetCustomAttribute<MinLengthAttribute>()?.Length) is { } least)
        {
            schema["minItems"] = least;
        }

        if ((length?.MaximumLength ?? property.GetCustomAttribute<MaxLengthAttribute>()?.Length) is { } most)
        {
            schema["maxItems"] = most;
        }
    }

    private static void AddRules(JsonObject schema, MemberInfo member)
    {
        var rules = member.GetCustomAttributes<CelRuleAttribute>().ToList();
        if (rules.Count > 0)
        {
            schema["x-kubernetes-validations"] = new JsonArray([.. rules.Select(static rule => new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message })]);
        }
    }
}
