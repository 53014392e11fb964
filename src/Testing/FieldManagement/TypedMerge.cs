using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>
/// Merges a configuration into an object by type: nothing is removed, leaves of the configuration win, keyed lists keep
/// the order of the configuration where it names items and that of the object elsewhere.
/// </summary>
internal static class TypedMerge
{
    /// <summary>The merged object; the live object itself when the configuration changes nothing.</summary>
    public static JsonObject Merge(TypeSchema type, JsonObject live, JsonObject applied) =>
        TryMerge(type, Operand.Of(live), Operand.Of(applied), out var merged) ? (JsonObject)merged! : live;

    /// <summary>False when the left side stays as it is.</summary>
    private static bool TryMerge(TypeSchema type, Operand left, Operand right, out JsonNode? merged)
    {
        merged = null;
        if (!right.Exists)
        {
            return false;
        }

        if (!left.Exists)
        {
            merged = right.Node?.DeepClone();
            return true;
        }

        return Shapes.Of(type, right) switch
        {
            Shape.Scalar => TryReplace(left, right, out merged),
            Shape.List => TryMergeLists(type, left, right, out merged),
            _ => TryMergeMaps(type, left, right, out merged),
        };
    }

    private static bool TryReplace(Operand left, Operand right, out JsonNode? merged)
    {
        merged = null;
        if (TypedValues.Equal(left.Node, right.Node))
        {
            return false;
        }

        merged = right.Node?.DeepClone();
        return true;
    }

    private static bool TryMergeMaps(TypeSchema type, Operand left, Operand right, out JsonNode? merged)
    {
        var (leftMap, rightMap) = (left.Map, right.Map);
        if (type.IsAtomic || (leftMap is not { Count: > 0 } && rightMap is not { Count: > 0 }))
        {
            return TryReplace(left, right, out merged);
        }

        JsonObject? result = null;
        foreach (var (key, value) in rightMap ?? [])
        {
            var leftField = leftMap is not null && leftMap.TryGetPropertyValue(key, out var node) ? Operand.Of(node) : Operand.Absent;
            if (TryMerge(Shapes.ChildType(type, key) ?? TypeSchema.Any, leftField, Operand.Of(value), out var field))
            {
                result ??= (JsonObject?)leftMap?.DeepClone() ?? [];
                result[key] = field;
            }
        }

        merged = result;
        return result is not null;
    }

    private static bool TryMergeLists(TypeSchema type, Operand left, Operand right, out JsonNode? merged)
    {
        var (leftList, rightList) = (left.List, right.List);
        if (Shapes.IsAtomicList(type) || (leftList is not { Count: > 0 } && rightList is not { Count: > 0 }))
        {
            return TryReplace(left, right, out merged);
        }

        merged = null;
        if (rightList is not { Count: > 0 })
        {
            return false;
        }

        var items = new ListWeaver(Shapes.ItemType(type), NamedList.Of(type, leftList), NamedList.Of(type, rightList)).Weave();
        if (items.Count == leftList?.Count && !items.Where((item, i) => item.Changed || item.LeftIndex != i).Any())
        {
            return false;
        }

        merged = new JsonArray([.. items.Select(item => item.Changed ? item.Node : leftList![item.LeftIndex]?.DeepClone())]);
        return true;
    }

    /// <summary>An item of a merged list: one of the left list as it is, or a new one.</summary>
    private readonly record struct WovenItem(int LeftIndex, bool Changed, JsonNode? Node);

    /// <summary>Brings the items of two lists into one order.</summary>
    private sealed class ListWeaver(TypeSchema itemType, NamedList left, NamedList right)
    {
        private readonly List<WovenItem> _result = new(Math.Max(left.Names.Count, right.Names.Count));
        private readonly HashSet<PathElement> _merged = [];
        private readonly Queue<PathElement> _shared = new(right.Names.Where(left.Has));

        public List<WovenItem> Weave()
        {
            int l = 0, r = 0;
            while (l < left.Names.Count || r < right.Names.Count)
            {
                if (l < left.Names.Count && r < right.Names.Count)
                {
                    var name = left.Names[l];
                    if (name.Equals(right.Names[r]))
                    {
                        TakeRight(name);
                        l++;
                        r++;
                        _shared.TryDequeue(out _);
                        continue;
                    }

                    if (right.Has(name) && _shared.TryPeek(out var next) && !next.Equals(name))
                    {
                        // Shared, but the right side wants another shared item first; it comes up again from the right.
                        l++;
                        continue;
                    }
                }

                if (l < left.Names.Count)
                {
                    var name = left.Names[l];
                    if (!right.Has(name))
                    {
                        _result.Add(new WovenItem(left.Indexes[l], false, null));
                        l++;
                        continue;
                    }

                    if (_merged.Contains(name))
                    {
                        l++;
                    }
                }

                if (r < right.Names.Count)
                {
                    var name = right.Names[r++];
                    TakeRight(name);
                    if (_shared.TryPeek(out var next) && next.Equals(name))
                    {
                        _shared.Dequeue();
                    }
                }
            }

            return _result;
        }

        private void TakeRight(PathElement name)
        {
            _merged.Add(name);
            var isNew = !left.Has(name);
            var leftItem = isNew ? Operand.Absent : Operand.Of(left.Single(name));
            if (TryMerge(itemType, leftItem, Operand.Of(right.Single(name)), out var item))
            {
                _result.Add(new WovenItem(-1, true, item));
            }
            else
            {
                _result.Add(new WovenItem(left.IndexOf(name), false, null));
            }
        }
    }
}
