using System.Runtime.InteropServices;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>The proleptic Gregorian calendar over any year; <see cref="DateTime"/> has no year 0, which Go's zero dates need.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CivilDate(long Year, int Month, int Day)
{
    private const long DaysPerEra = 146_097;
    private const long EpochShift = 719_468;

    /// <summary>Day of the year, from 1.</summary>
    public int YearDay => (int)(ToDays() - new CivilDate(Year, 1, 1).ToDays()) + 1;

    /// <summary>The date of a day counted from 1 January 1970.</summary>
    public static CivilDate FromDays(long days)
    {
        days += EpochShift;
        var era = Math.DivRem(days >= 0 ? days : days - DaysPerEra + 1, DaysPerEra).Quotient;
        var ofEra = days - (era * DaysPerEra);
        var yearOfEra = (ofEra - (ofEra / 1460) + (ofEra / 36_524) - (ofEra / 146_096)) / 365;
        var ofYear = ofEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * ofYear) + 2) / 153;
        var day = (int)(ofYear - (((153 * shifted) + 2) / 5) + 1);
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return new CivilDate(yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>Days from 1 January 1970; month and day may be out of their range and carry over.</summary>
    public long ToDays()
    {
        var months = Month - 1;
        var year = Year + (long)Math.Floor(months / 12d);
        var month = (((months % 12) + 12) % 12) + 1;
        year -= month <= 2 ? 1 : 0;
        var era = (year >= 0 ? year : year - 399) / 400;
        var yearOfEra = year - (era * 400);
        var ofYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + Day - 1;
        return (era * DaysPerEra) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + ofYear - EpochShift;
    }

    public static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    public static int DaysIn(long year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
