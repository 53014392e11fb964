using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Compares two objects of one type, field by field.</summary>
internal sealed class TypedComparer
{
    private readonly FieldSet _removed = new();
    private readonly FieldSet _modified = new();
    private readonly FieldSet _added = new();
    private readonly List<PathElement> _path = [];

    private TypedComparer()
    {
    }

    public static Comparison Compare(TypeSchema type, JsonObject left, JsonObject right)
    {
        var comparer = new TypedComparer();
        if (!ReferenceEquals(left, right))
        {
            comparer.Compare(type, Operand.Of(left), Operand.Of(right));
        }

        return new Comparison(comparer._removed, comparer._modified, comparer._added);
    }

    private void Compare(TypeSchema type, Operand left, Operand right)
    {
        var (leftShape, rightShape) = (Shapes.Of(type, left), Shapes.Of(type, right));
        bool isLeaf;
        if (!right.Exists)
        {
            isLeaf = Compare(leftShape, type, left, right);
        }
        else
        {
            if (left.Exists && leftShape != rightShape)
            {
                // A value of open type changed its shape: both its old and its new parts count.
                Compare(leftShape, type, left, right);
            }

            isLeaf = Compare(rightShape, type, left, right);
        }

        if (isLeaf)
        {
            return;
        }

        if (!left.Exists)
        {
            Insert(_added);
        }
        else if (!right.Exists)
        {
            Insert(_removed);
        }
    }

    /// <summary>Compares as one shape; true when the value was taken as a whole.</summary>
    private bool Compare(Shape shape, TypeSchema type, Operand left, Operand right)
    {
        switch (shape)
        {
            case Shape.Scalar:
                CompareLeaves(left, right);
                return true;
            case Shape.List:
                if (Shapes.IsAtomicList(type) || (left.List is not { Count: > 0 } && right.List is not { Count: > 0 }))
                {
                    CompareLeaves(left, right);
                    return true;
                }

                CompareLists(type, left.List, right.List);
                return false;
            default:
                if (type.IsAtomic || (left.Map is not { Count: > 0 } && right.Map is not { Count: > 0 } && type.AlwaysPresentFields.Count == 0))
                {
                    CompareLeaves(left, right);
                    return true;
                }

                CompareMaps(type, left.Map, right.Map);
                return false;
        }
    }

    private void CompareLeaves(Operand left, Operand right)
    {
        if (!left.Exists)
        {
            Insert(_added);
        }
        else if (!right.Exists)
        {
            Insert(_removed);
        }
        else if (!TypedValues.Equal(left.Node, right.Node))
        {
            Insert(_modified);
        }
    }

    private void CompareMaps(TypeSchema type, JsonObject? left, JsonObject? right)
    {
        foreach (var (key, value) in right ?? [])
        {
            Compare(type, key, Operand.Field(left, key, type), Operand.Of(value));
        }

        foreach (var (key, value) in left ?? [])
        {
            if (right is null || !right.ContainsKey(key))
            {
                Compare(type, key, Operand.Of(value), Operand.Field(right, key, type));
            }
        }

        // Where a whole struct comes or goes, the parts that Go always writes come or go with it.
        if ((left is null) != (right is null))
        {
            foreach (var field in type.AlwaysPresentFields)
            {
                if (!(left ?? right)!.ContainsKey(field.Name))
                {
                    Compare(type, field.Name, Operand.Field(left, field.Name, type), Operand.Field(right, field.Name, type));
                }
            }
        }
    }

    private void Compare(TypeSchema type, string key, Operand left, Operand right)
    {
        if (left.Exists && right.Exists && left.Node is JsonValue && TypedValues.Equal(left.Node, right.Node))
        {
            return;
        }

        _path.Add(PathElement.Field(key));
        Compare(Shapes.ChildType(type, key) ?? TypeSchema.Any, left, right);
        _path.RemoveAt(_path.Count - 1);
    }

    private void CompareLists(TypeSchema type, JsonArray? left, JsonArray? right)
    {
        var (leftNames, rightNames) = (NamedList.Of(type, left), NamedList.Of(type, right));
        var itemType = Shapes.ItemType(type);
        var seen = new HashSet<PathElement>();
        foreach (var name in leftNames.Names.Concat(rightNames.Names))
        {
            if (seen.Add(name))
            {
                _path.Add(name);
                CompareItems(itemType, name, leftNames, rightNames);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private void CompareItems(TypeSchema itemType, PathElement name, NamedList left, NamedList right)
    {
        var leftItem = left.Has(name) ? Operand.Of(left.First(name)) : Operand.Absent;
        var rightItem = right.Has(name) ? Operand.Of(right.First(name)) : Operand.Absent;
        switch (left.IsRepeated(name), right.IsRepeated(name))
        {
            case (false, false):
                Compare(itemType, leftItem, rightItem);
                break;
            case (true, true):
                // Repeated items are compared as one value, and owned as one.
                if (!left.All(name).SequenceEqual(right.All(name), NodeEquality))
                {
                    Insert(_modified);
                }

                break;
            case (true, false):
                if (rightItem.Exists)
                {
                    Compare(itemType, Operand.Absent, rightItem);
                }

                Insert(_removed);
                break;
            default:
                if (leftItem.Exists)
                {
                    Compare(itemType, leftItem, Operand.Absent);
                }

                Insert(_added);
                break;
        }
    }

    private static IEqualityComparer<JsonNode?> NodeEquality { get; } =
        EqualityComparer<JsonNode?>.Create(TypedValues.Equal, static node => node?.GetValueKind().GetHashCode() ?? 0);

    private void Insert(FieldSet set) => set.Insert(CollectionsMarshal.AsSpan(_path));
}
