namespace GitOpsToolkit.Runtime;

/// <summary>How a pass ended, which decides when the object is looked at next. It says nothing about conditions.</summary>
public readonly record struct Outcome
{
    private Outcome(OutcomeKind kind, TimeSpan delay = default, Exception? error = null) =>
        (Kind, Delay, Error) = (kind, delay, error);

    /// <summary>Nothing more to do until a watch brings the object back. Ends a finalizer's work.</summary>
    public static Outcome Done => default;

    /// <summary>Look again at once.</summary>
    public static Outcome Now => new(OutcomeKind.Requeue);

    /// <summary>Look again after the object's back-off delay (750 ms, doubling to 15 min), not counted as an error.</summary>
    public static Outcome Backoff => new(OutcomeKind.Backoff);

    /// <summary>What happens next.</summary>
    public OutcomeKind Kind { get; }

    /// <summary>Delay of <see cref="OutcomeKind.Requeue"/> and <see cref="OutcomeKind.Interval"/>.</summary>
    public TimeSpan Delay { get; }

    /// <summary>The error of <see cref="OutcomeKind.Failed"/> and <see cref="OutcomeKind.Terminal"/>.</summary>
    public Exception? Error { get; }

    /// <summary>Look again after exactly this long.</summary>
    public static Outcome After(TimeSpan delay) => new(OutcomeKind.Requeue, delay);

    /// <summary>Look again after this long, spread by the interval jitter (5 % each way unless configured).</summary>
    public static Outcome Every(TimeSpan interval) => new(OutcomeKind.Interval, interval);

    /// <summary>The pass failed; try again after the object's back-off delay. The conditions stay as the reconciler set them.</summary>
    public static Outcome Failed(Exception error) => new(OutcomeKind.Failed, error: error);

    /// <summary>The pass failed in a way no retry can mend. The conditions stay as the reconciler set them.</summary>
    public static Outcome Terminal(Exception error) => new(OutcomeKind.Terminal, error: error);
}
