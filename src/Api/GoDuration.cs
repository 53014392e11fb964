using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Api;

/// <summary>
/// Durations in the text form that Kubernetes APIs use, which is Go's: <c>1m0s</c>, <c>30s</c>, <c>176.163666ms</c>.
/// </summary>
/// <remarks>Source: Go's <c>time.ParseDuration</c> and <c>Duration.String</c>. Resolution here is 100 ns, a <see cref="TimeSpan"/> tick.</remarks>
public static class GoDuration
{
    private const double TicksPerNanosecond = 0.01;

    /// <summary>Reads a duration such as <c>1h30m</c>, <c>1.5s</c> or <c>250ms</c>.</summary>
    /// <exception cref="FormatException">The text is not a Go duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var value)
            ? value
            : throw new FormatException($"'{text}' is not a duration; write a number and a unit (ns, us, ms, s, m, h), for example 5m or 1h30m");

    /// <summary>Reads a duration; false when the text is not one.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+')
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

        double ticks = 0;
        while (!rest.IsEmpty)
        {
            var length = 0;
            while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.'))
            {
                length++;
            }

            if (length == 0 || !double.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[length..];
            var (unit, unitLength) = UnitOf(rest);
            if (unitLength == 0)
            {
                return false;
            }

            ticks += number * unit;
            rest = rest[unitLength..];
        }

        if (ticks > long.MaxValue)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)Math.Round(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>Writes a duration as Go prints it: the largest needed unit first, trailing zero units kept (<c>10m0s</c>).</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        if (value < TimeSpan.Zero)
        {
            text.Append('-');
            value = value.Negate();
        }

        if (value < TimeSpan.FromSeconds(1))
        {
            return (value switch
            {
                _ when value < TimeSpan.FromMicroseconds(1) => text.Append(CultureInfo.InvariantCulture, $"{value.Ticks / TicksPerNanosecond:0}ns"),
                _ when value < TimeSpan.FromMilliseconds(1) => text.Append(CultureInfo.InvariantCulture, $"{value.TotalMicroseconds:0.###}µs"),
                _ => text.Append(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0.######}ms"),
            }).ToString();
        }

        var hours = value.Ticks / TimeSpan.TicksPerHour;
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || value.Minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value.Minutes}m");
        }

        var seconds = (decimal)(value.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond;
        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#########}s").ToString();
    }

    private static (double Ticks, int Length) UnitOf(ReadOnlySpan<char> text) => text switch
    {
        ['n', 's', ..] => (TicksPerNanosecond, 2),
        ['u' or 'µ' or 'μ', 's', ..] => (TimeSpan.TicksPerMicrosecond, 2),
        ['m', 's', ..] => (TimeSpan.TicksPerMillisecond, 2),
        ['s', ..] => (TimeSpan.TicksPerSecond, 1),
        ['m', ..] => (TimeSpan.TicksPerMinute, 1),
        ['h', ..] => (TimeSpan.TicksPerHour, 1),
        _ => (0, 0),
    };
}
