using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>The schema of one version of a custom resource, and what the API server does with it.</summary>
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
    public static StructuralSchema Parse(JsonObject? openApiV3Schema, bool preserveUnknownFields = false) =>
        throw new NotSupportedException();

    /// <summary>Removes fields the schema does not know from the tree itself.</summary>
    /// <returns>Paths of what was removed, for example <c>spec.foo</c> and <c>spec.list[0].bar</c>.</returns>
    public IReadOnlyList<string> Prune(JsonObject resource) => throw new NotSupportedException();

    /// <summary>Sets defaults of absent fields in the tree itself, and drops nulls where a default stands and null is no value.</summary>
    public void ApplyDefaults(JsonObject resource) => throw new NotSupportedException();

    /// <summary>Checks types and value rules; CEL rules are for <see cref="VisitCelRules"/>.</summary>
    public IReadOnlyList<FieldError> Validate(JsonObject resource) => throw new NotSupportedException();

    /// <summary>Calls for every value that has CEL rules.</summary>
    /// <param name="resource">The new object.</param>
    /// <param name="old">The stored object, null on create; old values are matched through maps and keyed lists only.</param>
    /// <param name="visit">Gets the path, the type (with its rules), the value and its old value or null.</param>
    public void VisitCelRules(JsonObject resource, JsonObject? old, Action<string, TypeSchema, JsonNode?, JsonNode?> visit) =>
        throw new NotSupportedException();
}
