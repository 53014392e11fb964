using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Derives Ready from a kind's other conditions, and ends a pass the way the source controllers do.</summary>
/// <remarks>
/// Rules of the source contract, 2.4 and 2.5. Optional: a reconciler that states Ready itself does not need it.
/// Each ending method brings the conditions and <c>observedGeneration</c> in order and returns the outcome to pass on.
/// </remarks>
public sealed record ReadySummary
{
    /// <summary>Conditions that are bad when true, most important first; Stalled and Reconciling are appended when absent.</summary>
    public IReadOnlyList<string> AbnormalTrue { get; init; } = [];

    /// <summary>Conditions that are good when true, most important first.</summary>
    public IReadOnlyList<string> NormalTrue { get; init; } = [];

    /// <summary>Conditions that make Ready false whenever they are false, whatever else is there.</summary>
    public IReadOnlyList<string> Bipolar { get; init; } = [];

    /// <summary>The pass did what the object asks for. When Ready still is not true, that is an error and retried with back-off.</summary>
    public Outcome Succeeded<T>(ReconcileContext<T> context, TimeSpan interval)
        where T : Resource, IConditioned, IResource<T>
    {
        NoOp(context, interval);
        var ready = context.Conditions[ConditionTypes.Ready];
        return ready is null || ready.Status == ConditionStatus.True
            ? Outcome.Every(interval)
            : Outcome.Failed(new InvalidOperationException(ready.Message));
    }

    /// <summary>The pass found nothing to do.</summary>
    public Outcome NoOp<T>(ReconcileContext<T> context, TimeSpan interval)
        where T : Resource, IConditioned, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Conditions.Remove(ConditionTypes.Reconciling);
        context.Conditions.Remove(ConditionTypes.Stalled);
        Observe(context);
        Summarize(context.Conditions);
        return Outcome.Every(interval);
    }

    /// <summary>The pass failed and is tried again with back-off.</summary>
    public Outcome Failed<T>(ReconcileContext<T> context, Exception error)
        where T : Resource, IConditioned, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Conditions.Remove(ConditionTypes.Stalled);
        context.Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
        Summarize(context.Conditions);
        return Outcome.Failed(error);
    }

    /// <summary>The pass failed in a way only a change by someone can mend.</summary>
    public Outcome Stalled<T>(ReconcileContext<T> context, string reason, string message)
        where T : Resource, IConditioned, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Conditions.MarkStalled(reason, message);
        Observe(context);
        Summarize(context.Conditions);
        return Outcome.Done;
    }

    /// <summary>Something the object needs is not there yet.</summary>
    public Outcome Waiting<T>(ReconcileContext<T> context, TimeSpan delay)
        where T : Resource, IConditioned, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Conditions.Remove(ConditionTypes.Stalled);
        Summarize(context.Conditions);
        return Outcome.After(delay);
    }

    /// <summary>The pass did a part and wants to be called again, rate-limited, without an error.</summary>
    public Outcome Retrying<T>(ReconcileContext<T> context)
        where T : Resource, IConditioned, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
        Summarize(context.Conditions);
        return Outcome.Backoff;
    }

    /// <summary>The object is suspended: nothing was done, only the bookkeeping runs (source contract 2.9).</summary>
    public Outcome Suspended<T>(ReconcileContext<T> context)
        where T : Resource, IConditioned, IResource<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Conditions.Remove(ConditionTypes.Stalled);
        context.Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
        Observe(context);
        Summarize(context.Conditions);
        return Outcome.Done;
    }

    /// <summary>Sets Ready from the other conditions; leaves it absent when there is no other.</summary>
    public void Summarize(ConditionSet conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        if (Derive(conditions) is { } ready)
        {
            conditions.Set(ConditionTypes.Ready, ready.Status, ready.Reason, ready.Message);
        }
    }

    private (string Status, string Reason, string Message)? Derive(ConditionSet conditions)
    {
        foreach (var type in Bipolar)
        {
            if (conditions[type] is { Status: ConditionStatus.False } failed)
            {
                return (ConditionStatus.False, failed.Reason, failed.Message);
            }
        }

        foreach (var type in AbnormalTrue.Concat([ConditionTypes.Stalled, ConditionTypes.Reconciling]))
        {
            if (conditions[type] is { Status: ConditionStatus.True } bad)
            {
                return (ConditionStatus.False, bad.Reason, bad.Message);
            }
        }

        var good = NormalTrue.Concat(Bipolar).Select(type => conditions[type]).OfType<Condition>().ToList();
        var first = good.Find(c => c.Status == ConditionStatus.False) ?? good.Find(c => c.Status == ConditionStatus.True) ?? good.FirstOrDefault();
        return first is null ? null : (first.Status, first.Reason, first.Message);
    }

    private static void Observe<T>(ReconcileContext<T> context)
        where T : Resource, IConditioned, IResource<T>
    {
        if (context.Status.Conditions.Count > 0)
        {
            context.MarkObserved();
        }
    }
}
