using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>How a value is treated.</summary>
internal enum Shape
{
    /// <summary>A scalar, always one leaf.</summary>
    Scalar,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object or a map.</summary>
    Map,

    /// <summary>Null where the type allows every shape.</summary>
    Open,
}

/// <summary>Reads merge behaviour off type schemas; where a schema says nothing, the value decides.</summary>
internal static class Shapes
{
    /// <summary>The shape of a value of a type.</summary>
    public static Shape Of(TypeSchema type, Operand value) => type.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => Shape.Map,
        SchemaKind.List => Shape.List,
        SchemaKind.Any or SchemaKind.IntOrString => value.Node switch
        {
            null => Shape.Open,
            JsonObject => Shape.Map,
            JsonArray => Shape.List,
            _ => Shape.Scalar,
        },
        _ => Shape.Scalar,
    };

    /// <summary>Type of the value under a key; null when the type declares no such key.</summary>
    public static TypeSchema? ChildType(TypeSchema type, string key) =>
        type.Child(key) ?? (IsOpen(type) ? OpenChild(type) : null);

    /// <summary>Type of a list's items; lists of unknown type are one value, and so is what they hold.</summary>
    public static TypeSchema ItemType(TypeSchema type) => type.Element ?? TypeSchema.Any;

    /// <summary>True when keys the type does not name are allowed.</summary>
    public static bool IsOpen(TypeSchema type) =>
        type.Kind is SchemaKind.Any or SchemaKind.IntOrString || (type.Kind == SchemaKind.Object && (type.PreserveUnknownFields || type.Fields.Count == 0));

    /// <summary>True when a list is one value.</summary>
    public static bool IsAtomicList(TypeSchema type) => type.Kind != SchemaKind.List || type.ListType == ListType.Atomic;

    private static TypeSchema OpenChild(TypeSchema type) => type.Kind == SchemaKind.Any ? type : TypeSchema.Any;
}
