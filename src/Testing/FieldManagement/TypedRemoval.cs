using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Removes fields and list items from an object.</summary>
internal static class TypedRemoval
{
    /// <summary>A copy without the members of a set; collections that become empty stay.</summary>
    public static JsonObject Without(TypeSchema type, JsonObject value, FieldSet fields)
    {
        var copy = (JsonObject)value.DeepClone();
        Remove(type, copy, fields);
        return copy;
    }

    private static void Remove(TypeSchema type, JsonNode? value, FieldSet fields)
    {
        if (value is JsonObject map && !type.IsAtomic)
        {
            RemoveFields(type, map, fields);
        }
        else if (value is JsonArray list && !Shapes.IsAtomicList(type))
        {
            RemoveItems(type, list, fields);
        }
    }

    private static void RemoveFields(TypeSchema type, JsonObject map, FieldSet fields)
    {
        foreach (var node in fields.Nodes)
        {
            if (node.Element.Kind != PathElementKind.Field)
            {
                continue;
            }

            var key = node.Element.Text;
            if (node.IsMember)
            {
                map.Remove(key);
            }
            else if (map.TryGetPropertyValue(key, out var value))
            {
                Remove(Shapes.ChildType(type, key) ?? TypeSchema.Any, value, node.Children!);
            }
        }
    }

    private static void RemoveItems(TypeSchema type, JsonArray list, FieldSet fields)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (!ListItems.TryName(type, list[i], out var name, out _))
            {
                continue;
            }

            if (fields.HasMember(name))
            {
                list.RemoveAt(i);
            }
            else if (fields.Below(name) is { } below)
            {
                Remove(Shapes.ItemType(type), list[i], below);
            }
        }
    }
}
