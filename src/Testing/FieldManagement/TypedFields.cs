using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Lists the fields a configuration sets: its leaves, its map keys and its list items.</summary>
internal sealed class TypedFields
{
    private readonly FieldSet _set = new();
    private readonly List<PathElement> _path = [];

    private TypedFields()
    {
    }

    public static FieldSet Of(TypeSchema type, JsonObject value)
    {
        var walk = new TypedFields();
        walk.Visit(type, value);
        return walk._set;
    }

    private void Visit(TypeSchema type, JsonNode? value)
    {
        switch (Shapes.Of(type, Operand.Of(value)))
        {
            case Shape.Scalar:
                Insert();
                break;
            case Shape.List when Shapes.IsAtomicList(type):
                Insert();
                break;
            case Shape.List:
                VisitItems(type, value as JsonArray);
                break;
            default:
                if (type.IsAtomic)
                {
                    Insert();
                }
                else
                {
                    VisitFields(type, value as JsonObject);
                }

                break;
        }
    }

    private void VisitFields(TypeSchema type, JsonObject? map)
    {
        foreach (var (key, value) in map ?? [])
        {
            _path.Add(PathElement.Field(key));
            Visit(Shapes.ChildType(type, key) ?? TypeSchema.Any, value);

            // Structs are owned through their fields; keys of maps, nulls and empty objects are owned themselves.
            if (value is null or JsonObject { Count: 0 } || type.Field(key) is null)
            {
                Insert();
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void VisitItems(TypeSchema type, JsonArray? list)
    {
        if (list is null)
        {
            return;
        }

        var names = NamedList.Of(type, list);
        for (var i = 0; i < names.Names.Count; i++)
        {
            var name = names.Names[i];
            _path.Add(name);
            if (!names.IsRepeated(name))
            {
                Visit(Shapes.ItemType(type), list[names.Indexes[i]]);
            }

            Insert();
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Insert() => _set.Insert(CollectionsMarshal.AsSpan(_path));
}
