using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>The operators and functions every expression has.</summary>
internal static class StandardLibrary
{
    private static readonly CelType A = Parameter("A");
    private static readonly CelType B = Parameter("B");
    private static readonly CelType[] Ordered = [Bool, Int, Uint, Dbl, Str, Bytes, Timestamp, Duration];
    private static readonly CelType[] Numbers = [Int, Uint, Dbl];

    public static void Load(FunctionTable table)
    {
        LoadTypes(table);
        LoadLogic(table);
        LoadArithmetic(table);
        LoadComparisons(table);
        LoadContainers(table);
        LoadStrings(table);
        ConversionLibrary.Load(table);
        TimeLibrary.Load(table);
    }

    private static void LoadTypes(FunctionTable table)
    {
        foreach (var type in (CelType[])[Bool, Int, Uint, Dbl, Str, Bytes, Null, AnyType, Timestamp, Duration, List(Dyn), Map(Dyn, Dyn)])
        {
            table.Types[type.Name] = type;
        }

        table.Global("type", [A], TypeOf(A), arguments => new TypeValue(arguments[0].Type));
    }

    private static void LoadLogic(FunctionTable table)
    {
        // The checker's view only: && and || and ?: are nodes of their own.
        table.Global("_?_:_", [Bool, A, A], A, _ => ErrorValue.NoSuchOverload);
        table.Global("_&&_", [Bool, Bool], Bool, _ => ErrorValue.NoSuchOverload);
        table.Global("_||_", [Bool, Bool], Bool, _ => ErrorValue.NoSuchOverload);
        Operator(table, "!_", arguments => arguments[0] is BoolValue flag ? BoolValue.Of(!flag.Value) : ErrorValue.NoSuchOverload, [Bool, Bool]);
    }

    private static void LoadArithmetic(FunctionTable table)
    {
        Operator(
            table, "_+_", arguments => Arithmetic.Add(arguments[0], arguments[1]),
            [Bytes, Bytes, Bytes], [Dbl, Dbl, Dbl], [Duration, Duration, Duration], [Duration, Timestamp, Timestamp],
            [Timestamp, Duration, Timestamp], [Int, Int, Int], [List(A), List(A), List(A)], [Str, Str, Str], [Uint, Uint, Uint]);
        Operator(
            table, "_-_", arguments => Arithmetic.Subtract(arguments[0], arguments[1]),
            [Dbl, Dbl, Dbl], [Duration, Duration, Duration], [Int, Int, Int], [Timestamp, Duration, Timestamp],
            [Timestamp, Timestamp, Duration], [Uint, Uint, Uint]);
        Operator(table, "_*_", arguments => Arithmetic.Multiply(arguments[0], arguments[1]), [.. Numbers.Select(type => (CelType[])[type, type, type])]);
        Operator(table, "_/_", arguments => Arithmetic.Divide(arguments[0], arguments[1]), [.. Numbers.Select(type => (CelType[])[type, type, type])]);
        Operator(table, "_%_", arguments => Arithmetic.Modulo(arguments[0], arguments[1]), [Int, Int, Int], [Uint, Uint, Uint]);
        Operator(table, "-_", arguments => Arithmetic.Negate(arguments[0]), [Dbl, Dbl], [Int, Int]);
        table["_+_"].Cost = arguments => arguments[0] is StringValue or BytesValue or ListValue ? CostModel.Both(arguments) : 1;
    }

