using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Names of types and values as Go's JSON decoder prints them.</summary>
internal static class GoTypes
{
    /// <summary>Name of a struct without its package.</summary>
    public static string StructName(TypeSchema type) => type.Name is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";

    /// <summary>Name of a type: <c>int32</c>, <c>[]v1.Container</c>, <c>map[string]string</c>.</summary>
    public static string TypeName(TypeSchema type) => type.Kind switch
    {
        SchemaKind.String when type.Name is null => type.Format == "byte" ? "[]uint8" : "string",
        SchemaKind.Integer => type.Format ?? "int64",
        SchemaKind.Number => "float64",
        SchemaKind.Boolean => "bool",
        SchemaKind.List => "[]" + TypeName(type.Element ?? TypeSchema.Any),
        SchemaKind.Map => "map[string]" + TypeName(type.Element ?? TypeSchema.Any),
        _ => type.Name is { } name ? name[(name.LastIndexOf('/') + 1)..] : "interface {}",
    };

    /// <summary>What the decoder calls a value it cannot take.</summary>
    public static string ValueName(JsonNode value, TypeSchema type) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => type.Kind == SchemaKind.Integer ? $"number {value.ToJsonString()}" : "number",
        _ => "bool",
    };
}
