using System.Globalization;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Doubles as Go prints them: the shortest digits that read back as the same number.</summary>
internal static class GoFormat
{
    /// <summary>Go's <c>%g</c> in its shortest form: an exponent is written below 1e-4 and from 1e6.</summary>
    public static string General(double value)
    {
        if (!double.IsFinite(value))
        {
            return NonFinite(value, "+Inf", "-Inf");
        }

        var (negative, digits, exponent) = Decompose(value);
        var sign = negative ? "-" : "";
        if (exponent is >= -4 and < 6)
        {
            return sign + Plain(digits, exponent);
        }

        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>Go's <c>'f'</c> with the shortest precision; non-finite numbers in protobuf's spelling.</summary>
    public static string Fixed(double value)
    {
        if (!double.IsFinite(value))
        {
            return NonFinite(value, "Infinity", "-Infinity");
        }

        var (negative, digits, exponent) = Decompose(value);
        return (negative ? "-" : "") + Plain(digits, exponent);
    }

    /// <summary>Go's <c>%.Nf</c>.</summary>
    public static string Fixed(double value, int precision) =>
        double.IsFinite(value)
            ? value.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : NonFinite(value, "Infinity", "-Infinity");

    /// <summary>Go's <c>%.Ne</c>, whose exponent has two digits where .NET writes three.</summary>
    public static string Scientific(double value, int precision)
    {
        if (!double.IsFinite(value))
        {
            return NonFinite(value, "Infinity", "-Infinity");
        }

        var text = value.ToString("e" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var mark = text.LastIndexOf('e') + 2;
        return text[mark] == '0' ? text.Remove(mark, 1) : text;
    }

    private static string NonFinite(double value, string positive, string negative) =>
        double.IsNaN(value) ? "NaN" : value > 0 ? positive : negative;

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0')
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The significant digits without trailing zeros, and the power of ten of the first.</summary>
    private static (bool Negative, string Digits, int Exponent) Decompose(double value)
    {
        if (value == 0)
        {
            return (double.IsNegative(value), "0", 0);
        }

        var text = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return (value < 0, mantissa.Length == 0 ? "0" : mantissa, exponent);
    }
}
