using System.Globalization;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Conversions of spf13/cast 1.7, which never fail: what is no number is zero.</summary>
internal static class GoCast
{
    /// <summary>An integer; texts may have a base prefix (<c>0644</c> is octal), fractions are cut off.</summary>
    public static long ToInt64(object? value) => value switch
    {
        nint n => n,
        long n => n,
        double f => Truncate(f),
        string text => TryParseInt(TrimZeroDecimal(text), 0, out var n) ? n : 0,
        bool b => b ? 1 : 0,
        int n => n,
        short n => n,
        sbyte n => n,
        byte n => n,
        ushort n => n,
        uint n => n,
        nuint n => unchecked((long)n),
        ulong n => unchecked((long)n),
        float f => Truncate(f),
        _ => 0,
    };

    /// <summary>A Go <c>int</c>, which has 64 bits.</summary>
    public static nint ToInt(object? value) => (nint)ToInt64(value);

    /// <summary>A float; texts are decimal.</summary>
    public static double ToFloat64(object? value) => value switch
    {
        double f => f,
        float f => f,
        string text => TryParseFloat(text, out var f) ? f : 0,
        ulong n => n,
        nuint n => n,
        _ => ToInt64(value),
    };

    /// <summary>Go's conversion of a float: what does not fit is the lowest number, as on amd64.</summary>
    public static long Truncate(double value) => value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : long.MinValue;

    /// <summary><c>strconv.ParseInt</c> to 64 bits; base 0 takes prefixes and underscores.</summary>
    public static bool TryParseInt(string text, int radix, out long value)
    {
        var negative = text.StartsWith('-');
        value = 0;
        if (!TryParseUInt(negative || text.StartsWith('+') ? text.AsSpan(1) : text, radix, out var magnitude) || magnitude > (negative ? 1UL << 63 : long.MaxValue))
        {
            return false;
        }

        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    /// <summary><c>strconv.ParseUint</c> to 64 bits.</summary>
    public static bool TryParseUInt(ReadOnlySpan<char> digits, int radix, out ulong value)
    {
        value = 0;
        if (radix == 0)
        {
            if (digits.Contains('_'))
            {
                if (!HasUnderscoresBetweenDigits(digits))
                {
                    return false;
                }

                digits = digits.ToString().Replace("_", "", StringComparison.Ordinal);
            }

            (radix, var skip) = digits.Length > 1 && digits[0] == '0'
                ? digits[1] switch { 'x' or 'X' => (16, 2), 'o' or 'O' => (8, 2), 'b' or 'B' => (2, 2), _ => (8, 1) }
                : (10, 0);
            digits = digits[skip..];
        }

        foreach (var c in digits)
        {
            var digit = c switch
            {
                >= '0' and <= '9' => (uint)(c - '0'),
                >= 'a' and <= 'f' => (uint)(c - 'a' + 10),
                >= 'A' and <= 'F' => (uint)(c - 'A' + 10),
                _ => uint.MaxValue,
            };
            if (digit >= radix || value > (ulong.MaxValue - digit) / (uint)radix)
            {
                return false;
            }

            value = (value * (uint)radix) + digit;
        }

        return !digits.IsEmpty;
    }

    /// <summary><c>strconv.ParseFloat</c>; out of range counts as a failure.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        if (text.Contains('_', StringComparison.Ordinal))
        {
            if (!HasUnderscoresBetweenDigits(text.AsSpan(text[0] is '+' or '-' ? 1 : 0)))
            {
                return false;
            }

            text = text.Replace("_", "", StringComparison.Ordinal);
        }

        var unsigned = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        return !unsigned.IsEmpty && (char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.')
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>Cuts <c>.0</c>, <c>.00</c> and so on off the end.</summary>
    private static string TrimZeroDecimal(string text)
    {
        var trimmed = text.TrimEnd('0');
        return trimmed.Length < text.Length && trimmed.EndsWith('.') ? trimmed[..^1] : text;
    }

    /// <summary>An underscore stands between digits, or between a base prefix and a digit.</summary>
    private static bool HasUnderscoresBetweenDigits(ReadOnlySpan<char> digits)
    {
        var afterDigit = false;
        for (var i = 0; i < digits.Length; i++)
        {
            var isPrefix = i == 1 && digits[0] == '0' && char.ToLowerInvariant(digits[1]) is 'x' or 'o' or 'b';
            if (digits[i] == '_' && (!afterDigit || i + 1 == digits.Length || digits[i + 1] == '_'))
            {
                return false;
            }

            afterDigit = isPrefix || char.IsAsciiHexDigit(digits[i]);
        }

        return true;
    }
}
