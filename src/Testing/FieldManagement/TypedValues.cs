using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Equality of values, with and without a type.</summary>
internal static class TypedValues
{
    /// <summary>Equality whatever the order of keys and the notation of numbers.</summary>
    public static bool Equal(JsonNode? left, JsonNode? right) => ReferenceEquals(left, right) || JsonNode.DeepEquals(left, right);

    /// <summary>Equality where a field that Go always writes may be left out on one side.</summary>
    public static bool Equal(TypeSchema type, JsonNode? left, JsonNode? right)
    {
        if (type.Kind == SchemaKind.List && left is JsonArray leftList && right is JsonArray rightList)
        {
            var item = Shapes.ItemType(type);
            return leftList.Count == rightList.Count && leftList.Zip(rightList).All(pair => Equal(item, pair.First, pair.Second));
        }

        if (type.Kind is not (SchemaKind.Object or SchemaKind.Map) || left is not JsonObject leftMap || right is not JsonObject rightMap)
        {
            return Equal(left, right);
        }

        foreach (var (key, value) in leftMap)
        {
            var other = Operand.Field(rightMap, key, type);
            if (!other.Exists || !Equal(Shapes.ChildType(type, key) ?? TypeSchema.Any, value, other.Node))
            {
                return false;
            }
        }

        foreach (var (key, value) in rightMap)
        {
            if (!leftMap.ContainsKey(key)
                && (Operand.Field(leftMap, key, type) is not { Exists: true } implied || !Equal(type.Child(key)!, implied.Node, value)))
            {
                return false;
            }
        }

        return true;
    }
}
