using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Values that may be absent.</summary>
internal static class OptionalLibrary
{
    private static readonly CelType K = Parameter("K");
    private static readonly CelType V = Parameter("V");

    public static void Load(FunctionTable table)
    {
        table.Types["optional_type"] = Optional(Dyn);
        table
            .Global("optional.of", [V], Optional(V), arguments => OptionalValue.Of(arguments[0]))
            .Global("optional.ofNonZeroValue", [V], Optional(V), arguments => arguments[0].IsZero ? OptionalValue.None : OptionalValue.Of(arguments[0]))
            .Global("optional.none", [], Optional(V), _ => OptionalValue.None)
            .Global("optional.unwrap", [List(Optional(V))], List(V), Unwrap)
            .Member("unwrapOpt", [List(Optional(V))], List(V), Unwrap)
            .Member("hasValue", [Optional(V)], Bool, arguments => BoolValue.Of(((OptionalValue)arguments[0]).Value is not null))
            .Member("value", [Optional(V)], V, arguments => ((OptionalValue)arguments[0]).Value ?? new ErrorValue("optional.none() dereference"))
            .Member("first", [List(V)], Optional(V), arguments => At((ListValue)arguments[0], 0))
            .Member("last", [List(V)], Optional(V), arguments => At((ListValue)arguments[0], ((ListValue)arguments[0]).Count - 1));

        // The evaluator runs these itself, because the alternative is evaluated only when needed.
        table
            .Member("or", [Optional(V), Optional(V)], Optional(V), _ => ErrorValue.NoSuchOverload)
            .Member("orValue", [Optional(V), V], V, _ => ErrorValue.NoSuchOverload);

        table
            .Global("_[?_]", [List(V), Int], Optional(V), IndexOptional)
            .Global("_[?_]", [Optional(List(V)), Int], Optional(V), IndexOptional)
            .Global("_[?_]", [Map(K, V), K], Optional(V), IndexOptional)
            .Global("_[?_]", [Optional(Map(K, V)), K], Optional(V), IndexOptional)
            .Global("_[_]", [Optional(List(V)), Int], Optional(V), IndexOptional)
            .Global("_[_]", [Optional(Map(K, V)), K], Optional(V), IndexOptional);
        table["_[?_]"].Direct = IndexOptional;
    }

    private static CelValue IndexOptional(CelValue[] arguments) => Access.IndexOptional(arguments[0], arguments[1]);

    private static OptionalValue At(ListValue list, int index) => list.Count == 0 ? OptionalValue.None : OptionalValue.Of(list[index]);

    private static CelValue Unwrap(CelValue[] arguments)
    {
        var values = new List<CelValue>();
        foreach (var element in ((ListValue)arguments[0]).Elements)
        {
            if (element is not OptionalValue optional)
            {
                return new ErrorValue($"value {element} is not optional");
            }

            if (optional.Value is not null)
            {
                values.Add(optional.Value);
            }
        }

        return new ArrayListValue(values);
    }
}
