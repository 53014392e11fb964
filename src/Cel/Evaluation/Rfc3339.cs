using System.Globalization;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Timestamps in RFC 3339 form, read as Go's time.Parse reads them and written with as many fraction digits as needed.</summary>
internal static class Rfc3339
{
    /// <summary>Reads <c>2006-01-02T15:04:05[.fraction](Z|±hh:mm)</c>; false for any other form or an impossible date.</summary>
    public static bool TryParse(string text, out long seconds, out int nanoseconds, out int offsetSeconds)
    {
        (seconds, nanoseconds, offsetSeconds) = (0, 0, 0);
        if (text.Length < 20
            || !DateTime.TryParseExact(text.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        var rest = text.AsSpan(19);
        if (rest[0] is '.' or ',')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (end <= 0)
            {
                return false;
            }

            nanoseconds = int.Parse(rest.Slice(1, Math.Min(end, 9)).ToString().PadRight(9, '0'), CultureInfo.InvariantCulture);
            rest = rest[(end + 1)..];
        }

        if (!TryReadOffset(rest, out offsetSeconds))
        {
            return false;
        }

        seconds = ((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - offsetSeconds;
        return true;
    }

    /// <summary>The time in the zone of the offset, without trailing zeros in the fraction.</summary>
    public static string Format(long seconds, int nanoseconds, int offsetSeconds)
    {
        // An offset may push a time at the edge of the range over it; the bare UTC form is always representable.
        var local = seconds + offsetSeconds;
        if (local is < TimestampValue.MinSeconds or > TimestampValue.MaxSeconds)
        {
            (local, offsetSeconds) = (seconds, 0);
        }

        var date = DateTime.UnixEpoch.AddTicks(local * TimeSpan.TicksPerSecond).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = nanoseconds == 0 ? "" : "." + nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        var minutes = Math.Abs(offsetSeconds) / 60;
        var zone = offsetSeconds == 0
            ? "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{(offsetSeconds < 0 ? '-' : '+')}{minutes / 60:00}:{minutes % 60:00}");
        return date + fraction + zone;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.Slice(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || hours > 24 || minutes > 60)
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * (text[0] == '-' ? -60 : 60);
        return true;
    }
}
