using System.Globalization;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Resource quantities in the form in which Kubernetes writes them back.</summary>
internal static class Quantity
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    private static readonly string[] BinarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>Where the suffix of whole units stands among the decimal ones.</summary>
    private const int UnitSuffix = 3;

    /// <summary>The canonical text, the text itself when it is no quantity.</summary>
    public static string Canonicalize(string text)
    {
        var end = NumberLength(text);
        if (!decimal.TryParse(text[..end], NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
        {
            return text;
        }

        var suffix = text[end..];
        var binary = Array.IndexOf(BinarySuffixes, suffix);
        if (binary >= 0)
        {
            return value == 0 ? "0" : Binary(value, binary + 1) ?? text;
        }

        var scale = Array.IndexOf(DecimalSuffixes, suffix);
        return scale < 0 ? text : Decimal(value, scale) ?? text;
    }

    /// <summary>The amount, rounded to what a decimal holds; null for a text that is no quantity.</summary>
    public static decimal? Value(string? text)
    {
        var end = NumberLength(text ?? "");
        if (text is null || !decimal.TryParse(text[..end], NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        var suffix = text[end..];
        var (binary, scale) = (Array.IndexOf(BinarySuffixes, suffix), Array.IndexOf(DecimalSuffixes, suffix) - UnitSuffix);
        return binary >= 0 ? value * (decimal)Math.Pow(1024, binary + 1)
            : scale >= -UnitSuffix ? value * (decimal)Math.Pow(1000, scale)
            : null;
    }

    private static int NumberLength(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '+' or '-'))
        {
            end++;
        }

        return end;
    }

    private static string? Binary(decimal value, int power)
    {
        for (var i = 0; i < power; i++)
        {
            if (Math.Abs(value) > decimal.MaxValue / 1024)
            {
                return null;
            }

            value *= 1024;
        }

        value = decimal.Ceiling(value);
        if (Math.Abs(value) < 1024)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var steps = 0;
        while (steps < BinarySuffixes.Length && value % 1024 == 0)
        {
            value /= 1024;
            steps++;
        }

        return decimal.Truncate(value).ToString(CultureInfo.InvariantCulture) + (steps == 0 ? "" : BinarySuffixes[steps - 1]);
    }

    private static string? Decimal(decimal value, int scale)
    {
        if (value == 0)
        {
            return "0";
        }

        while (decimal.Truncate(value) != value && scale > 0)
        {
            value *= 1000;
            scale--;
        }

        value = decimal.Ceiling(value);
        while (value % 1000 == 0 && scale < DecimalSuffixes.Length - 1)
        {
            value /= 1000;
            scale++;
        }

        return decimal.Truncate(value).ToString(CultureInfo.InvariantCulture) + DecimalSuffixes[scale];
    }
}
