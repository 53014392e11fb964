using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Go's binary and hexadecimal float forms: <c>4503599627370496p-52</c> and <c>0x1.8p+01</c>.</summary>
internal static class HexFloat
{
    private const int MantissaTop = 60;

    public static string Format(double value, char verb, int precision, int bits)
    {
        var (mantissaBits, bias) = bits == 32 ? (23, -127) : (52, -1023);
        var raw = bits == 32 ? BitConverter.SingleToUInt32Bits((float)value) : BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(raw >> mantissaBits) & (bits == 32 ? 0xFF : 0x7FF);
        var mantissa = raw & ((1UL << mantissaBits) - 1);
        mantissa = exponent == 0 ? mantissa : mantissa | (1UL << mantissaBits);
        exponent = Math.Max(exponent, 1) + bias;
        var sign = double.IsNegative(value) ? "-" : "";
        if (verb == 'b')
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}p{exponent - mantissaBits:+0;-0;+0}");
        }

        exponent = mantissa == 0 ? 0 : exponent;
        mantissa <<= MantissaTop - mantissaBits;
        while (mantissa != 0 && (mantissa & (1UL << MantissaTop)) == 0)
        {
            mantissa <<= 1;
            exponent--;
        }

        if (precision is >= 0 and < 15)
        {
            Round(ref mantissa, ref exponent, precision * 4);
        }

        var text = new StringBuilder(sign).Append('0').Append(verb).Append((mantissa >> MantissaTop) & 1);
        mantissa <<= 4;
        var digits = verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
        var count = precision >= 0 ? precision : int.MaxValue;
        for (var i = 0; i < count && (precision >= 0 || mantissa != 0); i++)
        {
            text.Append(i == 0 ? "." : "").Append(digits[(int)(mantissa >> MantissaTop) & 15]);
            mantissa <<= 4;
        }

        return text.Append(verb == 'X' ? 'P' : 'p').Append(exponent.ToString("+00;-00;+00", CultureInfo.InvariantCulture)).ToString();
    }

    public static bool TryParse(string text, out double value)
    {
        value = 0;
        var at = text[0] is '+' or '-' ? 3 : 2;
        double mantissa = 0;
        var exponent = 0;
        var point = false;
        var digits = 0;
        for (; at < text.Length && (char.IsAsciiHexDigit(text[at]) || text[at] == '.'); at++)
        {
            if (text[at] == '.')
            {
                if (point)
                {
                    return false;
                }

                point = true;
                continue;
            }

            mantissa = (mantissa * 16) + Convert.ToInt32(text[at].ToString(), 16);
            exponent -= point ? 4 : 0;
            digits++;
        }

        // Go takes a hexadecimal float only with an exponent.
        if (digits == 0 || at >= text.Length || text[at] is not ('p' or 'P')
            || !int.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written))
        {
            return false;
        }

        value = Math.ScaleB(text[0] == '-' ? -mantissa : mantissa, exponent + written);
        return double.IsFinite(value);
    }

    private static void Round(ref ulong mantissa, ref int exponent, int shift)
    {
        var extra = (mantissa << shift) & ((1UL << MantissaTop) - 1);
        mantissa >>= MantissaTop - shift;
        if ((extra | (mantissa & 1)) > 1UL << (MantissaTop - 1))
        {
            mantissa++;
        }

        mantissa <<= MantissaTop - shift;
        if ((mantissa & (1UL << (MantissaTop + 1))) != 0)
        {
            mantissa >>= 1;
            exponent++;
        }
    }
}
