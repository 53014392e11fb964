using System.Globalization;
using System.Numerics;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Floating-point numbers as Go writes and reads them: <c>strconv.FormatFloat</c> and <c>ParseFloat</c>.</summary>
internal static class GoFloat
{
    // Where %g without a precision goes over to the exponent form.
    private const int ShortestExponentThreshold = 6;

    /// <summary>Formats a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="verb">One of <c>e E f g G b x X</c>.</param>
    /// <param name="precision">Digits as Go counts them for the verb; negative for the shortest text that reads back as the same number.</param>
    /// <param name="bits">64, or 32 to format as a float32.</param>
    public static string Format(double value, char verb, int precision = -1, int bits = 64)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        var negative = double.IsNegative(value);
        if (verb is 'b' or 'x' or 'X')
        {
            return HexFloat.Format(value, verb, precision, bits);
        }

        var shortest = precision < 0;
        var digits = shortest ? Digits.Shortest(value, bits) : Digits.Exact(value);
        switch (verb)
        {
            case 'e' or 'E':
                precision = shortest ? Math.Max(digits.Count - 1, 0) : precision;
                return Exponent(negative, shortest ? digits : digits.Round(precision + 1), precision, verb);
            case 'f':
                precision = shortest ? Math.Max(digits.Count - digits.Point, 0) : precision;
                return Fixed(negative, shortest ? digits : digits.Round(digits.Point + precision), precision);
            default:
                return General(negative, digits, precision, verb, shortest);
        }
    }

    /// <summary>Reads a number as <c>strconv.ParseFloat(text, 64)</c>; a number too large for a float64 is an error there and false here.</summary>
    public static bool TryParse(string text, out double value)
    {
        value = 0;
        var unsigned = text.AsSpan().TrimStart("+-");
        if (text.Length - unsigned.Length > 1 || unsigned.IsEmpty)
        {
            return false;
        }

        if (unsigned.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return HexFloat.TryParse(text, out value);
        }

        foreach (var c in unsigned)
        {
            if (c is not ((>= '0' and <= '9') or '.' or 'e' or 'E' or '+' or '-'))
            {
                return false;
            }
        }

        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static string General(bool negative, Digits digits, int precision, char verb, bool shortest)
    {
        if (shortest)
        {
            precision = digits.Count;
        }
        else
        {
            precision = precision == 0 ? 1 : precision;
            digits = digits.Round(precision);
        }

        var threshold = precision;
        if (threshold > digits.Count && digits.Count >= digits.Point)
        {
            threshold = digits.Count;
        }

        threshold = shortest ? ShortestExponentThreshold : threshold;
        var exponent = digits.Point - 1;
        if (exponent < -4 || exponent >= threshold)
        {
            return Exponent(negative, digits, Math.Min(precision, digits.Count) - 1, verb == 'G' ? 'E' : 'e');
        }

        return Fixed(negative, digits, Math.Max((precision > digits.Point ? digits.Count : precision) - digits.Point, 0));
    }

    private static string Exponent(bool negative, Digits digits, int precision, char verb)
    {
        var text = new StringBuilder(Math.Max(precision, 0) + 10);
        if (negative)
        {
            text.Append('-');
        }

        text.Append(digits[0]);
        if (precision > 0)
        {
            text.Append('.');
            for (var i = 1; i <= precision; i++)
            {
                text.Append(digits[i]);
            }
        }

        var exponent = digits.Count == 0 ? 0 : digits.Point - 1;
        text.Append(verb).Append(exponent < 0 ? '-' : '+');
        exponent = Math.Abs(exponent);
        if (exponent < 10)
        {
            text.Append('0');
        }

        return text.Append(exponent).ToString();
    }

    private static string Fixed(bool negative, Digits digits, int precision)
    {
        var text = new StringBuilder(Math.Max(digits.Point, 0) + precision + 3);
        if (negative)
        {
            text.Append('-');
        }

        if (digits.Point <= 0)
        {
            text.Append('0');
        }

        for (var i = 0; i < digits.Point; i++)
        {
            text.Append(digits[i]);
        }

        if (precision > 0)
        {
            text.Append('.');
            for (var i = 0; i < precision; i++)
            {
                text.Append(digits[digits.Point + i]);
            }
        }

        return text.ToString();
    }

    /// <summary>Decimal digits 0.d1d2d3… times 10 to the power of <paramref name="Point"/>, without zeros at either end.</summary>
    private readonly record struct Digits(string Text, int Point)
    {
        public int Count => Text.Length;

        public char this[int index] => (uint)index < (uint)Text.Length ? Text[index] : '0';

        public static Digits Shortest(double value, int bits)
        {
            Span<char> buffer = stackalloc char[32];
            // "R" is the shortest text that reads back as the same number.
            var length = 0;
            _ = bits == 32
                ? ((float)Math.Abs(value)).TryFormat(buffer, out length, "R", CultureInfo.InvariantCulture)
                : Math.Abs(value).TryFormat(buffer, out length, "R", CultureInfo.InvariantCulture);
            ReadOnlySpan<char> text = buffer[..length];
            var exponentAt = text.IndexOf('E');
            var exponent = exponentAt < 0 ? 0 : int.Parse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = exponentAt < 0 ? text : text[..exponentAt];
            var pointAt = text.IndexOf('.');
            var point = pointAt < 0 ? text.Length : pointAt;
            var digits = pointAt < 0 ? text.ToString() : string.Concat(text[..pointAt], text[(pointAt + 1)..]);
            return Trim(digits, point + exponent);
        }

        /// <summary>All digits of the number's exact decimal value.</summary>
        public static Digits Exact(double value)
        {
            var bits = BitConverter.DoubleToUInt64Bits(value);
            var mantissa = bits & ((1UL << 52) - 1);
            var exponent = (int)(bits >> 52) & 0x7FF;
            if (exponent != 0)
            {
                mantissa |= 1UL << 52;
                exponent--;
            }

            exponent -= 1074;
            if (mantissa == 0)
            {
                return new Digits("", 0);
            }

            if (exponent >= 0)
            {
                var whole = (new BigInteger(mantissa) << exponent).ToString(CultureInfo.InvariantCulture);
                return Trim(whole, whole.Length);
            }

            var scaled = (mantissa * BigInteger.Pow(5, -exponent)).ToString(CultureInfo.InvariantCulture);
            return Trim(scaled, scaled.Length + exponent);
        }

        /// <summary>Rounds to a number of digits; an exact half goes to the even neighbour.</summary>
        public Digits Round(int count)
        {
            if (count < 0)
            {
                return new Digits("", 0);
            }

            if (count >= Text.Length)
            {
                return this;
            }

            var half = Text[count] == '5' && count + 1 == Text.Length;
            var up = half ? count > 0 && (Text[count - 1] - '0') % 2 == 1 : Text[count] >= '5';
            if (!up)
            {
                return Trim(Text[..count], Point);
            }

            var kept = count;
            while (kept > 0 && Text[kept - 1] == '9')
            {
                kept--;
            }

            return kept == 0
                ? new Digits("1", Point + 1)
                : new Digits(string.Concat(Text.AsSpan(0, kept - 1), ((char)(Text[kept - 1] + 1)).ToString()), Point);
        }

        private static Digits Trim(string digits, int point)
        {
            var start = 0;
            while (start < digits.Length && digits[start] == '0')
            {
                start++;
            }

            var end = digits.Length;
            while (end > start && digits[end - 1] == '0')
            {
                end--;
            }

            return start == end ? new Digits("", 0) : new Digits(digits[start..end], point - start);
        }
    }
}
