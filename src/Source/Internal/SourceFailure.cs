namespace GitOpsToolkit.Source.Internal;

/// <summary>What happens after a failure (the classes of source.md).</summary>
internal enum FailureClass
{
    /// <summary>Tried again with back-off.</summary>
    Transient,

    /// <summary>Needs a change by someone.</summary>
    Stalled,

    /// <summary>Looked at again after a fixed delay; not an error.</summary>
    Waiting,

    /// <summary>Looked at again with back-off; not an error.</summary>
    Retrying,
}

/// <summary>A step of a pass failed: which condition says so, with which reason, and what happens next.</summary>
internal sealed class SourceFailure(FailureClass @class, string? condition, string reason, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public FailureClass Class { get; } = @class;

    /// <summary>Condition to set; null for failures that have none.</summary>
    public string? Condition { get; } = condition;

    public string Reason { get; } = reason;

    /// <summary>Delay of <see cref="FailureClass.Waiting"/>.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Reason and message of Stalled where they are not those of the condition.</summary>
    public string? StalledReason { get; init; }

    /// <summary>Text of the condition where it differs from the event's; null for the same.</summary>
    public (string Reason, string Message)? Shown { get; init; }

    /// <summary>A second condition that becomes false.</summary>
    public string? AlsoFalse { get; init; }

    public static SourceFailure Fetch(string reason, string message, Exception? inner = null) =>
        new(FailureClass.Transient, SourceConditions.FetchFailed, reason, message, inner);

    public static SourceFailure FetchStalled(string reason, string message) =>
        new(FailureClass.Stalled, SourceConditions.FetchFailed, reason, message);

    public static SourceFailure Storage(string reason, string message, Exception? inner = null) =>
        new(FailureClass.Transient, SourceConditions.StorageOperationFailed, reason, message, inner);
}
