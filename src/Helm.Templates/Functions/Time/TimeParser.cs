using System.Globalization;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>Reads a text in a layout, as Go's <c>time.ParseInLocation</c>.</summary>
/// <remarks>An abbreviation that the zone does not use gives a zone of that name without offset.</remarks>
internal sealed class TimeParser(string layout, string value, GoZone zone)
{
    private long _year;
    private int _month = -1;
    private int _day = -1;
    private int _yearDay = -1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private bool _isPm;
    private bool _hasPm;
    private int? _offset;
    private string? _zoneName;
    private string _range = "";

    /// <summary>Reads the text.</summary>
    /// <returns>Null when it was read, else Go's message.</returns>
    public string? Read(out long unixSeconds, out int nanosecond, out GoZone readZone)
    {
        (unixSeconds, nanosecond, readZone) = (0, 0, GoZone.Utc);
        var rest = value;
        var at = 0;
        while (true)
        {
            var (start, text, part) = TimeLayout.Next(layout, at);
            if (!SkipPrefix(ref rest, layout[at..start]))
            {
                return Problem(layout[at..start], rest);
            }

            if (part == TimePart.None)
            {
                break;
            }

            at = start + text.Length;
            var before = rest;
            if (!ReadPart(part, text, ref rest))
            {
                return _range.Length > 0 ? Problem($": {_range} out of range") : Problem(text, before);
            }
        }

        if (rest.Length > 0)
        {
            return Problem(": extra text: " + DurationText.Quote(rest));
        }

        return Finish(out unixSeconds, out nanosecond, out readZone);
    }

    private string? Finish(out long unixSeconds, out int nanosecond, out GoZone readZone)
    {
        (unixSeconds, nanosecond, readZone) = (0, _nanosecond, GoZone.Utc);
        if (_hasPm)
        {
            _hour = _isPm && _hour < 12 ? _hour + 12 : !_isPm && _hour == 12 ? 0 : _hour;
        }

        if (_yearDay >= 0)
        {
            if (_yearDay < 1 || _yearDay > (CivilDate.IsLeap(_year) ? 366 : 365))
            {
                return Problem(": day-of-year out of range");
            }

            var date = CivilDate.FromDays(new CivilDate(_year, 1, 1).ToDays() + _yearDay - 1);
            if ((_month >= 0 && _month != date.Month) || (_day >= 0 && _day != date.Day))
            {
                return Problem(": day-of-year does not match " + (_month >= 0 && _month != date.Month ? "month" : "day"));
            }

            (_month, _day) = (date.Month, date.Day);
        }

        _month = _month < 0 ? 1 : _month;
        _day = _day < 0 ? 1 : _day;
        if (_day < 1 || _day > CivilDate.DaysIn(_year, _month))
        {
            return Problem(": day out of range");
        }

        var local = (new CivilDate(_year, _month, _day).ToDays() * 86_400) + (_hour * 3600) + (_minute * 60) + _second;
        (unixSeconds, readZone) = Place(local);
        return null;
    }

    private (long UnixSeconds, GoZone Zone) Place(long local)
    {
        if (_offset is { } offset)
        {
            var moment = local - offset;
            var (name, zoneOffset) = zone.At(moment);
            return zoneOffset == offset && (_zoneName is null || _zoneName == name) ? (moment, zone) : (moment, GoZone.Fixed(_zoneName ?? "", offset));
        }

        if (_zoneName is not null)
        {
            var moment = Unzoned(local);
            return zone.At(moment).Abbreviation == _zoneName ? (moment, zone) : _zoneName == "UTC" ? (local, GoZone.Utc) : (local, GoZone.Fixed(_zoneName, GmtOffset()));
        }

        return (Unzoned(local), zone);
    }

