using System.Text.Json.Nodes;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Log lines of the controller; the texts are the ones the flux CLI filters by.</summary>
internal static partial class KustomizationLog
{
#pragma warning disable SYSLIB1015 // what a message does not name is a field of its line
    [LoggerMessage(3001, LogLevel.Information, "Reconciliation is suspended for this object")]
    public static partial void Suspended(this ILogger logger);

    [LoggerMessage(3002, LogLevel.Information, "Source '{Source}' not found")]
    public static partial void SourceNotFound(this ILogger logger, string source);

    [LoggerMessage(3003, LogLevel.Information, "{Message}")]
    public static partial void Waiting(this ILogger logger, string message);

    [LoggerMessage(3004, LogLevel.Error, "Reconciliation failed after {Duration}, next try in {RetryAfter}")]
    public static partial void ReconciliationFailed(this ILogger logger, string duration, string retryAfter, string error, string revision);

    [LoggerMessage(3005, LogLevel.Information, "Reconciliation finished in {Duration}, next run in {Interval}")]
    public static partial void ReconciliationFinished(this ILogger logger, string duration, string interval, string? revision);

    /// <summary>Says what became of every object; at a lower level when that is nothing, which is most of the time.</summary>
    public static void Applied(this ILogger logger, ChangeSet changes, bool isGrouped, string revision)
    {
        var level = changes.HasChanges ? LogLevel.Information : LogLevel.Debug;
        if (logger.IsEnabled(level))
        {
            logger.Applied(level, isGrouped ? ByAction(changes) : ByObject(changes), revision);
        }
    }

    [LoggerMessage(EventId = 3006, Message = "server-side apply completed")]
    private static partial void Applied(this ILogger logger, LogLevel level, JsonObject output, string revision);

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

    [LoggerMessage(3011, LogLevel.Information, "The artifact cannot be downloaded, trying again in {RetryAfter}: {Error}")]
    public static partial void DownloadDelayed(this ILogger logger, string error, string retryAfter);

#pragma warning restore SYSLIB1015

    private static JsonObject ByObject(ChangeSet changes)
    {
        var output = new JsonObject();
        foreach (var entry in changes.Entries)
        {
            output[entry.Identity.ToString()] = entry.Word;
        }

        return output;
    }

    private static JsonObject ByAction(ChangeSet changes)
    {
        var output = new JsonObject();
        foreach (var action in changes.Entries.GroupBy(static entry => entry.Word, StringComparer.Ordinal))
        {
            output[action.Key] = new JsonArray([.. action.Select(static entry => (JsonNode)entry.Identity.ToString())]);
        }

        return output;
    }
}
