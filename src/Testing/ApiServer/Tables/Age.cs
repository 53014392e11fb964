using System.Globalization;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Ages as kubectl writes them.</summary>
internal static class Age
{
    public const string Unknown = "<unknown>";

    /// <summary>How long ago a timestamp was.</summary>
    public static string Since(string? timestamp, DateTimeOffset now) =>
        DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Of(now - time) : Unknown;

    /// <summary>A duration in one or two units, the coarser the longer it is.</summary>
    public static string Of(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (minutes, hours) = (seconds / 60, seconds / 3600);
        var days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            < 600 => Two(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => $"{minutes}m",
            < 8 * 3600 => Two(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => $"{hours}h",
            < 192 * 3600 => Two(days, "d", hours % 24, "h"),
            < 2L * 365 * 86400 => $"{days}d",
            < 8L * 365 * 86400 => Two(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };
    }

    private static string Two(long coarse, string coarseUnit, long fine, string fineUnit) =>
        fine == 0 ? $"{coarse}{coarseUnit}" : $"{coarse}{coarseUnit}{fine}{fineUnit}";
}