    /// <summary><c>GMT+3</c> is the one kind of abbreviation that says its offset.</summary>
    private int GmtOffset() =>
        _zoneName!.Length > 3 && _zoneName.StartsWith("GMT", StringComparison.Ordinal) && int.TryParse(_zoneName.AsSpan(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hours)
            ? hours * 3600
            : 0;

    /// <summary>The moment at which clocks of the zone show this time: looked up twice, for the offset may differ.</summary>
    private long Unzoned(long local)
    {
        var guess = local - zone.At(local).Offset;
        return local - zone.At(guess).Offset;
    }

    private bool ReadPart(TimePart part, string text, ref string rest) => part switch
    {
        TimePart.LongYear => ReadYear(ref rest),
        TimePart.Year => ReadShortYear(ref rest),
        TimePart.Month => ReadName(TimeFormatter.Months, 3, ref rest, out var m) && Set(ref _month, m + 1),
        TimePart.LongMonth => ReadName(TimeFormatter.Months, 0, ref rest, out var m) && Set(ref _month, m + 1),
        TimePart.NumberMonth or TimePart.ZeroMonth => ReadNumber(ref rest, part == TimePart.ZeroMonth, 1, 12, "month", out _month),
        TimePart.Weekday => ReadName(TimeFormatter.Weekdays, 3, ref rest, out _),
        TimePart.LongWeekday => ReadName(TimeFormatter.Weekdays, 0, ref rest, out _),
        TimePart.Day or TimePart.SpaceDay or TimePart.ZeroDay => ReadDay(part, ref rest),
        TimePart.SpaceYearDay or TimePart.ZeroYearDay => ReadYearDay(part, ref rest),
        TimePart.Hour => ReadNumber(ref rest, false, 0, 23, "hour", out _hour),
        TimePart.Hour12 or TimePart.ZeroHour12 => ReadNumber(ref rest, part == TimePart.ZeroHour12, 0, 12, "hour", out _hour),
        TimePart.Minute or TimePart.ZeroMinute => ReadNumber(ref rest, part == TimePart.ZeroMinute, 0, 59, "minute", out _minute),
        TimePart.Second or TimePart.ZeroSecond => ReadSecond(part, text, ref rest),
        TimePart.UpperPm => ReadPm("AM", "PM", ref rest),
        TimePart.LowerPm => ReadPm("am", "pm", ref rest),
        TimePart.ZoneName => ReadZoneName(ref rest),
        TimePart.FixedFraction => ReadFraction(ref rest, text.Length),
        TimePart.TrimmedFraction => ReadTrimmedFraction(ref rest),
        _ => ReadOffset(text, ref rest),
    };

    private static bool Set(ref int target, int number)
    {
        target = number;
        return true;
    }

    private bool ReadYear(ref string rest)
    {
        if (rest.Length < 4 || !IsDigits(rest, 4))
        {
            return false;
        }

        _year = int.Parse(rest.AsSpan(0, 4), CultureInfo.InvariantCulture);
        rest = rest[4..];
        return true;
    }

    private bool ReadShortYear(ref string rest)
    {
        if (rest.Length < 2 || !IsDigits(rest, 2))
        {
            return false;
        }

        var year = int.Parse(rest.AsSpan(0, 2), CultureInfo.InvariantCulture);
        _year = year >= 69 ? 1900 + year : 2000 + year;
        rest = rest[2..];
        return true;
    }

    private static bool ReadName(string[] names, int length, ref string rest, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            var name = length == 0 ? names[index] : names[index][..length];
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                rest = rest[name.Length..];
                return true;
            }
        }

