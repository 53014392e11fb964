using System.Text.Json.Nodes;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Reads and writes the <c>FieldsV1</c> form of field sets: nested objects, <c>.</c> for a member with members below it.</summary>
internal static class FieldsV1
{
    private const string Self = ".";

    /// <exception cref="FormatException">A key is malformed.</exception>
    public static FieldSet Read(JsonObject? fields)
    {
        if (fields is null)
        {
            return FieldSet.Empty;
        }

        var set = new FieldSet();
        foreach (var (key, value) in fields)
        {
            if (key == Self || !PathElement.TryParse(key, out var element))
            {
                continue;
            }

            var below = value as JsonObject;
            var children = Read(below);
            set.Add(element, children.IsEmpty || below!.ContainsKey(Self), children.IsEmpty ? null : children);
        }

        return set;
    }

    public static JsonObject Write(FieldSet set)
    {
        var fields = new JsonObject();
        WriteInto(fields, set);
        return fields;
    }

    private static void WriteInto(JsonObject fields, FieldSet set)
    {
        foreach (var node in set.Nodes)
        {
            var below = new JsonObject();
            if (node.Children is { } children)
            {
                if (node.IsMember)
                {
                    below.Add(Self, new JsonObject());
                }

                WriteInto(below, children);
            }

            fields.Add(node.Element.ToFieldsV1(), below);
        }
    }
}
