namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>What a part of a layout stands for. Go's layouts are the moment <c>Mon Jan 2 15:04:05 MST 2006</c>, written as wanted.</summary>
internal enum TimePart
{
    None,
    LongMonth,
    Month,
    NumberMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    SpaceDay,
    ZeroDay,
    SpaceYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    ZoneName,
    IsoZone,
    IsoSecondsZone,
    IsoShortZone,
    IsoColonZone,
    IsoColonSecondsZone,
    NumericZone,
    NumericSecondsZone,
    NumericShortZone,
    NumericColonZone,
    NumericColonSecondsZone,
    FixedFraction,
    TrimmedFraction,
}

/// <summary>Finds the parts of a layout.</summary>
internal static class TimeLayout
{
    /// <summary>Reference texts, longer ones before those they start with.</summary>
    private static readonly (string Text, TimePart Part)[] Parts =
    [
        ("January", TimePart.LongMonth), ("Jan", TimePart.Month),
        ("Monday", TimePart.LongWeekday), ("Mon", TimePart.Weekday), ("MST", TimePart.ZoneName),
        ("002", TimePart.ZeroYearDay), ("01", TimePart.ZeroMonth), ("02", TimePart.ZeroDay), ("03", TimePart.ZeroHour12),
        ("04", TimePart.ZeroMinute), ("05", TimePart.ZeroSecond), ("06", TimePart.Year),
        ("15", TimePart.Hour), ("1", TimePart.NumberMonth),
        ("2006", TimePart.LongYear), ("2", TimePart.Day),
        ("__2", TimePart.SpaceYearDay), ("_2", TimePart.SpaceDay),
        ("3", TimePart.Hour12), ("4", TimePart.Minute), ("5", TimePart.Second),
        ("PM", TimePart.UpperPm), ("pm", TimePart.LowerPm),
        ("-07:00:00", TimePart.NumericColonSecondsZone), ("-07:00", TimePart.NumericColonZone), ("-070000", TimePart.NumericSecondsZone),
        ("-0700", TimePart.NumericZone), ("-07", TimePart.NumericShortZone),
        ("Z07:00:00", TimePart.IsoColonSecondsZone), ("Z07:00", TimePart.IsoColonZone), ("Z070000", TimePart.IsoSecondsZone),
        ("Z0700", TimePart.IsoZone), ("Z07", TimePart.IsoShortZone),
    ];

    /// <summary>The next part of a layout: where it starts, its text, and what it is; none at the end.</summary>
    public static (int Start, string Text, TimePart Part) Next(string layout, int from)
    {
        for (var i = from; i < layout.Length; i++)
        {
            if (Fraction(layout, i) is { } fraction)
            {
                return (i, fraction, fraction[1] == '0' ? TimePart.FixedFraction : TimePart.TrimmedFraction);
            }

            foreach (var (text, part) in Parts)
            {
                if (string.CompareOrdinal(layout, i, text, 0, text.Length) == 0 && !IsWord(layout, i, part))
                {
                    // "_2006" is an underscore and a year.
                    return part == TimePart.SpaceDay && string.CompareOrdinal(layout, i, "_2006", 0, 5) == 0
                        ? (i + 1, "2006", TimePart.LongYear)
                        : (i, text, part);
                }
            }
        }

        return (layout.Length, "", TimePart.None);
    }

    /// <summary>"Jan" in a longer word ("January" is found first) is no month.</summary>
    private static bool IsWord(string layout, int i, TimePart part) =>
        part is TimePart.Month or TimePart.Weekday && i + 3 < layout.Length && char.IsAsciiLetterLower(layout[i + 3]);

    /// <summary>A point or comma with zeros or nines that no digit follows.</summary>
    private static string? Fraction(string layout, int i)
    {
        if (layout[i] is not ('.' or ',') || i + 1 >= layout.Length || layout[i + 1] is not ('0' or '9'))
        {
            return null;
        }

        var end = i + 1;
        while (end < layout.Length && layout[end] == layout[i + 1])
        {
            end++;
        }

        return end < layout.Length && char.IsAsciiDigit(layout[end]) ? null : layout[i..end];
    }
}