    private static void LoadComparisons(FunctionTable table)
    {
        Operator(table, "_==_", arguments => BoolValue.Of(arguments[0].Equals(arguments[1], 0)), [A, A, Bool]);
        Operator(table, "_!=_", arguments => BoolValue.Of(!arguments[0].Equals(arguments[1], 0)), [A, A, Bool]);
        table["_==_"].Cost = table["_!=_"].Cost = CostModel.Smaller;

        CelType[][] pairs =
        [
            .. Ordered.Select(type => (CelType[])[type, type, Bool]),
            .. Numbers.SelectMany(left => Numbers.Where(right => !right.Equals(left)).Select(right => (CelType[])[left, right, Bool])),
        ];
        foreach (var (name, holds) in (ReadOnlySpan<(string, Func<int, bool>)>)
            [("_<_", order => order < 0), ("_<=_", order => order <= 0), ("_>_", order => order > 0), ("_>=_", order => order >= 0)])
        {
            Operator(table, name, arguments => Comparison(name, arguments, holds), pairs);
            table[name].Cost = CostModel.Smaller;
        }
    }

    private static CelValue Comparison(string name, CelValue[] arguments, Func<int, bool> holds)
    {
        if (arguments[0] is NullValue or ListValue or MapValue or TypeValue or OptionalValue or OpaqueValue)
        {
            return new ErrorValue($"no such overload: {name}");
        }

        return Ordering.Compare(arguments[0], arguments[1], out var error) is { } order ? BoolValue.Of(holds(order)) : error;
    }

    private static void LoadContainers(FunctionTable table)
    {
        Operator(
            table, "_[_]", arguments => Access.Index(arguments[0], arguments[1]),
            [List(A), Int, A], [Map(A, B), A, B]);
        Operator(
            table, "@in",
            arguments => arguments[1] switch
            {
                ListValue list => BoolValue.Of(list.Contains(arguments[0])),
                MapValue map => BoolValue.Of(map.Find(arguments[0]) is not null),
                _ => ErrorValue.NoSuchOverload,
            },
            [A, List(A), Bool], [A, Map(A, B), Bool]);
        table["@in"].Cost = arguments => arguments[1] is ListValue ? Math.Max(1, arguments[1].Size) : 1;

        foreach (var type in (CelType[])[Bytes, List(A), Map(A, B), Str])
        {
            table.Global("size", [type], Int, Size).Member("size", [type], Int, Size);
        }

        table["size"].Direct = Size;
    }

    private static CelValue Size(CelValue[] arguments) => arguments[0] switch
    {
        StringValue or BytesValue or ListValue or MapValue => new IntValue(arguments[0].Size),
        _ => new ErrorValue("no such overload: size"),
    };

    private static void LoadStrings(FunctionTable table)
    {
        StringTest(table, "contains", CostModel.Search, (text, part) => text.Contains(part, StringComparison.Ordinal));
        StringTest(table, "endsWith", CostModel.First, (text, part) => text.EndsWith(part, StringComparison.Ordinal));
        StringTest(table, "startsWith", CostModel.First, (text, part) => text.StartsWith(part, StringComparison.Ordinal));

        table.Global("matches", [Str, Str], Bool, Matches).Member("matches", [Str, Str], Bool, Matches);
        table["matches"].Direct = Matches;
        table["matches"].Cost = CostModel.Match;
    }

    private static CelValue Matches(CelValue[] arguments) => (arguments[0], arguments[1]) switch
    {
        (StringValue text, StringValue pattern) => Re2.Find(pattern.Value, out var error) is { } regex ? BoolValue.Of(regex.IsMatch(text.Value)) : error!,
        (StringValue, _) => ErrorValue.NoSuchOverload,
        _ => new ErrorValue("no such overload: matches"),
    };

    private static void StringTest(FunctionTable table, string name, Func<CelValue[], long> cost, Func<string, string, bool> test)
    {
        table.Member(name, [Str, Str], Bool, arguments => BoolValue.Of(test(((StringValue)arguments[0]).Value, ((StringValue)arguments[1]).Value)));
        table[name].Cost = cost;
        table[name].ReportsSignature = false;
    }

    private static void Operator(FunctionTable table, string name, Func<CelValue[], CelValue> body, params CelType[][] signatures)
    {
        foreach (var signature in signatures)
        {
            table.Global(name, signature[..^1], signature[^1], body);
        }

        table[name].Direct = body;
    }
}