        return false;
    }

    private bool ReadNumber(ref string rest, bool twoDigits, int least, int most, string name, out int number)
    {
        number = -1;
        if (rest.Length == 0 || !char.IsAsciiDigit(rest[0]) || (twoDigits && !IsDigits(rest, 2)))
        {
            return false;
        }

        var length = IsDigits(rest, 2) ? 2 : 1;
        number = int.Parse(rest.AsSpan(0, length), CultureInfo.InvariantCulture);
        rest = rest[length..];
        if (number < least || number > most)
        {
            _range = name;
            return false;
        }

        return true;
    }

    private bool ReadDay(TimePart part, ref string rest)
    {
        if (part == TimePart.SpaceDay && rest.StartsWith(' '))
        {
            rest = rest[1..];
        }

        // Whether the month has this day is known only at the end.
        return ReadNumber(ref rest, part == TimePart.ZeroDay, 0, 99, "day", out _day);
    }

    private bool ReadYearDay(TimePart part, ref string rest)
    {
        for (var i = 0; i < 2 && part == TimePart.SpaceYearDay && rest.StartsWith(' '); i++)
        {
            rest = "0" + rest[1..];
            if (rest.Length > 1 && rest[1] == ' ')
            {
                rest = "00" + rest[2..];
                break;
            }
        }

        if (rest.Length < 3 || !IsDigits(rest, 3))
        {
            return false;
        }

        _yearDay = int.Parse(rest.AsSpan(0, 3), CultureInfo.InvariantCulture);
        rest = rest[3..];
        return true;
    }

    private bool ReadSecond(TimePart part, string text, ref string rest)
    {
        if (!ReadNumber(ref rest, part == TimePart.ZeroSecond, 0, 59, "second", out _second))
        {
            return false;
        }

        // A fraction may follow the second even when the layout has none.
        if (rest.Length >= 2 && rest[0] is '.' or ',' && char.IsAsciiDigit(rest[1]) && !LayoutHasFraction(text))
        {
            var end = 1;
            while (end < rest.Length && char.IsAsciiDigit(rest[end]))
            {
                end++;
            }

            return ReadFraction(ref rest, end);
        }

        return true;
    }

    private bool LayoutHasFraction(string text)
    {
        var at = layout.IndexOf(text, StringComparison.Ordinal) + text.Length;
        var (start, _, part) = TimeLayout.Next(layout, at);
        return start == at && part is TimePart.FixedFraction or TimePart.TrimmedFraction;
    }

    private bool ReadPm(string am, string pm, ref string rest)
    {
        if (!rest.StartsWith(am, StringComparison.Ordinal) && !rest.StartsWith(pm, StringComparison.Ordinal))
        {
            return false;
        }

        (_hasPm, _isPm) = (true, rest.StartsWith(pm, StringComparison.Ordinal));
        rest = rest[2..];
        return true;
    }

    private bool ReadZoneName(ref string rest)
    {
        if (rest.StartsWith("UTC", StringComparison.Ordinal))
        {
            (_zoneName, rest) = ("UTC", rest[3..]);
            return true;
        }

        var length = rest.Length > 3 && rest.StartsWith("GMT", StringComparison.Ordinal) && rest[3] is '+' or '-'
            ? 4 + rest.Skip(4).TakeWhile(char.IsAsciiDigit).Count()
            : rest.TakeWhile(char.IsAsciiLetterUpper).Count();
        if (length is < 3 or > 6)
        {
            return false;
        }

        (_zoneName, rest) = (rest[..length], rest[length..]);
        return true;
    }

    private bool ReadTrimmedFraction(ref string rest)
    {
        if (rest.Length < 2 || rest[0] is not ('.' or ',') || !char.IsAsciiDigit(rest[1]))
        {
            return true;
        }

        var end = 1;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]))
        {
            end++;
        }

        return ReadFraction(ref rest, end);
    }

    private bool ReadFraction(ref string rest, int length)
    {
        if (rest.Length < length || rest[0] is not ('.' or ',') || !rest.AsSpan(1, length - 1).ContainsAnyInRange('0', '9')
            || rest.AsSpan(1, length - 1).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var digits = rest[1..Math.Min(length, 10)].PadRight(9, '0');
        _nanosecond = int.Parse(digits, CultureInfo.InvariantCulture);
        rest = rest[length..];
        return true;
    }

    private bool ReadOffset(string text, ref string rest)
    {
        if (text[0] == 'Z' && rest.StartsWith('Z'))
        {
            (_offset, rest) = (0, rest[1..]);
            return true;
        }

        if (rest.Length < text.Length || rest[0] is not ('+' or '-'))
        {
            return false;
        }

        var numbers = new int[3];
        var part = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == ':')
            {
                if (rest[i] != ':')
                {
                    return false;
                }

                continue;
            }

            if (!char.IsAsciiDigit(rest[i]) || !char.IsAsciiDigit(rest[i + 1]))
            {
                return false;
            }

            numbers[part++] = int.Parse(rest.AsSpan(i++, 2), CultureInfo.InvariantCulture);
        }

        if (numbers[0] > 24 || numbers[1] >= 60 || numbers[2] >= 60)
        {
            _range = "time zone offset " + (numbers[0] > 24 ? "hour" : numbers[1] >= 60 ? "minute" : "second");
            return false;
        }

        var offset = (numbers[0] * 3600) + (numbers[1] * 60) + numbers[2];
        _offset = rest[0] == '-' ? -offset : offset;
        rest = rest[text.Length..];
        return true;
    }

    private static bool IsDigits(string text, int count) => text.Length >= count && !text.AsSpan(0, count).ContainsAnyExceptInRange('0', '9');

    /// <summary>A run of spaces in the layout matches any run in the text.</summary>
    private static bool SkipPrefix(ref string rest, string prefix)
    {
        for (var i = 0; i < prefix.Length;)
        {
            if (prefix[i] == ' ')
            {
                if (rest.Length > 0 && rest[0] != ' ')
                {
                    return false;
                }

                i += prefix.AsSpan(i).IndexOfAnyExcept(' ') is var n && n < 0 ? prefix.Length - i : n;
                rest = rest.TrimStart(' ');
                continue;
            }

            if (rest.Length == 0 || rest[0] != prefix[i])
            {
                return false;
            }

            rest = rest[1..];
            i++;
        }

        return true;
    }

    private string Problem(string element, string rest) =>
        $"parsing time {DurationText.Quote(value)} as {DurationText.Quote(layout)}: cannot parse {DurationText.Quote(rest)} as {DurationText.Quote(element)}";

    private string Problem(string message) => $"parsing time {DurationText.Quote(value)}{message}";
}
