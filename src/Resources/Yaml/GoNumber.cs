using System.Globalization;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Floating-point text in the layout of Go's <c>%g</c> with the shortest exact digits.</summary>
internal static class GoNumber
{
    /// <summary>The exponent from which <c>%g</c> with shortest digits turns to scientific notation.</summary>
    private const int ShortestPrecision = 6;

    /// <summary>Formats a finite number; whole numbers of 64 bits are written without exponent.</summary>
    public static string Format(double value)
    {
        if (value == Math.Truncate(value) && value is >= -9.2233720368547758E18 and < 1.8446744073709552E19)
        {
            return value < 0
                ? ((long)value).ToString(CultureInfo.InvariantCulture)
                : ((ulong)value).ToString(CultureInfo.InvariantCulture);
        }

        var (negative, digits, exponent) = Split(value);
        var sign = negative ? "-" : "";
        return sign + (exponent is < -4 or >= ShortestPrecision ? Scientific(digits, exponent) : Positional(digits, exponent));
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits.AsSpan(1)}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0')
            : $"{digits.AsSpan(0, exponent + 1)}.{digits.AsSpan(exponent + 1)}";
    }

    /// <summary>Takes the shortest text apart into its digits and the decimal exponent of the first.</summary>
    private static (bool Negative, string Digits, int Exponent) Split(double value)
    {
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var end = shortest.IndexOf('E');
        var digits = (end < 0 ? shortest : shortest[..end]).Replace(".", "", StringComparison.Ordinal).Trim('0');
        return (value < 0, digits.Length == 0 ? "0" : digits, ExponentOf(shortest));
    }

    /// <summary>The decimal exponent of the first digit of a round-trip text without a sign.</summary>
    internal static int ExponentOf(ReadOnlySpan<char> shortest)
    {
        var mark = shortest.IndexOf('E');
        var scale = mark < 0 ? 0 : int.Parse(shortest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var point = mantissa.IndexOf('.');
        var first = mantissa.IndexOfAnyInRange('1', '9');
        var whole = point < 0 ? mantissa.Length : point;
        return first < 0 ? 0 : scale + (first < whole ? whole - 1 - first : whole - first);
    }
}
