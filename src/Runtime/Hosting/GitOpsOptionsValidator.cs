using GitOpsToolkit.Resources;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime;

/// <summary>Checks the shared options and reports everything that is wrong at once.</summary>
internal sealed class GitOpsOptionsValidator : IValidateOptions<GitOpsOptions>
{
    public ValidateOptionsResult Validate(string? name, GitOpsOptions options)
    {
        var mistakes = new List<string>();
        if (options.IntervalJitterPercentage is < 0 or > 99)
        {
            mistakes.Add($"interval-jitter-percentage is {options.IntervalJitterPercentage}; it must be from 0 to 99");
        }

        if (options.MinRetryDelay <= TimeSpan.Zero)
        {
            mistakes.Add("min-retry-delay must be greater than zero");
        }

        if (options.MaxRetryDelay < options.MinRetryDelay)
        {
            mistakes.Add("max-retry-delay must not be less than min-retry-delay");
        }

        if (!options.WatchAllNamespaces && string.IsNullOrEmpty(options.RuntimeNamespace))
        {
            mistakes.Add($"watch-all-namespaces is off, but the namespace is not known; set {GitOpsOptionsDefaults.RuntimeNamespaceVariable}");
        }

        if (options.EventsAddress.Length > 0 && !(Uri.TryCreate(options.EventsAddress, UriKind.Absolute, out var events) && events.Scheme is "http" or "https"))
        {
            mistakes.Add($"events-addr '{Redaction.Clean(options.EventsAddress)}' is not an http or https address");
        }

        if (options.OtlpEndpoint is { Length: > 0 } otlp && !Uri.TryCreate(otlp, UriKind.Absolute, out _))
        {
            mistakes.Add($"the OTLP endpoint '{Redaction.Clean(otlp)}' is not an address");
        }

        Check(mistakes, "watch-label-selector", () => LabelSelector.Parse(options.WatchLabelSelector));
        Check(mistakes, "metrics-addr", () => ListenAddress.Parse(options.MetricsAddress));
        Check(mistakes, "health-addr", () => ListenAddress.Parse(options.HealthAddress));
        CheckElection(mistakes, options.LeaderElection);
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static void CheckElection(List<string> mistakes, LeaderElectionOptions election)
    {
        if (election.RetryPeriod <= TimeSpan.Zero)
        {
            mistakes.Add("leader-election-retry-period must be greater than zero");
        }

        if (election.RenewDeadline <= election.RetryPeriod)
        {
            mistakes.Add("leader-election-renew-deadline must be greater than leader-election-retry-period");
        }

        if (election.LeaseDuration <= election.RenewDeadline)
        {
            mistakes.Add("leader-election-lease-duration must be greater than leader-election-renew-deadline");
        }
    }

    private static void Check(List<string> mistakes, string flag, Action parse)
    {
        try
        {
            parse();
        }
        catch (FormatException e)
        {
            mistakes.Add($"{flag}: {e.Message}");
        }
    }
}
