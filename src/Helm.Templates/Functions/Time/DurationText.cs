using System.Buffers;
using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>Go's text form of durations (<c>1h30m0s</c>), in nanoseconds.</summary>
internal static class DurationText
{
    public const long Microsecond = 1_000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create(".0123456789");

    /// <summary>Writes a duration as <c>time.Duration.String</c> does.</summary>
    public static string Format(long nanoseconds)
    {
        var magnitude = nanoseconds < 0 ? (ulong)-(nanoseconds + 1) + 1 : (ulong)nanoseconds;
        var sign = nanoseconds < 0 ? "-" : "";
        if (magnitude == 0)
        {
            return "0s";
        }

        if (magnitude < (ulong)Second)
        {
            return sign + magnitude switch
            {
                < (ulong)Microsecond => $"{magnitude}ns",
                < (ulong)Millisecond => Fraction(magnitude, (ulong)Microsecond, 3) + "µs",
                _ => Fraction(magnitude, (ulong)Millisecond, 6) + "ms",
            };
        }

        var minutes = magnitude / (ulong)Minute;
        var seconds = Fraction(magnitude % (ulong)Minute, (ulong)Second, 9) + "s";
        return sign + (minutes == 0 ? seconds : minutes < 60 ? $"{minutes}m{seconds}" : $"{minutes / 60}h{minutes % 60}m{seconds}");
    }

    /// <summary>Reads a duration as <c>time.ParseDuration</c> does.</summary>
    /// <returns>Null when it was read, else Go's message.</returns>
    public static string? Read(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var negative = false;
        if (!rest.IsEmpty && rest[0] is '-' or '+')
        {
            negative = rest[0] == '-';
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return Invalid(text);
        }

        var total = 0UL;
        while (!rest.IsEmpty)
        {
            if (ReadPart(text, ref rest, ref total) is { } problem)
            {
                return problem;
            }
        }

        if (total > (negative ? 1UL << 63 : long.MaxValue))
        {
            return Invalid(text);
        }

        nanoseconds = negative ? unchecked(-(long)total) : (long)total;
        return null;
    }

    private static string? ReadPart(string text, ref ReadOnlySpan<char> rest, ref ulong total)
    {
        var whole = 0UL;
        var digits = 0;
        for (; digits < rest.Length && char.IsAsciiDigit(rest[digits]); digits++)
        {
            if (whole > ((1UL << 63) - 9) / 10)
            {
                return Invalid(text);
            }

            whole = (whole * 10) + (ulong)(rest[digits] - '0');
        }

        rest = rest[digits..];
        var fraction = 0d;
        var fractionDigits = 0;
        if (!rest.IsEmpty && rest[0] == '.')
        {
            rest = rest[1..];
            var scale = 0.1;
            for (; fractionDigits < rest.Length && char.IsAsciiDigit(rest[fractionDigits]); fractionDigits++, scale /= 10)
            {
                fraction += (rest[fractionDigits] - '0') * scale;
            }

            fraction = fractionDigits == 0 ? 0 : double.Parse("0." + rest[..fractionDigits].ToString(), CultureInfo.InvariantCulture);
            rest = rest[fractionDigits..];
        }

        if (digits + fractionDigits == 0)
        {
            return Invalid(text);
        }

        var end = rest.IndexOfAny(NumberCharacters);
        var unitText = end < 0 ? rest : rest[..end];
        if (unitText.IsEmpty)
        {
            return $"time: missing unit in duration {Quote(text)}";
        }

        if (UnitOf(unitText) is not { } unit)
        {
            return $"time: unknown unit {Quote(unitText.ToString())} in duration {Quote(text)}";
        }

        rest = rest[unitText.Length..];
        if (whole > (1UL << 63) / unit)
        {
            return Invalid(text);
        }

        total += (whole * unit) + (ulong)(fraction * unit);
        return total > 1UL << 63 ? Invalid(text) : null;
    }

    private static ulong? UnitOf(ReadOnlySpan<char> text) => text switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => (ulong)Microsecond,
        "ms" => (ulong)Millisecond,
        "s" => (ulong)Second,
        "m" => (ulong)Minute,
        "h" => (ulong)Hour,
        _ => null,
    };

    private static string Fraction(ulong value, ulong unit, int digits)
    {
        var whole = (value / unit).ToString(CultureInfo.InvariantCulture);
        var part = (value % unit).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
        return part.Length == 0 ? whole : $"{whole}.{part}";
    }

    private static string Invalid(string text) => $"time: invalid duration {Quote(text)}";

    /// <summary>Quotes as the time package does for its messages: bytes outside ASCII in hexadecimal.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                foreach (var b in Encoding.UTF8.GetBytes(c.ToString()))
                {
                    quoted.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
                }
            }
            else
            {
                quoted.Append(c is '"' or '\\' ? "\\" : "").Append(c);
            }
        }

        return quoted.Append('"').ToString();
    }
}
