using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Lists compared as sets.</summary>
internal static class SetLibrary
{
    private static readonly CelType[] TwoLists = [List(Parameter("T")), List(Parameter("T"))];

    public static void Load(FunctionTable table)
    {
        Add(table, "sets.contains", ContainsAll);
        Add(table, "sets.equivalent", (left, right) => ContainsAll(left, right) && ContainsAll(right, left));
        Add(table, "sets.intersects", (left, right) => left.Elements.Any(right.Contains));
    }

    private static bool ContainsAll(ListValue list, ListValue part) => part.Elements.All(list.Contains);

    private static void Add(FunctionTable table, string name, Func<ListValue, ListValue, bool> test)
    {
        table.Global(name, TwoLists, Bool, arguments => BoolValue.Of(test((ListValue)arguments[0], (ListValue)arguments[1])));
        table[name].Cost = CostModel.Product;
    }
}
