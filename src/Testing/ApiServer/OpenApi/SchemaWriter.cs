using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.OpenApi;

/// <summary>Writes types as OpenAPI schemas; named types once, referred to by their names.</summary>
internal sealed class SchemaWriter(string prefix)
{
    /// <summary>The schemas so far, by name.</summary>
    public JsonObject Schemas { get; } = [];

    /// <summary>Adds the schema of a kind and what it refers to.</summary>
    /// <returns>Reference to it.</returns>
    public string AddKind(ServedVersion version)
    {
        if (version.OpenApiSchema is null && version.Schema.Name is { } known)
        {
            var built = Named(version.Schema);
            ((JsonObject)Schemas[OpenApiName(known)]!)["x-kubernetes-group-version-kind"] = new JsonArray(KindReference(version));
            return built;
        }

        var name = $"{string.Join('.', version.Resource.Group.Split('.').Reverse())}.{version.Version}.{version.Resource.Kind}";
        var schema = (JsonObject?)version.OpenApiSchema?.DeepClone() ?? new JsonObject { ["type"] = "object" };
        var properties = schema.EnsureObject("properties");
        properties["apiVersion"] = Described("APIVersion defines the versioned schema of this representation of an object.");
        properties["kind"] = Described("Kind is a string value representing the REST resource this object represents.");
        properties["metadata"] = new JsonObject
        {
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = Named(BuiltInSchemas.FindType("meta/v1.ObjectMeta")!) }),
            ["description"] = "Standard object's metadata.",
        };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(KindReference(version));
        Schemas[name] = schema;
        return prefix + name;
    }

    public static JsonObject KindReference(ServedVersion version) =>
        new() { ["group"] = version.Resource.Group, ["kind"] = version.Resource.Kind, ["version"] = version.Version };

    private static JsonObject Described(string description) => new() { ["type"] = "string", ["description"] = description };

    private static string OpenApiName(string goName)
    {
        var dot = goName.LastIndexOf('.');
        var package = goName[..dot];
        var path = package.Split('/') switch
        {
            ["meta", var v] => $"io.k8s.apimachinery.pkg.apis.meta.{v}",
            ["apiextensions", var v] => $"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.{v}",
            ["apiregistration", var v] => $"io.k8s.kube-aggregator.pkg.apis.apiregistration.{v}",
            var parts => $"io.k8s.api.{string.Join('.', parts)}",
        };
        return $"{path}.{goName[(dot + 1)..]}";
    }

    private string Named(TypeSchema type)
    {
        var name = OpenApiName(type.Name!);
        if (!Schemas.ContainsKey(name))
        {
            // The place is taken before the fields are looked at, because a type may contain itself.
            var schema = new JsonObject { ["type"] = "object" };
            Schemas[name] = schema;
            Fill(schema, type);
        }

        return prefix + name;
    }

    private JsonObject Write(TypeSchema type)
    {
        if (type is { Name: not null, Kind: SchemaKind.Object, Fields.Count: > 0 } && type.Name.Contains('.', StringComparison.Ordinal))
        {
            return new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = Named(type) }) };
        }

        var schema = new JsonObject();
        Fill(schema, type);
        return schema;
    }

    private void Fill(JsonObject schema, TypeSchema type)
    {
        switch (type.Kind)
        {
            case SchemaKind.Object:
                FillObject(schema, type);
                break;
            case SchemaKind.Map:
                schema["type"] = "object";
                schema["additionalProperties"] = Write(type.Element!);
                break;
            case SchemaKind.List:
                schema["type"] = "array";
                schema["items"] = Write(type.Element!);
                if (type.ListType != ListType.Atomic)
                {
                    schema["x-kubernetes-list-type"] = type.ListType == ListType.Set ? "set" : "map";
                }

                if (type.ListKeys.Count > 0)
                {
                    schema["x-kubernetes-list-map-keys"] = new JsonArray([.. type.ListKeys.Select(static k => (JsonNode)k)]);
                }

                break;
            case SchemaKind.String or SchemaKind.Integer or SchemaKind.Number or SchemaKind.Boolean:
                schema["type"] = type.Kind.ToString().ToLowerInvariant();
                break;
            case SchemaKind.IntOrString:
                schema["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
                schema["format"] = "int-or-string";
                break;
            case SchemaKind.Quantity:
                schema["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" });
                break;
            default:
                schema["type"] = "object";
                break;
        }

        if (type.Format is { } format && !schema.ContainsKey("format"))
        {
            schema["format"] = format;
        }

        if (type.IsAtomic && type.Kind is SchemaKind.Object or SchemaKind.Map)
        {
            schema["x-kubernetes-map-type"] = "atomic";
        }
    }

    private void FillObject(JsonObject schema, TypeSchema type)
    {
        schema["type"] = "object";
        if (type.Fields.Count == 0)
        {
            return;
        }

        var properties = new JsonObject();
        foreach (var field in type.Fields.Values.OrderBy(static f => f.Name, StringComparer.Ordinal))
        {
            properties[field.Name] = WriteField(field);
        }

        schema["properties"] = properties;
        var required = type.Fields.Values.Where(static f => f.Required).Select(static f => f.Name).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(static r => (JsonNode)r)]);
        }
    }

    private JsonObject WriteField(FieldSchema field)
    {
        var property = Write(field.Type);
        if (field.Default is { } value)
        {
            property["default"] = value.DeepClone();
        }

        if (field.PatchStrategy is { } strategy)
        {
            property["x-kubernetes-patch-strategy"] = strategy;
        }

        if (field.PatchMergeKey is { } key)
        {
            property["x-kubernetes-patch-merge-key"] = key;
        }

        return property;
    }
}
