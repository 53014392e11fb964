using System.Globalization;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>The timestamps of YAML 1.1 in the forms go-yaml knows.</summary>
internal static class YamlTimestamp
{
    /// <summary>
    /// <c>2006-1-2</c>, <c>2006-1-2 15:4:5.9</c> or <c>2006-1-2T15:4:5.9Z</c> (or an offset, or a small t).
    /// </summary>
    public static bool IsTimestamp(ReadOnlySpan<char> text) => TryParse(text, out _, out _);

    /// <summary>The same moment as Go's JSON prints it.</summary>
    public static string ToRfc3339(string text)
    {
        if (!TryParse(text, out var time, out var fraction))
        {
            return text;
        }

        var zone = time.Offset == TimeSpan.Zero ? "Z" : time.ToString("zzz", CultureInfo.InvariantCulture);
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + zone;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time, out string fraction)
    {
        time = default;
        fraction = "";
        if (text.Length < 8 || text[4] != '-' || !TryNumber(ref text, 4, 4, out var year)
            || !Skip(ref text, '-') || !TryNumber(ref text, 1, 2, out var month)
            || !Skip(ref text, '-') || !TryNumber(ref text, 1, 2, out var day)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        int hour = 0, minute = 0, second = 0;
        var offset = TimeSpan.Zero;
        if (!text.IsEmpty)
        {
            var zoned = text[0] is 'T' or 't';
            if (!zoned && text[0] != ' ')
            {
                return false;
            }

            text = text[1..];
            if (!TryClock(ref text, out hour, out minute, out second, out fraction) || zoned && !TryZone(ref text, out offset) || !text.IsEmpty)
            {
                return false;
            }
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, offset);
        return true;
    }

    private static bool TryClock(ref ReadOnlySpan<char> text, out int hour, out int minute, out int second, out string fraction)
    {
        minute = second = 0;
        fraction = "";
        if (!TryNumber(ref text, 1, 2, out hour) || !Skip(ref text, ':') || !TryNumber(ref text, 1, 2, out minute)
            || !Skip(ref text, ':') || !TryNumber(ref text, 1, 2, out second) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        if (!text.IsEmpty && text[0] is '.' or ',')
        {
            var length = 1;
            while (length < text.Length && char.IsAsciiDigit(text[length]))
            {
                length++;
            }

            if (length == 1)
            {
                return false;
            }

            var digits = text[1..Math.Min(length, 10)].TrimEnd('0');
            fraction = digits.IsEmpty ? "" : $".{digits}";
            text = text[length..];
        }

        return true;
    }

    private static bool TryZone(ref ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z")
        {
            text = text[1..];
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-'))
        {
            return false;
        }

        var negative = text[0] == '-';
        text = text[1..];
        if (!TryNumber(ref text, 2, 2, out var hours) || !Skip(ref text, ':') || !TryNumber(ref text, 2, 2, out var minutes) || hours > 13 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (negative ? -1 : 1);
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, int least, int most, out int value)
    {
        value = 0;
        var length = 0;
        while (length < most && length < text.Length && char.IsAsciiDigit(text[length]))
        {
            value = (value * 10) + (text[length++] - '0');
        }

        text = text[length..];
        return length >= least;
    }

    private static bool Skip(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
