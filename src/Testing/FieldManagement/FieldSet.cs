using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>
/// A set of field paths, as a tree. A node may be a member, have members below it, or both. Sets are changed only by
/// <see cref="Insert"/> while they are built; the operations return new sets and share what they can.
/// </summary>
internal sealed class FieldSet
{
    private readonly List<FieldSetNode> _nodes;

    public FieldSet()
    {
        _nodes = [];
    }

    private FieldSet(List<FieldSetNode> nodes)
    {
        _nodes = nodes;
    }

    public static FieldSet Empty { get; } = new();

    public bool IsEmpty => _nodes.Count == 0;

    /// <summary>Nodes in the order of <see cref="PathElement"/>.</summary>
    public IReadOnlyList<FieldSetNode> Nodes => _nodes;

    /// <summary>Adds a path; its parents do not become members. The empty path names the whole object, which nobody owns.</summary>
    public void Insert(ReadOnlySpan<PathElement> path)
    {
        var set = this;
        for (var i = 0; i < path.Length; i++)
        {
            var place = set.Place(path[i]);
            var node = place >= 0 ? set._nodes[place] : new FieldSetNode(path[i], false, null);
            node = i == path.Length - 1 ? node with { IsMember = true } : node with { Children = node.Children ?? new FieldSet() };
            set.Put(place, node);
            set = node.Children!;
        }
    }

    /// <summary>Adds or extends a node while reading a set.</summary>
    public void Add(PathElement element, bool isMember, FieldSet? children)
    {
        var place = Place(element);
        var node = place >= 0 ? _nodes[place] : new FieldSetNode(element, false, null);
        Put(place, node with { IsMember = node.IsMember || isMember, Children = children ?? node.Children });
    }

    public bool HasMember(PathElement element) => Place(element) is >= 0 and var place && _nodes[place].IsMember;

    public bool Has(ReadOnlySpan<PathElement> path)
    {
        var set = this;
        for (var i = 0; i < path.Length - 1; i++)
        {
            if (set.Below(path[i]) is not { } below)
            {
                return false;
            }

            set = below;
        }

        return path.Length > 0 && set.HasMember(path[^1]);
    }

    /// <summary>What lies below an element; null when nothing does.</summary>
    public FieldSet? Below(PathElement element) => Place(element) is >= 0 and var place ? _nodes[place].Children : null;

    public FieldSet Union(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty || ReferenceEquals(this, other))
        {
            return IsEmpty ? other : this;
        }

        return Combine(other, keepLeft: true, keepRight: true, static (a, b) =>
            new(a.Element, a.IsMember || b.IsMember, a.Children is null ? b.Children : b.Children is null ? a.Children : a.Children.Union(b.Children)));
    }

    public FieldSet Intersect(FieldSet other) => Combine(other, keepLeft: false, keepRight: false, static (a, b) =>
        new(a.Element, a.IsMember && b.IsMember, a.Children is null || b.Children is null ? null : a.Children.Intersect(b.Children)));

    /// <summary>Members that the other set does not have; a member above or below another is a different member.</summary>
    public FieldSet Except(FieldSet other) => IsEmpty || other.IsEmpty ? this : Combine(other, keepLeft: true, keepRight: false, static (a, b) =>
        new(a.Element, a.IsMember && !b.IsMember, a.Children is null || b.Children is null ? a.Children : a.Children.Except(b.Children)));

    /// <summary>Members that are neither in the other set nor below one of its members.</summary>
    public FieldSet ExceptTrees(FieldSet other) => IsEmpty || other.IsEmpty ? this : Combine(other, keepLeft: true, keepRight: false, static (a, b) =>
        b.IsMember ? new(a.Element, false, null)
        : new(a.Element, a.IsMember, a.Children is null || b.Children is null ? a.Children : a.Children.ExceptTrees(b.Children)));

    /// <summary>The set with the named fields above its members as members too; keys of maps and list items stay as they are.</summary>
    public FieldSet WithNamedFields(TypeSchema? type)
    {
        List<FieldSetNode>? changed = null;
        for (var i = 0; i < _nodes.Count; i++)
        {
            var node = _nodes[i];
            if (node.Children is not { } below)
            {
                changed?.Add(node);
                continue;
            }

            var isField = node.Element.Kind == PathElementKind.Field;
            var named = isField && type?.Field(node.Element.Text) is not null;
            var childType = type is null ? null : isField ? Shapes.ChildType(type, node.Element.Text) : Shapes.ItemType(type);
            var children = below.WithNamedFields(childType);
            if (changed is null && (!ReferenceEquals(children, below) || (named && !node.IsMember)))
            {
                changed = [.. _nodes.Take(i)];
            }

            changed?.Add(new FieldSetNode(node.Element, node.IsMember || named, children));
        }

        return changed is null ? this : new FieldSet(changed);
    }

    public bool SetEquals(FieldSet other)
    {
        if (_nodes.Count != other._nodes.Count)
        {
            return false;
        }

        for (var i = 0; i < _nodes.Count; i++)
        {
            var (a, b) = (_nodes[i], other._nodes[i]);
            if (a.IsMember != b.IsMember || !a.Element.Equals(b.Element) || !(a.Children ?? Empty).SetEquals(b.Children ?? Empty))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All members in order: those of a level before those below it.</summary>
    public IEnumerable<string> Paths() => Paths("");

    private IEnumerable<string> Paths(string prefix)
    {
        foreach (var node in _nodes)
        {
            if (node.IsMember)
            {
                yield return prefix + node.Element;
            }
        }

        foreach (var node in _nodes)
        {
            foreach (var path in node.Children?.Paths(prefix + node.Element) ?? [])
            {
                yield return path;
            }
        }
    }

    private FieldSet Combine(FieldSet other, bool keepLeft, bool keepRight, Func<FieldSetNode, FieldSetNode, FieldSetNode> both)
    {
        var result = new List<FieldSetNode>(keepRight ? Math.Max(_nodes.Count, other._nodes.Count) : _nodes.Count);
        int i = 0, j = 0;
        while (i < _nodes.Count && j < other._nodes.Count)
        {
            var order = _nodes[i].Element.CompareTo(other._nodes[j].Element);
            if (order == 0)
            {
                var node = both(_nodes[i++], other._nodes[j++]);
                if (node.IsMember || node.Children is { IsEmpty: false })
                {
                    result.Add(node.Children is { IsEmpty: true } ? node with { Children = null } : node);
                }
            }
            else if (order < 0)
            {
                AddIf(keepLeft, result, _nodes[i++]);
            }
            else
            {
                AddIf(keepRight, result, other._nodes[j++]);
            }
        }

        for (; i < _nodes.Count && keepLeft; i++)
        {
            result.Add(_nodes[i]);
        }

        for (; j < other._nodes.Count && keepRight; j++)
        {
            result.Add(other._nodes[j]);
        }

        return new FieldSet(result);
    }

    private static void AddIf(bool keep, List<FieldSetNode> nodes, FieldSetNode node)
    {
        if (keep)
        {
            nodes.Add(node);
        }
    }

    private void Put(int place, FieldSetNode node)
    {
        if (place >= 0)
        {
            _nodes[place] = node;
        }
        else
        {
            _nodes.Insert(~place, node);
        }
    }

    /// <summary>Index of an element, or the complement of where it belongs. Sets are mostly built in order, so the end comes first.</summary>
    private int Place(PathElement element)
    {
        if (_nodes.Count == 0 || _nodes[^1].Element.CompareTo(element) < 0)
        {
            return ~_nodes.Count;
        }

        int low = 0, high = _nodes.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _nodes[middle].Element.CompareTo(element);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
