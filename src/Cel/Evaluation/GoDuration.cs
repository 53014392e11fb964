using System.Globalization;
using System.Text;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Durations in Go's text form, such as <c>1h30m</c> or <c>1.5s</c>.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", DurationValue.PerSecond), ("m", 60 * DurationValue.PerSecond), ("h", 3600 * DurationValue.PerSecond),
    ];

    /// <summary>Reads a duration; false for anything Go's time.ParseDuration refuses, an overflow included.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-", StringComparison.Ordinal);
        if (negative || rest.StartsWith("+", StringComparison.Ordinal))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            if (!TryReadPart(ref rest, out var part))
            {
                return false;
            }

            total += part;
            if (total > (Int128)long.MaxValue + 1)
            {
                return false;
            }
        }

        total = negative ? -total : total;
        if (total > long.MaxValue)
        {
            return false;
        }

        nanoseconds = (long)total;
        return true;
    }

    /// <summary>Go's Duration.String: <c>1h0m1.5s</c>, with units below a second where that is shorter.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        var sign = nanoseconds < 0 ? "-" : "";
        var rest = (ulong)(nanoseconds < 0 ? -(Int128)nanoseconds : nanoseconds);
        if (rest < 1_000_000_000)
        {
            var (unit, size) = rest < 1_000 ? ("ns", 1m) : rest < 1_000_000 ? ("µs", 1_000m) : ("ms", 1_000_000m);
            return sign + (rest / size).ToString("0.######", CultureInfo.InvariantCulture) + unit;
        }

        var text = new StringBuilder(sign);
        var (hours, minutes) = (rest / 3_600_000_000_000, rest / 60_000_000_000 % 60);
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        }

        return text.Append((rest % 60_000_000_000 / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture)).Append('s').ToString();
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var whole = DigitsAt(rest);
        var number = rest[..whole];
        rest = rest[whole..];
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest.StartsWith(".", StringComparison.Ordinal))
        {
            var length = DigitsAt(rest[1..]);
            fraction = rest.Slice(1, length);
            rest = rest[(length + 1)..];
        }

        if ((number.IsEmpty && fraction.IsEmpty) || number.Length > 19 || !TryReadUnit(ref rest, out var unit))
        {
            return false;
        }

        nanoseconds = number.IsEmpty ? 0 : Int128.Parse(number, CultureInfo.InvariantCulture) * unit;
        if (!fraction.IsEmpty)
        {
            var kept = fraction[..Math.Min(fraction.Length, 18)];
            nanoseconds += Int128.Parse(kept, CultureInfo.InvariantCulture) * unit / (Int128)Math.Pow(10, kept.Length);
        }

        return true;
    }

    private static int DigitsAt(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static bool TryReadUnit(ref ReadOnlySpan<char> rest, out long nanoseconds)
    {
        var length = 0;
        while (length < rest.Length && rest[length] != '.' && !char.IsAsciiDigit(rest[length]))
        {
            length++;
        }

        foreach (var (unit, size) in Units)
        {
            if (rest[..length].SequenceEqual(unit))
            {
                rest = rest[length..];
                nanoseconds = size;
                return true;
            }
        }

        nanoseconds = 0;
        return false;
    }
}
