using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Git;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>Keeps an artifact of what a GitRepository follows (source.md §2 and §5 of the contract).</summary>
internal sealed class GitRepositoryReconciler(
    ArtifactStorage storage,
    GitClient git,
    SecretReader secrets,
    IResourceCache cache,
    IOptions<SourceControllerOptions> options) : IReconciler<GitRepository>, IFinalizes<GitRepository>
{
    internal static ReadySummary Summary { get; } = new()
    {
        AbnormalTrue =
        [
            SourceConditions.StorageOperationFailed,
            SourceConditions.FetchFailed,
            SourceConditions.IncludeUnavailable,
            SourceConditions.ArtifactOutdated,
            ConditionTypes.Stalled,
            ConditionTypes.Reconciling,
        ],
        NormalTrue = [SourceConditions.ArtifactInStorage],
        Bipolar = [SourceConditions.SourceVerified],
    };

    public async Task<Outcome> ReconcileAsync(ReconcileContext<GitRepository> context, CancellationToken cancellationToken)
    {
        if (context.Object.Spec.Suspend == true)
        {
            Log.Suspended(context.Log);
            return Summary.Suspended(context);
        }

        var before = PassStart.Of(context.Status, context.Object.Status.Artifact);
        var pass = new GitRepositoryPass(context, storage, git, new GitRemoteFactory(secrets), cache, options.Value);
        try
        {
            await BeginAsync(context, cancellationToken).ConfigureAwait(false);
            var found = await pass.RunAsync(cancellationToken).ConfigureAwait(false);
            before.Announce(context, found);
            return found.IsNoOp
                ? Summary.NoOp(context, context.Object.Spec.Interval)
                : Summary.Succeeded(context, context.Object.Spec.Interval);
        }
        catch (SourceFailure failure)
        {
            return Conclude(context, failure);
        }
    }

    public Task<Outcome> FinalizeAsync(ReconcileContext<GitRepository> context, CancellationToken cancellationToken)
    {
        try
        {
            if (storage.RemoveAll(GitRepository.Info.Kind, context.Key.Namespace, context.Key.Name))
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

    /// <summary>Says that a pass is under way; written at once only when there is something new to handle.</summary>
    private static async Task BeginAsync(ReconcileContext<GitRepository> context, CancellationToken ct)
    {
        var status = context.Object.Status;
        var message = context.IsNewGeneration
            ? $"processing object: new generation {status.ObservedGeneration ?? -1} -> {context.Object.Metadata.Generation}"
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
    }

    private static Outcome Conclude(ReconcileContext<GitRepository> context, SourceFailure failure)
    {
        if (failure.Condition == SourceConditions.SourceVerified)
        {
            context.Conditions.MarkFalse(failure.Condition, failure.Reason, failure.Message);
        }
        else if (failure.Condition is { } condition)
        {
            context.Conditions.MarkTrue(condition, failure.Reason, failure.Message);
        }

        context.Event(failure.Class == FailureClass.Waiting ? EventFlavor.Trace : EventFlavor.Warning, failure.Reason, failure.Message);
        switch (failure.Class)
        {
            case FailureClass.Stalled:
                return Summary.Stalled(context, failure.Reason, failure.Message);
            case FailureClass.Waiting:
                context.Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
                return Summary.Waiting(context, failure.RetryAfter);
            default:
                return Summary.Failed(context, failure);
        }
    }
}
