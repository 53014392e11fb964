using System.Globalization;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>The getters of timestamps (in UTC or a named zone) and of durations.</summary>
internal static class TimeLibrary
{
    public static void Load(FunctionTable table)
    {
        Getter(table, "getFullYear", (time, _) => time.Year);
        Getter(table, "getMonth", (time, _) => time.Month - 1);
        Getter(table, "getDayOfYear", (time, _) => time.DayOfYear - 1);
        Getter(table, "getDayOfMonth", (time, _) => time.Day - 1);
        Getter(table, "getDate", (time, _) => time.Day);
        Getter(table, "getDayOfWeek", (time, _) => (int)time.DayOfWeek);
        Getter(table, "getHours", (time, _) => time.Hour);
        Getter(table, "getMinutes", (time, _) => time.Minute);
        Getter(table, "getSeconds", (time, _) => time.Second);
        Getter(table, "getMilliseconds", (_, nanoseconds) => nanoseconds / 1_000_000);

        // Of a duration these are totals, not parts.
        Total(table, "getHours", 3600 * DurationValue.PerSecond);
        Total(table, "getMinutes", 60 * DurationValue.PerSecond);
        Total(table, "getSeconds", DurationValue.PerSecond);
        Total(table, "getMilliseconds", 1_000_000);
    }

    private static void Getter(FunctionTable table, string name, Func<DateTime, int, int> get)
    {
        table.Member(name, [Timestamp], Int, arguments => Read((TimestampValue)arguments[0], "UTC"));
        table.Member(name, [Timestamp, Str], Int, arguments => Read((TimestampValue)arguments[0], ((StringValue)arguments[1]).Value));

        CelValue Read(TimestampValue time, string zone)
        {
            var utc = DateTime.UnixEpoch.AddTicks(time.Seconds * TimeSpan.TicksPerSecond);
            return Offset(utc, zone, out var error) is { } offset ? new IntValue(get(Shift(utc, offset), time.Nanoseconds)) : error!;
        }
    }

    private static void Total(FunctionTable table, string name, long unit) =>
        table.Member(name, [Duration], Int, arguments => new IntValue(((DurationValue)arguments[0]).Nanoseconds / unit));

    /// <summary>Saturates at the ends of the calendar; Go's would run on into the years 0 and 10000.</summary>
    private static DateTime Shift(DateTime utc, TimeSpan offset) =>
        new(Math.Clamp(utc.Ticks + offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Unspecified);

    /// <summary>The offset of a zone at a time. A zone is an IANA name or <c>±hh:mm</c>.</summary>
    private static TimeSpan? Offset(DateTime utc, string zone, out ErrorValue? error)
    {
        error = null;
        var colon = zone.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            if (!Number(zone[..colon], out var hours, out error) || !Number(zone[(colon + 1)..], out var minutes, out error))
            {
                return null;
            }

            return TimeSpan.FromMinutes((hours * 60) + (zone[0] == '-' ? -minutes : minutes));
        }

        // The zone of the machine must not decide what an expression means, so "Local" is UTC as well.
        if (zone is "" or "UTC" or "Local")
        {
            return TimeSpan.Zero;
        }

        if (!zone.Contains("..", StringComparison.Ordinal) && !zone.StartsWith('/') && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info))
        {
            return info.GetUtcOffset(utc);
        }

        error = new ErrorValue($"unknown time zone {zone}");
        return null;
    }

    private static bool Number(string text, out int number, out ErrorValue? error)
    {
        var parsed = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && Math.Abs((long)number) < 10_000;
        error = parsed ? null : new ErrorValue($"strconv.Atoi: parsing \"{text}\": invalid syntax");
        return parsed;
    }
}
