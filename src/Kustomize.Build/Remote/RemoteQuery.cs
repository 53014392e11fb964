using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What follows the question mark in the address of a repository; what cannot be read keeps its default.</summary>
internal sealed record RemoteQuery(string Reference, TimeSpan Timeout, bool Submodules)
{
    private static readonly RemoteQuery Default = new("", TimeSpan.FromSeconds(27), Submodules: true);

    private static readonly Regex Duration = new(
        @"^\+?(?:(?<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?<unit>ns|us|µs|μs|ms|s|m|h))+$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex DurationPart = new(
        "(?<number>[0-9.]+)(?<unit>ns|us|µs|μs|ms|s|m|h)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    public static RemoteQuery Parse(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            // Go refuses a query with semicolons as a whole.
            if (pair.Contains(';', StringComparison.Ordinal))
            {
                return Default;
            }

            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            values.TryAdd(Unescape(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Unescape(pair[(equals + 1)..]));
        }

        var reference = values.GetValueOrDefault("ref") is { Length: > 0 } given ? given : values.GetValueOrDefault("version") ?? "";
        return new RemoteQuery(
            reference,
            ParseTimeout(values.GetValueOrDefault("timeout") ?? "") ?? Default.Timeout,
            values.GetValueOrDefault("submodules") is not ("0" or "f" or "F" or "false" or "False" or "FALSE"));
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Whole seconds, or a duration in Go's form; null for anything else and for nothing.</summary>
    private static TimeSpan? ParseTimeout(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole > 0 ? TimeSpan.FromSeconds(whole) : null;
        }

        if (!Duration.IsMatch(text))
        {
            return null;
        }

        var seconds = 0.0;
        foreach (Match part in DurationPart.Matches(text))
        {
            seconds += double.Parse(part.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * SecondsOf(part.Groups["unit"].Value);
        }

        return seconds > 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double SecondsOf(string unit) => unit switch
    {
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "ns" => 1e-9,
        _ => 1e-6,
    };
}
