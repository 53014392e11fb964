using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>The log lines of a reconcile loop.</summary>
internal sealed partial class ControllerLog(ILogger logger)
{
    public ILogger Logger => logger;

    [LoggerMessage(1001, LogLevel.Information, "Starting controller {Name} with {Workers} workers")]
    public partial void Started(string name, int workers);

    [LoggerMessage(1002, LogLevel.Information, "Stopped controller {Name}")]
    public partial void Stopped(string name);

    public void Failed(TimeSpan retryIn, Exception error) => ReconcileFailed(retryIn, Redaction.Clean(error.Message), error);

    public void FailedTerminally(Exception error) => ReconcileFailedTerminally(Redaction.Clean(error.Message), error);

    [LoggerMessage(1005, LogLevel.Information, "Reconciliation is suspended for this object")]
    public partial void Suspended();

    [LoggerMessage(1006, LogLevel.Error, "The runtime itself failed on {Key}")]
    public partial void WorkerFailed(NamespacedName key, Exception error);

    [LoggerMessage(1003, LogLevel.Error, "Reconciler error, next try in {RetryIn}: {Cause}")]
    private partial void ReconcileFailed(TimeSpan retryIn, string cause, Exception error);

    [LoggerMessage(1004, LogLevel.Error, "Reconciler error, not tried again until something changes: {Cause}")]
    private partial void ReconcileFailedTerminally(string cause, Exception error);
}
