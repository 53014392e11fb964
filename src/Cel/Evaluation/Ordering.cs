using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Equality and order of values; numbers compare across int, uint and double.</summary>
internal static class Ordering
{
    private static readonly ErrorValue NotOrderable = new("NaN values cannot be ordered");

    public static bool NumbersAreEqual(CelValue left, CelValue right) =>
        !IsNaN(left) && !IsNaN(right) && CompareNumbers(left, right) == 0;

    /// <summary>Orders two values; null and an error when their types have no common order.</summary>
    public static int? Compare(CelValue left, CelValue right, out ErrorValue error)
    {
        error = ErrorValue.NoSuchOverload;
        switch (left, right)
        {
            case (StringValue a, StringValue b):
                return Math.Sign(CodePoints.Compare(a.Value, b.Value));
            case (BytesValue a, BytesValue b):
                return Math.Sign(a.Value.AsSpan().SequenceCompareTo(b.Value));
            case (BoolValue a, BoolValue b):
                return a.Value.CompareTo(b.Value);
            case (DurationValue a, DurationValue b):
                return a.Nanoseconds.CompareTo(b.Nanoseconds);
            case (TimestampValue a, TimestampValue b):
                return (a.Seconds, a.Nanoseconds).CompareTo((b.Seconds, b.Nanoseconds));
        }

        if (CompareNumbers(left, right) is not { } order)
        {
            return null;
        }

        if (IsNaN(left) || IsNaN(right))
        {
            error = NotOrderable;
            return null;
        }

        return order;
    }

    private static bool IsNaN(CelValue value) => value is DoubleValue { Value: double.NaN };

    private static int? CompareNumbers(CelValue left, CelValue right) => (left, right) switch
    {
        (IntValue a, IntValue b) => a.Value.CompareTo(b.Value),
        (IntValue a, UintValue b) => CompareIntUint(a.Value, b.Value),
        (IntValue a, DoubleValue b) => -CompareDoubleInt(b.Value, a.Value),
        (UintValue a, UintValue b) => a.Value.CompareTo(b.Value),
        (UintValue a, IntValue b) => -CompareIntUint(b.Value, a.Value),
        (UintValue a, DoubleValue b) => -CompareDoubleUint(b.Value, a.Value),
        (DoubleValue a, DoubleValue b) => CompareDoubles(a.Value, b.Value),
        (DoubleValue a, IntValue b) => CompareDoubleInt(a.Value, b.Value),
        (DoubleValue a, UintValue b) => CompareDoubleUint(a.Value, b.Value),
        _ => null,
    };

    private static int CompareIntUint(long a, ulong b) => a < 0 || b > long.MaxValue ? -1 : a.CompareTo((long)b);

    private static int CompareDoubleInt(double a, long b) => a < long.MinValue ? -1 : a > long.MaxValue ? 1 : CompareDoubles(a, b);

    private static int CompareDoubleUint(double a, ulong b) => a < 0 ? -1 : a > ulong.MaxValue ? 1 : CompareDoubles(a, b);

    // Unlike double.CompareTo, NaN is neither below nor above anything; callers have ruled it out or ask for equality only.
    private static int CompareDoubles(double a, double b) => a < b ? -1 : a > b ? 1 : 0;
}
