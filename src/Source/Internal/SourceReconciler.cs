using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Source.Internal;

/// <summary>The frame of every source kind's pass (source.md §2): begin, work, conclude, and clean up at the end of its life.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal abstract class SourceReconciler<T>(ArtifactStorage storage) : IReconciler<T>, IFinalizes<T>
    where T : Resource, IConditioned, IResource<T>, IArtifactSource
{
    /// <summary>How Ready follows from the other conditions of the kinds that have no conditions of their own.</summary>
    protected static ReadySummary CommonSummary { get; } = SummaryWith([]);

    protected ArtifactStorage Storage { get; } = storage;

    protected abstract ReadySummary Summary { get; }

    public virtual async Task<Outcome> ReconcileAsync(ReconcileContext<T> context, CancellationToken cancellationToken)
    {
        if (IsSuspended(context.Object))
        {
            Log.Suspended(context.Log);
            return Summary.Suspended(context);
        }

        var before = PassStart.Of(context.Status, context.Object.Artifact);
        try
        {
            await BeginAsync(context, cancellationToken).ConfigureAwait(false);
            var result = await RunAsync(context, cancellationToken).ConfigureAwait(false);
            before.Announce(context, context.Object.Artifact, result);
            return result.IsNoOp ? Summary.NoOp(context, IntervalOf(context.Object)) : Summary.Succeeded(context, IntervalOf(context.Object));
        }
        catch (SourceFailure failure)
        {
            return Conclude(context, failure);
        }
    }

    public Task<Outcome> FinalizeAsync(ReconcileContext<T> context, CancellationToken cancellationToken)
    {
        try
        {
            if (Storage.RemoveAll(T.Info.Kind, context.Key.Namespace, context.Key.Name))
            {
                context.Event(EventFlavor.Trace, SourceReasons.GarbageCollectionSucceeded, "garbage collected artifacts for deleted resource");
            }

            return Task.FromResult(Outcome.Done);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var message = $"garbage collection for deleted resource failed: {e.Message}";
            context.Event(EventFlavor.Warning, SourceReasons.GarbageCollectionFailed, message);
            return Task.FromResult(Outcome.Failed(new IOException(message, e)));
        }
    }

    protected static ReadySummary SummaryWith(IEnumerable<string> own) => new()
    {
        AbnormalTrue =
        [
            SourceConditions.StorageOperationFailed,
            SourceConditions.FetchFailed,
            .. own,
            SourceConditions.ArtifactOutdated,
            ConditionTypes.Stalled,
            ConditionTypes.Reconciling,
        ],
        NormalTrue = [SourceConditions.ArtifactInStorage],
        Bipolar = [SourceConditions.SourceVerified],
    };

    protected abstract bool IsSuspended(T source);

    protected abstract TimeSpan IntervalOf(T source);

    /// <summary>The steps of a pass: storage, source, artifact.</summary>
    /// <exception cref="SourceFailure">A step failed.</exception>
    protected abstract Task<PassResult> RunAsync(ReconcileContext<T> context, CancellationToken ct);

    /// <summary>Says that a pass is under way; written at once only when there is something new to handle.</summary>
    private static async Task BeginAsync(ReconcileContext<T> context, CancellationToken ct)
    {
        var message = context.IsNewGeneration
            ? $"processing object: new generation {context.Status.ObservedGeneration ?? -1} -> {context.Object.Metadata.Generation}"
            : "reconciliation in progress";
        context.Conditions.MarkReconciling(ConditionReasons.Progressing, message);
        if (context.Conditions.IsUnknown(ConditionTypes.Ready))
        {
            context.Conditions.MarkUnknown(ConditionTypes.Ready, ConditionReasons.Progressing, message);
        }

        if (context.IsNewGeneration || context.IsRequested)
        {
            await context.ProgressAsync(ct).ConfigureAwait(false);
        }

        // A pass has its own scratch folders, so an earlier failure of the storage says nothing about this one.
        context.Conditions.Remove(SourceConditions.StorageOperationFailed);
        if (context.Conditions.IsFalse(SourceConditions.SourceVerified))
        {
            context.Conditions.Remove(SourceConditions.SourceVerified);
        }
    }

    private Outcome Conclude(ReconcileContext<T> context, SourceFailure failure)
    {
        var (reason, message) = failure.Shown ?? (failure.Reason, failure.Message);
        if (failure.Condition == SourceConditions.SourceVerified)
        {
            context.Conditions.MarkFalse(failure.Condition, reason, message);
        }
        else if (failure.Condition is { } condition)
        {
            context.Conditions.MarkTrue(condition, reason, message);
        }

        if (failure.AlsoFalse is { } other)
        {
            context.Conditions.MarkFalse(other, SourceReasons.VerificationError, failure.Message);
        }

        var isQuiet = failure.Class is FailureClass.Waiting or FailureClass.Retrying;
        context.Event(isQuiet ? EventFlavor.Trace : EventFlavor.Warning, failure.Reason, failure.Message);
        switch (failure.Class)
        {
            case FailureClass.Stalled:
                return Summary.Stalled(context, failure.StalledReason ?? failure.Reason, failure.Message);
            case FailureClass.Waiting:
                context.Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
                return Summary.Waiting(context, failure.RetryAfter);
            case FailureClass.Retrying:
                return Summary.Retrying(context);
            default:
                return Summary.Failed(context, failure);
        }
    }
}
