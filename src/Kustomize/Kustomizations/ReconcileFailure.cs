namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>A pass that failed in its main phase, and is tried again after the retry interval.</summary>
/// <param name="reason">Reason of the Ready condition.</param>
/// <param name="message">Message of the Ready condition.</param>
/// <param name="inner">What led to it.</param>
internal sealed class ReconcileFailure(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Reason of the Ready condition.</summary>
    public string Reason { get; } = reason;

    /// <summary>Text of the event, where it says more than the condition.</summary>
    public string EventMessage { get; init; } = message;

    /// <summary>Reason the history records, null for failures before anything was applied.</summary>
    public string? HistoryStatus { get; init; }
}
