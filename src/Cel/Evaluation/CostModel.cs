using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>cel-go's prices. One unit is a field access or a call on scalars.</summary>
internal static class CostModel
{
    public const long Access = 1;
    public const long NewList = 10;
    public const long NewMap = 30;

    /// <summary>Reading a text once: a tenth of a unit per code point, at least one unit.</summary>
    public static long Traversal(long size) => Math.Max(1, (size + 9) / 10);

    public static long First(CelValue[] arguments) => Traversal(arguments[0].Size);

    public static long Smaller(CelValue[] arguments) => Traversal(Math.Min(arguments[0].Size, arguments[1].Size));

    public static long Both(CelValue[] arguments) => Traversal(arguments[0].Size + arguments[1].Size);

    /// <summary>A search for one text in another.</summary>
    public static long Search(CelValue[] arguments) => Traversal(arguments[0].Size) * Traversal(arguments[1].Size);

    /// <summary>A regular expression over a text; a pattern costs a quarter of a unit per code point.</summary>
    public static long Match(CelValue[] arguments) => Traversal(1 + arguments[0].Size) * Math.Max(1, (arguments[1].Size + 3) / 4);

    /// <summary>Each element of one list against each of the other.</summary>
    public static long Product(CelValue[] arguments) => 1 + (arguments[0].Size * arguments[1].Size);

    /// <summary>Each element of a list against each other.</summary>
    public static long Square(CelValue[] arguments) => NewList + (arguments[0].Size * arguments[0].Size);

    /// <summary>What a result weighs, charged after the call so that growing texts and lists cannot go unpaid.</summary>
    public static long OfResult(CelValue result) => result switch
    {
        StringValue or BytesValue => result.Size / 10,
        ArrayListValue or OptionalValue => result.Weight / 10,
        _ => 0,
    };

    /// <summary>A sum that stays at the largest number rather than wrap.</summary>
    public static long Sum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
