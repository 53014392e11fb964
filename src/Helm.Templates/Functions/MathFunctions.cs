using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's numbers: 64-bit integers that wrap around, floats, and decimal arithmetic for the <c>…f</c> functions.</summary>
internal static class MathFunctions
{
    public static void Register(FunctionTable.Builder table)
    {
        RegisterConversions(table);
        RegisterIntegers(table);
        RegisterFloats(table);
        RegisterSequences(table);
    }

    private static void RegisterConversions(FunctionTable.Builder table) => table
        .Add("int", [GoType.Any], static (in call) => GoInt.Box(GoCast.ToInt(call[0])))
        .Add("int64", [GoType.Any], static (in call) => GoCast.ToInt64(call[0]))
        .Add("float64", [GoType.Any], static (in call) => GoCast.ToFloat64(call[0]))
        .Add("atoi", [GoType.String], static (in call) => GoInt.Box((nint)Atoi(call.Text(0))))
        .Add("toDecimal", [GoType.Any], static (in call) => GoCast.TryParseInt(GoFormat.Sprint(call[0]), 8, out var n) ? n : 0L);

    private static void RegisterIntegers(FunctionTable.Builder table) => table
        .Add("add1", [GoType.Any], static (in call) => unchecked(GoCast.ToInt64(call[0]) + 1))
        .AddVariadic("add", [GoType.Any], static (in call) => Fold(0, call.From(0), static (a, b) => unchecked(a + b)))
        .Add("sub", [GoType.Any, GoType.Any], static (in call) => unchecked(GoCast.ToInt64(call[0]) - GoCast.ToInt64(call[1])))
        .Add("div", [GoType.Any, GoType.Any], static (in call) => Divide(GoCast.ToInt64(call[0]), GoCast.ToInt64(call[1])))
        .Add("mod", [GoType.Any, GoType.Any], static (in call) => Remainder(GoCast.ToInt64(call[0]), GoCast.ToInt64(call[1])))
        .AddVariadic("mul", [GoType.Any, GoType.Any], static (in call) => Fold(GoCast.ToInt64(call[0]), call.From(1), static (a, b) => unchecked(a * b)))
        .AddVariadic("max", [GoType.Any, GoType.Any], static (in call) => Fold(GoCast.ToInt64(call[0]), call.From(1), Math.Max))
        .Alias("biggest", "max")
        .AddVariadic("min", [GoType.Any, GoType.Any], static (in call) => Fold(GoCast.ToInt64(call[0]), call.From(1), Math.Min))
        .Add("randInt", [GoType.Int, GoType.Int], static (in call) => GoInt.Box(Random(call.Int(0), call.Int(1))));

    private static void RegisterFloats(FunctionTable.Builder table) => table
        .Add("add1f", [GoType.Any], static (in call) => FoldDecimal(call[0], [(nint)1], DecimalNumber.Add))
        .AddVariadic("addf", [GoType.Any], static (in call) => FoldDecimal(0.0, call.From(0), DecimalNumber.Add))
        .AddVariadic("subf", [GoType.Any, GoType.Any], static (in call) => FoldDecimal(call[0], call.From(1), DecimalNumber.Subtract))
        .AddVariadic("mulf", [GoType.Any, GoType.Any], static (in call) => FoldDecimal(call[0], call.From(1), DecimalNumber.Multiply))
        .AddVariadic("divf", [GoType.Any, GoType.Any], static (in call) => FoldDecimal(call[0], call.From(1), DecimalNumber.Divide))
        .AddVariadic("maxf", [GoType.Any, GoType.Any], static (in call) => FoldFloats(call[0], call.From(1), Math.Max))
        .AddVariadic("minf", [GoType.Any, GoType.Any], static (in call) => FoldFloats(call[0], call.From(1), Math.Min))
        .Add("ceil", [GoType.Any], static (in call) => Math.Ceiling(GoCast.ToFloat64(call[0])))
        .Add("floor", [GoType.Any], static (in call) => Math.Floor(GoCast.ToFloat64(call[0])))
        .AddVariadic("round", [GoType.Any, GoType.Int, GoType.Float64], static (in call) => Round(GoCast.ToFloat64(call[0]), call.Int(1), call.Count > 2 ? call.Float64(2) : 0.5));

