using System.Globalization;
using System.Numerics;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>Numbers as schemas compare them: exactly, as they are written in decimal.</summary>
internal static class SchemaNumbers
{
    public static bool IsNumber(object? value) => value is double or long or nint;

    public static bool IsInteger(object? value) => value is not double number || number == Math.Truncate(number);

    public static int Compare(object left, object right)
    {
        if (left is double a && right is double b)
        {
            return a.CompareTo(b);
        }

        var (x, y) = Aligned(left, right);
        return x.CompareTo(y);
    }

    public static bool IsMultiple(object value, object divisor)
    {
        var (x, y) = Aligned(value, divisor);
        return !y.IsZero && (x % y).IsZero;
    }

    /// <summary>A number in an error: groups of three digits, as in English.</summary>
    public static string Text(object value) => value switch
    {
        double number when Math.Abs(number) is >= 1e21 or (> 0 and < 1e-4) => GoFormat.FormatFloat(number, 'g'),
        double number => ((decimal)Math.Truncate(number)).ToString("#,##0", CultureInfo.InvariantCulture) is var whole && IsInteger(value)
            ? whole
            : (number < 0 && !whole.StartsWith('-') ? "-" : "") + whole + Fraction(number),
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString("#,##0", CultureInfo.InvariantCulture),
    };

    private static string Fraction(double number)
    {
        var text = GoFormat.FormatFloat(number, 'f');
        return text[text.IndexOf('.', StringComparison.Ordinal)..];
    }

    /// <summary>Both numbers as whole multiples of one power of ten.</summary>
    private static (BigInteger Left, BigInteger Right) Aligned(object left, object right)
    {
        var (x, xExponent) = Decimal(left);
        var (y, yExponent) = Decimal(right);
        var exponent = Math.Min(xExponent, yExponent);
        return (x * BigInteger.Pow(10, xExponent - exponent), y * BigInteger.Pow(10, yExponent - exponent));
    }

    private static (BigInteger Digits, int Exponent) Decimal(object value)
    {
        if (value is not double number)
        {
            return (Convert.ToInt64(value, CultureInfo.InvariantCulture), 0);
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? (BigInteger.Parse(mantissa, CultureInfo.InvariantCulture), exponent)
            : (BigInteger.Parse(mantissa.Remove(point, 1), CultureInfo.InvariantCulture), exponent - (mantissa.Length - point - 1));
    }
}
