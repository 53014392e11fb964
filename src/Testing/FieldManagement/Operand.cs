using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>One side of a merge or comparison: a value, an explicit null, or nothing at all.</summary>
internal readonly record struct Operand(bool Exists, JsonNode? Node)
{
    private static readonly JsonObject EmptyObject = [];

    public static Operand Absent => default;

    public bool IsNull => Exists && Node is null;

    public JsonObject? Map => Node as JsonObject;

    public JsonArray? List => Node as JsonArray;

    public static Operand Of(JsonNode? node) => new(true, node);

    /// <summary>The field of an object; a field that Go always writes exists even where it is left out.</summary>
    public static Operand Field(JsonObject? map, string key, TypeSchema type)
    {
        if (map is null)
        {
            return Absent;
        }

        if (map.TryGetPropertyValue(key, out var node))
        {
            return Of(node);
        }

        return type.Field(key) is { AlwaysPresent: true } field ? Of(EmptyValue(field)) : Absent;
    }

    private static JsonNode? EmptyValue(FieldSchema field) =>
        field.Default is JsonObject ? EmptyObject : field.Default;
}
