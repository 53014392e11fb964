using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Evaluation;

namespace GitOpsToolkit.Cel.Values;

/// <summary>A length of time in nanoseconds, as Go's time.Duration.</summary>
internal sealed class DurationValue(long nanoseconds) : CelValue
{
    public const long PerSecond = 1_000_000_000;

    public long Nanoseconds { get; } = nanoseconds;

    public override CelType Type => CelType.Duration;

    internal override bool IsZero => Nanoseconds == 0;

    internal override string GoTypeName => "types.Duration";

    public override JsonNode ToJson() => JsonValue.Create(ToSecondsText());

    /// <summary>Seconds with a trailing <c>s</c>: what <c>string(duration)</c> returns.</summary>
    public string ToSecondsText()
    {
        // Go's Duration.Seconds adds the whole and the fractional part as doubles; the same sum gives the same digits.
        var seconds = (double)(Nanoseconds / PerSecond) + ((double)(Nanoseconds % PerSecond) / 1e9);
        return GoFormat.Fixed(seconds) + "s";
    }

    internal override string ToText(int depth) => GoDuration.Format(Nanoseconds);

    internal override bool Equals(CelValue other, int depth) => other is DurationValue duration && Nanoseconds == duration.Nanoseconds;
}

/// <summary>A point in time with nanosecond precision between the years 1 and 9999.</summary>
internal sealed class TimestampValue(long seconds, int nanoseconds, int offsetSeconds = 0) : CelValue
{
    public const long MinSeconds = -62_135_596_800;
    public const long MaxSeconds = 253_402_300_799;

    /// <summary>Whole seconds since 1970, rounded down.</summary>
    public long Seconds { get; } = seconds;

    /// <summary>0 to 999 999 999.</summary>
    public int Nanoseconds { get; } = nanoseconds;

    /// <summary>The zone the text named; it shows in <c>string(timestamp)</c> only.</summary>
    public int OffsetSeconds { get; } = offsetSeconds;

    public override CelType Type => CelType.Timestamp;

    /// <summary>Go's zero time is the start of the year 1, not 1970.</summary>
    internal override bool IsZero => Seconds == MinSeconds && Nanoseconds == 0;

    internal override string GoTypeName => "types.Timestamp";

    public override JsonNode ToJson() => JsonValue.Create(Rfc3339.Format(Seconds, Nanoseconds, OffsetSeconds));

    internal override string ToText(int depth) => Rfc3339.Format(Seconds, Nanoseconds, OffsetSeconds);

    internal override bool Equals(CelValue other, int depth) =>
        other is TimestampValue time && Seconds == time.Seconds && Nanoseconds == time.Nanoseconds;
}
