using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>A Go <c>time.Time</c>: a moment with the zone it is shown in.</summary>
internal sealed class GoTime(long unixSeconds, int nanosecond, GoZone zone) : GoObject, GoValues.IJsonShaped, IEquatable<GoTime>
{
    private const long SecondsPerDay = 86_400;

    private static readonly GoType MonthType = GoType.Named("time.Month", GoType.Int);
    private static readonly GoType WeekdayType = GoType.Named("time.Weekday", GoType.Int);

    private readonly MomentFields _fields = Split(unixSeconds, nanosecond, zone);

    /// <summary>The Go type.</summary>
    public static GoType TimeType { get; } = CreateType();

    /// <summary>1 January of the year 1, Go's zero time.</summary>
    public static GoTime Zero { get; } = new(new CivilDate(1, 1, 1).ToDays() * SecondsPerDay, 0, GoZone.Utc);

    public long UnixSeconds { get; } = unixSeconds;

    public int Nanosecond { get; } = nanosecond;

    public GoZone Zone { get; } = zone;

    public override GoType Type => TimeType;

    public override string Text => Format(TimeFormatter.Default);

    public static GoTime From(DateTimeOffset moment, GoZone zone)
    {
        var ticks = moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return rest < 0
            ? new GoTime(seconds - 1, (int)((rest + TimeSpan.TicksPerSecond) * 100), zone)
            : new GoTime(seconds, (int)(rest * 100), zone);
    }

    public string Format(string layout) => TimeFormatter.Format(_fields, layout);

    public GoTime In(GoZone zone) => new(UnixSeconds, Nanosecond, zone);

