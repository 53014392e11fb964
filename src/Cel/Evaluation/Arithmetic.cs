using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>The arithmetic operators. Integers never wrap: a result outside 64 bits is an error.</summary>
internal static class Arithmetic
{
    /// <summary>The longest text or list an expression may make, so that doubling stops before the memory does.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>What a longer result is instead.</summary>
    public static readonly ErrorValue TooLong = new("result exceeds the size limit");

    private static readonly ErrorValue IntOverflow = new("integer overflow");
    private static readonly ErrorValue UintOverflow = new("unsigned integer overflow");
    private static readonly ErrorValue DurationOverflow = new("duration overflow");
    private static readonly ErrorValue TimestampOverflow = new("timestamp overflow");
    private static readonly ErrorValue DivisionByZero = new("division by zero");
    private static readonly ErrorValue ModulusByZero = new("modulus by zero");

    public static CelValue Add(CelValue left, CelValue right) => (left, right) switch
    {
        (IntValue a, IntValue b) => Int((Int128)a.Value + b.Value),
        (UintValue a, UintValue b) => Uint((Int128)a.Value + b.Value),
        (DoubleValue a, DoubleValue b) => new DoubleValue(a.Value + b.Value),
        (StringValue a, StringValue b) => Fits(a.Value.Length, b.Value.Length) ? new StringValue(a.Value + b.Value) : TooLong,
        (BytesValue a, BytesValue b) => Fits(a.Value.Length, b.Value.Length) ? new BytesValue([.. a.Value, .. b.Value]) : TooLong,
        (ListValue a, ListValue b) => Concatenate(a, b),
        (DurationValue a, DurationValue b) => Duration((Int128)a.Nanoseconds + b.Nanoseconds),
        (TimestampValue a, DurationValue b) => Shift(a, b.Nanoseconds),
        (DurationValue a, TimestampValue b) => Shift(b, a.Nanoseconds),
        _ => NoOverload(left, "_+_"),
    };

    public static CelValue Subtract(CelValue left, CelValue right) => (left, right) switch
    {
        (IntValue a, IntValue b) => Int((Int128)a.Value - b.Value),
        (UintValue a, UintValue b) => Uint((Int128)a.Value - b.Value),
        (DoubleValue a, DoubleValue b) => new DoubleValue(a.Value - b.Value),
        (DurationValue a, DurationValue b) => Duration((Int128)a.Nanoseconds - b.Nanoseconds),
        (TimestampValue a, TimestampValue b) =>
            Duration((((Int128)a.Seconds - b.Seconds) * DurationValue.PerSecond) + a.Nanoseconds - b.Nanoseconds),
        (TimestampValue a, DurationValue b) => Shift(a, -(Int128)b.Nanoseconds),
        _ => NoOverload(left, "_-_"),
    };

    public static CelValue Multiply(CelValue left, CelValue right) => (left, right) switch
    {
        (IntValue a, IntValue b) => Int((Int128)a.Value * b.Value),
        (UintValue a, UintValue b) => Uint((UInt128)a.Value * b.Value),
        (DoubleValue a, DoubleValue b) => new DoubleValue(a.Value * b.Value),
        _ => NoOverload(left, "_*_"),
    };

    public static CelValue Divide(CelValue left, CelValue right) => (left, right) switch
    {
        (IntValue, IntValue { Value: 0 }) or (UintValue, UintValue { Value: 0 }) => DivisionByZero,
        (IntValue a, IntValue b) => Int((Int128)a.Value / b.Value),
        (UintValue a, UintValue b) => new UintValue(a.Value / b.Value),
        (DoubleValue a, DoubleValue b) => new DoubleValue(a.Value / b.Value),
        _ => NoOverload(left, "_/_"),
    };

