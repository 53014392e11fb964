using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>The schema of one version of a custom resource, and what the API server does with it. Immutable and safe for concurrent use.</summary>
public sealed class StructuralSchema
{
    private StructuralSchema(TypeSchema type)
    {
        Type = type;
    }

    /// <summary>The type of the whole object; apiVersion, kind and metadata have their standard types.</summary>
    public TypeSchema Type { get; }

    /// <summary>Reads <c>openAPIV3Schema</c>.</summary>
    /// <param name="openApiV3Schema">The schema; null for a resource without one, which keeps everything.</param>
    /// <param name="preserveUnknownFields"><c>spec.preserveUnknownFields</c> of the definition.</param>
    /// <exception cref="SchemaException">The schema is not structural.</exception>
    public static StructuralSchema Parse(JsonObject? openApiV3Schema, bool preserveUnknownFields = false)
    {
        var type = StructuralSchemaReader.Read(openApiV3Schema ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true });
        return new StructuralSchema(preserveUnknownFields ? type.With(preserveUnknownFields: true) : type);
    }

    /// <summary>Removes fields the schema does not know from the tree itself, unknown metadata included.</summary>
    /// <returns>Paths of what was removed, sorted, for example <c>spec.foo</c> and <c>spec.list[0].bar</c>.</returns>
    public IReadOnlyList<string> Prune(JsonObject resource) => SchemaPruning.Prune(resource, Type);

    /// <summary>Sets defaults of absent fields in the tree itself, and drops nulls where null is no value.</summary>
    public void ApplyDefaults(JsonObject resource) => SchemaDefaults.Apply(resource, Type);

    /// <summary>Checks types and value rules; CEL rules are for <see cref="VisitCelRules"/>.</summary>
    /// <returns>All errors, in the order of the schema; empty when the object is valid.</returns>
    public IReadOnlyList<FieldError> Validate(JsonObject resource) => SchemaValidator.Validate(resource, Type);

    /// <summary>Calls for every value that has CEL rules.</summary>
    /// <param name="resource">The new object.</param>
    /// <param name="old">The stored object, null on create; old values are matched through objects, maps and keyed lists only.</param>
    /// <param name="visit">Gets the path, the type (with its rules), the value and its old value or null.</param>
    public void VisitCelRules(JsonObject resource, JsonObject? old, Action<string, TypeSchema, JsonNode?, JsonNode?> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        CelRuleWalk.Visit("", Type, resource, old, visit);
    }
}