    public GoTime Add(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, DurationText.Second);
        var sum = Nanosecond + rest;
        var carry = sum < 0 ? -1 : sum >= DurationText.Second ? 1 : 0;
        return new GoTime(UnixSeconds + seconds + carry, (int)(sum - (carry * DurationText.Second)), Zone);
    }

    /// <summary>The time between two moments; the longest there is when it does not fit.</summary>
    public long Since(GoTime earlier)
    {
        var difference = ((Int128)(UnixSeconds - earlier.UnixSeconds) * DurationText.Second) + Nanosecond - earlier.Nanosecond;
        return (long)Int128.Clamp(difference, long.MinValue, long.MaxValue);
    }

    public object? ToJson() => Format(TimeFormatter.Rfc3339Nano);

    public bool Equals(GoTime? other) => other is not null && other.UnixSeconds == UnixSeconds && other.Nanosecond == Nanosecond && ReferenceEquals(other.Zone, Zone);

    public override bool Equals(object? obj) => Equals(obj as GoTime);

    public override int GetHashCode() => HashCode.Combine(UnixSeconds, Nanosecond);

    private static GoType CreateType()
    {
        var methods = new FunctionTable.Builder();
        RegisterFields(methods);
        methods
            .Add("Unix", [], static (in call) => Of(call).UnixSeconds)
            .Add("UnixMilli", [], static (in call) => (Of(call).UnixSeconds * 1_000) + (Of(call).Nanosecond / DurationText.Millisecond))
            .Add("UnixMicro", [], static (in call) => (Of(call).UnixSeconds * 1_000_000) + (Of(call).Nanosecond / DurationText.Microsecond))
            .Add("UnixNano", [], static (in call) => unchecked((Of(call).UnixSeconds * DurationText.Second) + Of(call).Nanosecond))
            .Add("Format", [GoType.String], static (in call) => Of(call).Format(call.Text(0)))
            .Add("String", [], static (in call) => Of(call).Text)
            .Add("IsZero", [], static (in call) => GoInt.Box(Of(call).UnixSeconds == Zero.UnixSeconds && Of(call).Nanosecond == 0))
            .Add("UTC", [], static (in call) => Of(call).In(GoZone.Utc))
            .Add("Local", [], static (in call) => Of(call).In(RenderState.Of(call).LocalZone))
            .Add("AddDate", [GoType.Int, GoType.Int, GoType.Int], static (in call) => AddDate(Of(call), call.Int(0), call.Int(1), call.Int(2)))
            .Add("Add", [GoDuration.DurationType], static (in call) => Of(call).Add(((GoDuration)call[0]!).Nanoseconds))
            .Add("Sub", [GoType.Any], static (in call) => new GoDuration(Of(call).Since(Other(call))))
            .Add("After", [GoType.Any], static (in call) => GoInt.Box(Compare(call) > 0))
            .Add("Before", [GoType.Any], static (in call) => GoInt.Box(Compare(call) < 0))
            .Add("Equal", [GoType.Any], static (in call) => GoInt.Box(Compare(call) == 0))
            .Add("Compare", [GoType.Any], static (in call) => GoInt.Box((nint)Math.Sign(Compare(call))));
        return GoType.Struct("time.Time", methods.Build());
    }

    private static void RegisterFields(FunctionTable.Builder methods) => methods
        .Add("Year", [], static (in call) => GoInt.Box((nint)Of(call)._fields.Date.Year))
        .Add("Month", [], static (in call) => new GoNamedInt(MonthType, Of(call)._fields.Date.Month, TimeFormatter.Months[Of(call)._fields.Date.Month - 1]))
        .Add("Day", [], static (in call) => GoInt.Box(Of(call)._fields.Date.Day))
        .Add("YearDay", [], static (in call) => GoInt.Box(Of(call)._fields.Date.YearDay))
        .Add("Weekday", [], static (in call) => new GoNamedInt(WeekdayType, Of(call)._fields.Weekday, TimeFormatter.Weekdays[Of(call)._fields.Weekday]))
        .Add("Hour", [], static (in call) => GoInt.Box(Of(call)._fields.Hour))
        .Add("Minute", [], static (in call) => GoInt.Box(Of(call)._fields.Minute))
        .Add("Second", [], static (in call) => GoInt.Box(Of(call)._fields.Second))
        .Add("Nanosecond", [], static (in call) => GoInt.Box(Of(call).Nanosecond));

    private static GoTime Of(in FunctionCall call) => (GoTime)call.Receiver!;

    private static GoTime Other(in FunctionCall call) =>
        call[0] as GoTime ?? throw new GoErrorException($"wrong type for value; expected time.Time; got {GoType.Of(call[0])?.Name ?? "nil"}");

    private static int Compare(in FunctionCall call) =>
        (Of(call).UnixSeconds, Of(call).Nanosecond).CompareTo((Other(call).UnixSeconds, Other(call).Nanosecond));

    private static GoTime AddDate(GoTime time, long years, long months, long days)
    {
        const long Most = 1_000_000;
        if (Math.Abs(years) > Most || Math.Abs(months) > Most || Math.Abs(days) > Most * 366)
        {
            throw new GoErrorException("date out of range");
        }

        var date = time._fields.Date;
        var moved = new CivilDate(date.Year + years, (int)(date.Month + months), date.Day).ToDays() + days;
        var local = (moved * SecondsPerDay) + (time._fields.Hour * 3600) + (time._fields.Minute * 60) + time._fields.Second;
        var guess = local - time.Zone.At(local).Offset;
        return new GoTime(local - time.Zone.At(guess).Offset, time.Nanosecond, time.Zone);
    }

    private static MomentFields Split(long unixSeconds, int nanosecond, GoZone zone)
    {
        var (abbreviation, offset) = zone.At(unixSeconds);
        var local = unixSeconds + offset;
        var (days, second) = Math.DivRem(local, SecondsPerDay);
        if (second < 0)
        {
            (days, second) = (days - 1, second + SecondsPerDay);
        }

        // 1 January 1970 was a Thursday.
        var weekday = (int)((((days + 4) % 7) + 7) % 7);
        return new MomentFields(CivilDate.FromDays(days), (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60), nanosecond, weekday, abbreviation, offset);
    }

    /// <summary>A month or a day of the week: an integer that prints as a name.</summary>
    private sealed class GoNamedInt(GoType type, int number, string name) : GoObject, GoValues.IJsonShaped
    {
        public override GoType Type => type;

        public override string Text => name;

        public object? ToJson() => (long)number;
    }
}
