using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Source;

/// <summary>What the source controllers write to the log.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Reconciliation is suspended for this object")]
    public static partial void Suspended(ILogger logger);

    [LoggerMessage(3002, LogLevel.Information, "{Message}")]
    public static partial void Stored(ILogger logger, string message);

    [LoggerMessage(3003, LogLevel.Warning, "Garbage collection failed: {Problem}")]
    public static partial void GarbageCollectionFailed(ILogger logger, string problem);

    [LoggerMessage(3004, LogLevel.Information, "Artifact server listens on {Address}")]
    public static partial void Serving(ILogger logger, string address);

    [LoggerMessage(3005, LogLevel.Critical, "Artifact server cannot listen on {Address}; choose another with --storage-addr")]
    public static partial void CannotServe(ILogger logger, string address, Exception error);
}
