using GitOpsToolkit.Apply;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Log lines of the controller; the texts are the ones the flux CLI filters by.</summary>
internal static partial class KustomizationLog
{
    [LoggerMessage(3001, LogLevel.Information, "Reconciliation is suspended for this object")]
    public static partial void Suspended(this ILogger logger);

    [LoggerMessage(3002, LogLevel.Information, "Source '{Kind}/{Source}' not found")]
    public static partial void SourceNotFound(this ILogger logger, string kind, NamespacedName source);

    [LoggerMessage(3003, LogLevel.Information, "{Message}")]
    public static partial void Waiting(this ILogger logger, string message);

    [LoggerMessage(3004, LogLevel.Error, "Reconciliation failed, next try in {RetryAfter}: {Error} (revision {Revision})")]
    public static partial void ReconciliationFailed(this ILogger logger, string error, TimeSpan retryAfter, string revision);

    [LoggerMessage(3005, LogLevel.Information, "Reconciliation finished in {Duration}, next run in {Interval} (revision {Revision})")]
    public static partial void ReconciliationFinished(this ILogger logger, TimeSpan duration, TimeSpan interval, string? revision);

    [LoggerMessage(3006, LogLevel.Debug, "server-side apply completed at revision {Revision}: {Output}")]
    public static partial void Applied(this ILogger logger, ChangeSet output, string revision);

    [LoggerMessage(3007, LogLevel.Information, "garbage collection completed: {Output}")]
    public static partial void Pruned(this ILogger logger, ChangeSet output);

    [LoggerMessage(3008, LogLevel.Error, "failed to wait for resources termination: {Error}")]
    public static partial void TerminationTimedOut(this ILogger logger, string error);

    [LoggerMessage(3009, LogLevel.Information, "All dependencies are ready, proceeding with reconciliation")]
    public static partial void DependenciesReady(this ILogger logger);

    [LoggerMessage(3011, LogLevel.Information, "Waiting for the deletion of dependants: {Dependants}")]
    public static partial void WaitingForDependants(this ILogger logger, string dependants);

    [LoggerMessage(3010, LogLevel.Information, "New reconciliation triggered, canceling health checks (trigger {Trigger})")]
    public static partial void HealthCheckCanceled(this ILogger logger, ObjectIdentity trigger);
}
