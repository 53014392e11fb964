using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Brings stored field sets in line with a type that has since become atomic: who owned parts now owns the whole.</summary>
internal static class SchemaChanges
{
    /// <summary>The set in line with the type; the set itself when it already is.</summary>
    public static FieldSet Reconcile(FieldSet set, TypeSchema type)
    {
        FieldSet? changed = null;
        for (var i = 0; i < set.Nodes.Count; i++)
        {
            var node = set.Nodes[i];
            var reconciled = Reconcile(node, type);
            if (changed is null && reconciled != node)
            {
                changed = new FieldSet();
                foreach (var earlier in set.Nodes.Take(i))
                {
                    changed.Add(earlier.Element, earlier.IsMember, earlier.Children);
                }
            }

            changed?.Add(reconciled.Element, reconciled.IsMember, reconciled.Children);
        }

        return changed ?? set;
    }

    private static FieldSetNode Reconcile(FieldSetNode node, TypeSchema type)
    {
        if (node.Children is not { } below)
        {
            return node;
        }

        var child = node.Element.Kind == PathElementKind.Field ? Shapes.ChildType(type, node.Element.Text) : type.Element;
        if (child is null || child.Kind == SchemaKind.Any)
        {
            return node;
        }

        return child.IsAtomic || (child.Kind == SchemaKind.List && child.ListType == ListType.Atomic)
            ? new FieldSetNode(node.Element, true, null)
            : node with { Children = Reconcile(below, child) };
    }
}
