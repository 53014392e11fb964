using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>cel-go's list extensions.</summary>
internal static class ListLibrary
{
    /// <summary>The longest list <c>lists.range</c> makes; it is built before it can be charged.</summary>
    private const long MaxRange = 1_000_000;

    private static readonly CelType T = Parameter("T");

    public static void Load(FunctionTable table)
    {
        table
            .Member("slice", [List(T), Int, Int], List(T), arguments => Slice(Items(arguments[0]), Number(arguments[1]), Number(arguments[2])))
            .Member("flatten", [List(List(T))], List(T), arguments => Flatten(Items(arguments[0]), 1))
            .Member("flatten", [List(Dyn), Int], List(Dyn), arguments => Flatten(Items(arguments[0]), Number(arguments[1])))
            .Member("reverse", [List(T)], List(T), arguments => new ArrayListValue([.. Items(arguments[0]).Elements.Reverse()]))
            .Member("distinct", [List(T)], List(T), arguments => Distinct(Items(arguments[0])))
            .Global("lists.range", [Int], List(Int), arguments => Range(Number(arguments[0])));
        foreach (var type in (CelType[])[Int, Uint, Dbl, Bool, Duration, Timestamp, Str, Bytes])
        {
            table.Member("sort", [List(type)], List(type), arguments => SortBy(Items(arguments[0]), [.. Items(arguments[0]).Elements]));
        }

        // flatten also takes a list that is not nested, when its type is only known at run time.
        table["flatten"].Direct = arguments => arguments[0] is ListValue list && (arguments.Length == 1 || arguments[1] is IntValue)
            ? Flatten(list, arguments.Length == 1 ? 1 : Number(arguments[1]))
            : new ErrorValue($"no such overload: {arguments[0].Type.Name}.flatten()");
        table["flatten"].Cost = arguments => CostModel.NewList + arguments[0].Size;
        table["reverse"].Cost = CostModel.First;
        table["distinct"].Cost = table["sort"].Cost = CostModel.Square;
        table["lists.range"].Cost = arguments => CostModel.NewList + Math.Clamp(Number(arguments[0]), 0, MaxRange);
    }

    /// <summary>The elements in the order of their keys; equal keys keep their order.</summary>
    public static CelValue SortBy(ListValue elements, IReadOnlyList<CelValue> keys)
    {
        if (keys.Count == 0)
        {
            return elements;
        }

        if (Ordering.Compare(keys[0], keys[0], out _) is null)
        {
            return new ErrorValue("list elements must be comparable");
        }

        if (keys.Any(key => key.Type.Kind != keys[0].Type.Kind))
        {
            return new ErrorValue("list elements must have the same type");
        }

        var order = Enumerable.Range(0, keys.Count).ToArray();
        Array.Sort(order, (a, b) => Ordering.Compare(keys[a], keys[b], out _) is { } result and not 0 ? result : a.CompareTo(b));
        return new ArrayListValue([.. order.Select(index => elements[index])]);
    }

    private static ListValue Items(CelValue value) => (ListValue)value;

    private static long Number(CelValue value) => ((IntValue)value).Value;

    private static CelValue Slice(ListValue list, long start, long end)
    {
        var problem = start < 0 || end < 0 ? "negative indexes not supported"
            : start > end ? "start index must be less than or equal to end index"
            : list.Count < end ? $"list is length {list.Count}"
            : null;
        return problem is null
            ? new ArrayListValue([.. Enumerable.Range((int)start, (int)(end - start)).Select(index => list[index])])
            : new ErrorValue($"cannot slice({start}, {end}), {problem}");
    }

    private static CelValue Flatten(ListValue list, long depth)
    {
        if (depth < 0)
        {
            return new ErrorValue("level must be non-negative");
        }

        var flat = new List<CelValue>();
        Append(list, Math.Min(depth, ListValue.MaxDepth), flat);
        return new ArrayListValue(flat);
    }

    private static void Append(ListValue list, long depth, List<CelValue> flat)
    {
        foreach (var element in list.Elements)
        {
            if (depth > 0 && element is ListValue nested)
            {
                Append(nested, depth - 1, flat);
            }
            else
            {
                flat.Add(element);
            }
        }
    }

    private static ArrayListValue Distinct(ListValue list)
    {
        var kept = new List<CelValue>();
        foreach (var element in list.Elements)
        {
            if (!kept.Exists(other => other.Equals(element, 0)))
            {
                kept.Add(element);
            }
        }

        return new ArrayListValue(kept);
    }

    private static CelValue Range(long count) =>
        count > MaxRange
            ? new ErrorValue($"lists.range({count}) exceeds the limit of {MaxRange} elements")
            : new ArrayListValue([.. Enumerable.Range(0, (int)Math.Max(0, count)).Select(number => new IntValue(number))]);
}
