namespace GitOpsToolkit.Runtime;

/// <summary>The ways a pass can end.</summary>
public enum OutcomeKind
{
    /// <summary>Nothing more to do until something changes.</summary>
    Done,

    /// <summary>Look again after exactly <see cref="Outcome.Delay"/>.</summary>
    Requeue,

    /// <summary>Look again after <see cref="Outcome.Delay"/>, give or take the jitter.</summary>
    Interval,

    /// <summary>Look again after the object's next back-off delay, without counting an error.</summary>
    Backoff,

    /// <summary>As <see cref="Backoff"/>, counted and logged as an error.</summary>
    Failed,

    /// <summary>An error that a retry cannot mend: counted and logged, not retried.</summary>
    Terminal,
}
