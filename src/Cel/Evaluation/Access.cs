using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Field selection, indexing and presence tests, on plain and on optional values.</summary>
internal static class Access
{
    /// <summary><c>operand.field</c>: on an optional the result is an optional.</summary>
    public static CelValue Select(CelValue operand, string field) => operand switch
    {
        MapValue map => map.Find(field) ?? ErrorValue.NoSuchKey(field),
        ErrorValue error => error,
        OptionalValue => SelectOptional(operand, field),
        ListValue => BadIndexType(CelType.String),
        _ => ErrorValue.NoSuchKey(field),
    };

    /// <summary><c>operand.?field</c>.</summary>
    public static CelValue SelectOptional(CelValue operand, string field) => operand switch
    {
        ErrorValue error => error,
        OptionalValue { Value: null } none => none,
        OptionalValue { Value: { } inner } => SelectOptional(inner, field),
        MapValue map => map.Find(field) is { } value ? OptionalValue.Of(value) : OptionalValue.None,
        ListValue => BadIndexType(CelType.String),
        _ => OptionalValue.None,
    };

    /// <summary><c>has(operand.field)</c>.</summary>
    public static CelValue Has(CelValue operand, string field) => operand switch
    {
        ErrorValue error => error,
        OptionalValue { Value: null } => BoolValue.False,
        OptionalValue { Value: { } inner } => Has(inner, field),
        MapValue map => BoolValue.Of(map.Find(field) is not null),
        ListValue => BadIndexType(CelType.String),
        _ => BoolValue.False,
    };

    /// <summary><c>operand[index]</c>.</summary>
    public static CelValue Index(CelValue operand, CelValue index) => operand switch
    {
        OptionalValue => IndexOptional(operand, index),
        MapValue map => map.Find(index) ?? ErrorValue.NoSuchKey(index),
        ListValue list => Position(index, out var error) is not { } at ? error
            : at >= 0 && at < list.Count ? list[(int)at]
            : new ErrorValue($"index out of bounds: {index}"),
        _ => ErrorValue.NoSuchKey(index),
    };

    /// <summary><c>operand[?index]</c>.</summary>
    public static CelValue IndexOptional(CelValue operand, CelValue index) => operand switch
    {
        OptionalValue { Value: null } none => none,
        OptionalValue { Value: { } inner } => IndexOptional(inner, index),
        MapValue map => map.Find(index) is { } value ? OptionalValue.Of(value) : OptionalValue.None,
        ListValue list => Position(index, out var error) is not { } at ? error
            : at >= 0 && at < list.Count ? OptionalValue.Of(list[(int)at])
            : OptionalValue.None,
        _ => OptionalValue.None,
    };

    /// <summary>A list position from any whole number; null and an error otherwise.</summary>
    private static long? Position(CelValue index, out ErrorValue error)
    {
        error = index is DoubleValue or UintValue
            ? new ErrorValue($"unsupported index value {index} in list")
            : BadIndexType(index.Type);
        return index switch
        {
            IntValue number => number.Value,
            UintValue { Value: <= long.MaxValue } number => (long)number.Value,
            DoubleValue number when double.IsInteger(number.Value) && Math.Abs(number.Value) < 1L << 53 => (long)number.Value,
            _ => null,
        };
    }

    private static ErrorValue BadIndexType(CelType type) => new($"unsupported index type '{type.Name}' in list");
}