    private static void RegisterSequences(FunctionTable.Builder table) => table
        .AddVariadic("seq", [GoType.Int], static (in call) => Sequence(call))
        .Add("until", [GoType.Int], static (in call) => Boxed(Range(0, call.Int(0), call.Int(0) < 0 ? -1 : 1)))
        .Add("untilStep", [GoType.Int, GoType.Int, GoType.Int], static (in call) => Boxed(Range(call.Int(0), call.Int(1), call.Int(2))));

    private static long Fold(long seed, ReadOnlySpan<object?> values, Func<long, long, long> operation)
    {
        foreach (var value in values)
        {
            seed = operation(seed, GoCast.ToInt64(value));
        }

        return seed;
    }

    private static double FoldFloats(object? seed, ReadOnlySpan<object?> values, Func<double, double, double> operation)
    {
        var result = GoCast.ToFloat64(seed);
        foreach (var value in values)
        {
            result = operation(result, GoCast.ToFloat64(value));
        }

        return result;
    }

    private static double FoldDecimal(object? seed, ReadOnlySpan<object?> values, Func<DecimalNumber, DecimalNumber, DecimalNumber> operation)
    {
        try
        {
            var result = DecimalNumber.From(GoCast.ToFloat64(seed));
            foreach (var value in values)
            {
                result = operation(result, DecimalNumber.From(GoCast.ToFloat64(value)));
            }

            return result.ToDouble();
        }
        catch (ArithmeticException e)
        {
            throw new GoErrorException(e.Message, e);
        }
    }

    private static long Divide(long dividend, long divisor) => divisor switch
    {
        0 => throw new GoErrorException("runtime error: integer divide by zero"),
        -1 => unchecked(-dividend),
        _ => dividend / divisor,
    };

    private static long Remainder(long dividend, long divisor) => divisor switch
    {
        0 => throw new GoErrorException("runtime error: integer divide by zero"),
        -1 => 0,
        _ => dividend % divisor,
    };

    /// <summary>Out of range gives the nearest integer, as <c>strconv.Atoi</c> does beside its error.</summary>
    private static long Atoi(string text)
    {
        if (GoCast.TryParseInt(text, 10, out var value))
        {
            return value;
        }

        var digits = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        return digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') ? 0 : text[0] == '-' ? long.MinValue : long.MaxValue;
    }

    private static nint Random(nint from, nint to)
    {
        if (to <= from)
        {
            throw new GoErrorException("invalid argument to Intn");
        }

        var span = unchecked((ulong)to - (ulong)from);
        var bytes = RandomNumberGenerator.GetBytes(sizeof(ulong));
        return unchecked((nint)((ulong)from + (BitConverter.ToUInt64(bytes) % span)));
    }

    private static double Round(double value, long places, double roundOn)
    {
        var power = Math.Pow(10, places);
        var digit = power * value;
        var fraction = digit - Math.Truncate(digit);
        return (fraction >= roundOn ? Math.Ceiling(digit) : Math.Floor(digit)) / power;
    }

    private static string Sequence(FunctionCall call)
    {
        var (start, end, step) = call.Count switch
        {
            1 => (1, call.Int(0), call.Int(0) < 1 ? -1 : 1),
            2 => (call.Int(0), call.Int(1), call.Int(1) < call.Int(0) ? -1 : 1),
            3 => (call.Int(0), call.Int(2), call.Int(1)),
            _ => (0, 0, (nint)0),
        };
        if (call.Count is 0 or > 3 || (call.Count == 3 && end < start && step > 0))
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var number in Range(start, unchecked(end + (end < start ? -1 : 1)), step))
        {
            text.Append(text.Length == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{number}");
        }

        return text.ToString();
    }

    /// <summary>Numbers from start to before stop; none when the step leads away from it.</summary>
    private static IEnumerable<nint> Range(nint start, nint stop, nint step)
    {
        if (step == 0 || (stop < start) != (step < 0))
        {
            return [];
        }

        var size = Int128.Abs(step);
        var count = (Int128.Abs((Int128)stop - start) + size - 1) / size;
        SizeLimits.CheckElements((double)count);
        return Enumerable.Range(0, (int)count).Select(i => unchecked(start + (i * step)));
    }

    private static GoList Boxed(IEnumerable<nint> numbers) => new(GoType.IntList, numbers.Select(GoInt.Box));
}
