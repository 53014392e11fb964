using System.Globalization;
using System.Text;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>The conversion functions, which have the names of types.</summary>
internal static class ConversionLibrary
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static void Load(FunctionTable table)
    {
        Convert(table, "bool", Bool, [Bool, Str], ToBool);
        Convert(table, "bytes", Bytes, [Bytes, Str], ToBytes);
        Convert(table, "double", Dbl, [Dbl, Int, Str, Uint], ToDouble);
        Convert(table, "int", Int, [Int, Dbl, Duration, Str, Timestamp, Uint], ToInt);
        Convert(table, "uint", Uint, [Uint, Dbl, Int, Str], ToUint);
        Convert(table, "string", Str, [Str, Bool, Bytes, Dbl, Duration, Int, Timestamp, Uint], ToText);
        Convert(table, "duration", Duration, [Duration, Int, Str], ToDuration);
        Convert(table, "timestamp", Timestamp, [Timestamp, Int, Str], ToTimestamp);
        table.Global("dyn", [Parameter("A")], Dyn, arguments => arguments[0]);
        table["bytes"].Cost = table["string"].Cost = CostModel.First;
    }

    private static void Convert(FunctionTable table, string name, CelType result, CelType[] sources, Func<CelValue, CelValue?> convert)
    {
        foreach (var source in sources)
        {
            table.Global(name, [source], result, arguments =>
                convert(arguments[0]) ?? new ErrorValue($"type conversion error from '{arguments[0].Type.Name}' to '{result.Name}'"));
        }
    }

    /// <summary>Go's strconv.ParseBool.</summary>
    private static CelValue? ToBool(CelValue value) => value switch
    {
        StringValue { Value: "1" or "t" or "T" or "true" or "TRUE" or "True" } => BoolValue.True,
        StringValue { Value: "0" or "f" or "F" or "false" or "FALSE" or "False" } => BoolValue.False,
        StringValue => null,
        _ => value,
    };

    private static CelValue ToBytes(CelValue value) => value is StringValue text ? new BytesValue(Encoding.UTF8.GetBytes(text.Value)) : value;

    private static CelValue? ToDouble(CelValue value) => value switch
    {
        IntValue number => new DoubleValue(number.Value),
        UintValue number => new DoubleValue(number.Value),
        StringValue text => ParseDouble(text.Value) is { } number ? new DoubleValue(number) : null,
        _ => value,
    };

    private static double? ParseDouble(string text) => text.ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INF" or "+INF" or "INFINITY" or "+INFINITY" => double.PositiveInfinity,
        "-INF" or "-INFINITY" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null,
    };

    private static CelValue? ToInt(CelValue value) => value switch
    {
        DoubleValue number => Arithmetic.ToInt(number.Value),
        UintValue number => Arithmetic.Int(number.Value),
        DurationValue duration => new IntValue(duration.Nanoseconds),
        TimestampValue time => new IntValue(time.Seconds),
        StringValue text => long.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new IntValue(number) : null,
        _ => value,
    };

    private static CelValue? ToUint(CelValue value) => value switch
    {
        DoubleValue number => Arithmetic.ToUint(number.Value),
        IntValue number => Arithmetic.Uint((Int128)number.Value),
        StringValue text => ulong.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new UintValue(number) : null,
        _ => value,
    };

    private static CelValue ToText(CelValue value)
    {
        if (value is not BytesValue bytes)
        {
            return value is DurationValue duration ? new StringValue(duration.ToSecondsText()) : new StringValue(value.ToString());
        }

        try
        {
            return new StringValue(StrictUtf8.GetString(bytes.Value));
        }
        catch (DecoderFallbackException)
        {
            return new ErrorValue("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelValue? ToDuration(CelValue value) => value switch
    {
        IntValue number => new DurationValue(number.Value),
        StringValue text => GoDuration.TryParse(text.Value, out var nanoseconds) ? new DurationValue(nanoseconds) : null,
        _ => value,
    };

    private static CelValue? ToTimestamp(CelValue value) => value switch
    {
        IntValue number => Arithmetic.Timestamp(number.Value, 0),
        StringValue text => Rfc3339.TryParse(text.Value, out var seconds, out var nanoseconds, out var offset)
            ? Arithmetic.Timestamp(seconds, nanoseconds, offset)
            : null,
        _ => value,
    };
}
