using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' aggregate functions over lists.</summary>
internal static class KubernetesListLibrary
{
    private static readonly CelType A = Parameter("A");

    public static void Load(FunctionTable table)
    {
        foreach (var type in (CelType[])[Int, Uint, Dbl, Bool, Duration, Timestamp, Str, Bytes])
        {
            table.Member("isSorted", [List(type)], Bool, arguments => IsSorted((ListValue)arguments[0]));
            table.Member("max", [List(type)], type, arguments => Extreme((ListValue)arguments[0], "max", -1));
            table.Member("min", [List(type)], type, arguments => Extreme((ListValue)arguments[0], "min", 1));
        }

        foreach (var (type, zero) in (ReadOnlySpan<(CelType, CelValue)>)
            [(Int, IntValue.Zero), (Uint, new UintValue(0)), (Dbl, new DoubleValue(0)), (Duration, new DurationValue(0))])
        {
            table.Member("sum", [List(type)], type, arguments => Sum((ListValue)arguments[0], zero));
        }

        table.Member("indexOf", [List(A), A], Int, arguments => IndexOf(((ListValue)arguments[0]).Elements, arguments[1]));
        table.Member("lastIndexOf", [List(A), A], Int, arguments => LastIndexOf((ListValue)arguments[0], arguments[1]));

        foreach (var name in (string[])["isSorted", "max", "min", "sum"])
        {
            table[name].Cost = arguments => Math.Max(1, arguments[0].Size);
        }

        // One name for texts and lists: a search costs what its kind costs.
        table["indexOf"].Cost = table["lastIndexOf"].Cost = arguments =>
            arguments[0] is StringValue ? CostModel.Search(arguments) : Math.Max(1, arguments[0].Size);
    }

    private static CelValue IsSorted(ListValue list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (Ordering.Compare(list[i - 1], list[i], out _) is > 0)
            {
                return BoolValue.False;
            }
        }

        return BoolValue.True;
    }

    private static CelValue Extreme(ListValue list, string name, int replaceWhen)
    {
        if (list.Count == 0)
        {
            return new ErrorValue($"{name} called on empty list");
        }

        var best = list[0];
        foreach (var element in list.Elements.Skip(1))
        {
            if (Ordering.Compare(best, element, out var error) is not { } order)
            {
                return error;
            }

            best = order == replaceWhen ? element : best;
        }

        return best;
    }

    private static CelValue Sum(ListValue list, CelValue zero)
    {
        var sum = zero;
        foreach (var element in list.Elements)
        {
            sum = Arithmetic.Add(sum, element);
            if (sum is ErrorValue)
            {
                return sum;
            }
        }

        return sum;
    }

    private static IntValue IndexOf(IEnumerable<CelValue> elements, CelValue wanted)
    {
        var index = 0;
        foreach (var element in elements)
        {
            if (element.Equals(wanted, 0))
            {
                return new IntValue(index);
            }

            index++;
        }

        return new IntValue(-1);
    }

    private static IntValue LastIndexOf(ListValue list, CelValue wanted) =>
        IndexOf(list.Elements.Reverse(), wanted) is { Value: >= 0 } fromEnd ? new IntValue(list.Count - 1 - fromEnd.Value) : new IntValue(-1);
}