    public static CelValue Modulo(CelValue left, CelValue right) => (left, right) switch
    {
        (IntValue, IntValue { Value: 0 }) or (UintValue, UintValue { Value: 0 }) => ModulusByZero,
        (IntValue { Value: long.MinValue }, IntValue { Value: -1 }) => IntOverflow,
        (IntValue a, IntValue b) => new IntValue(a.Value % b.Value),
        (UintValue a, UintValue b) => new UintValue(a.Value % b.Value),
        (DoubleValue, _) => new ErrorValue("no such overload: _%_"),
        _ => NoOverload(left, "_%_"),
    };

    public static CelValue Negate(CelValue value) => value switch
    {
        IntValue { Value: long.MinValue } => IntOverflow,
        IntValue a => new IntValue(-a.Value),
        DoubleValue a => new DoubleValue(-a.Value),
        DurationValue { Nanoseconds: long.MinValue } => DurationOverflow,
        DurationValue a => new DurationValue(-a.Nanoseconds),
        BoolValue => ErrorValue.NoSuchOverload,
        _ => new ErrorValue("no such overload: -_"),
    };

    public static CelValue Int(Int128 value) => value < long.MinValue || value > long.MaxValue ? IntOverflow : new IntValue((long)value);

    public static CelValue Uint(Int128 value) => value < 0 || value > ulong.MaxValue ? UintOverflow : new UintValue((ulong)value);

    /// <summary>A timestamp of whole seconds since 1970, or the overflow error outside the years 1 to 9999.</summary>
    public static CelValue Timestamp(Int128 seconds, int nanoseconds, int offsetSeconds = 0) =>
        seconds < TimestampValue.MinSeconds || seconds > TimestampValue.MaxSeconds
            ? TimestampOverflow
            : new TimestampValue((long)seconds, nanoseconds, offsetSeconds);

    /// <summary>A double as an int: truncated, and an error when the 64 bits cannot hold it.</summary>
    public static CelValue ToInt(double value) =>
        double.IsNaN(value) || value <= -9.223372036854775808e18 || value >= 9.223372036854775808e18 ? IntOverflow : new IntValue((long)value);

    /// <summary>A double as an unsigned int.</summary>
    public static CelValue ToUint(double value) =>
        double.IsNaN(value) || value < 0 || value >= 18.446744073709551616e18 ? UintOverflow : new UintValue((ulong)value);

    private static CelValue Uint(UInt128 value) => value > ulong.MaxValue ? UintOverflow : new UintValue((ulong)value);

    private static CelValue Duration(Int128 nanoseconds) =>
        nanoseconds < long.MinValue || nanoseconds > long.MaxValue ? DurationOverflow : new DurationValue((long)nanoseconds);

    private static CelValue Shift(TimestampValue time, Int128 nanoseconds)
    {
        var total = ((Int128)time.Seconds * DurationValue.PerSecond) + time.Nanoseconds + nanoseconds;
        var seconds = total / DurationValue.PerSecond;
        var fraction = (int)(total % DurationValue.PerSecond);
        return fraction < 0
            ? Timestamp(seconds - 1, fraction + (int)DurationValue.PerSecond, time.OffsetSeconds)
            : Timestamp(seconds, fraction, time.OffsetSeconds);
    }

    private static CelValue Concatenate(ListValue left, ListValue right) =>
        left.Count == 0 ? right
        : right.Count == 0 ? left
        : Fits(left.Count, right.Count) ? new ArrayListValue([.. left.Elements, .. right.Elements])
        : TooLong;

    private static bool Fits(long left, long right) => left + right <= MaxLength;

    /// <summary>cel-go names the operator only when the left operand has neither that operator nor methods.</summary>
    private static ErrorValue NoOverload(CelValue left, string name) => left switch
    {
        IntValue or UintValue or DoubleValue or StringValue or DurationValue or TimestampValue => ErrorValue.NoSuchOverload,
        BytesValue or ListValue when name == "_+_" => ErrorValue.NoSuchOverload,
        _ => new ErrorValue($"no such overload: {name}"),
    };
}
