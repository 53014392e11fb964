using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Internal.Sources;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Decides whether a Kustomization can be reconciled now and when to look at it again; the work itself is a <see cref="ReconcilePass"/>.
/// </summary>
internal sealed class KustomizationReconciler(IResourceCache cache, KustomizationServices services) : IReconciler<Kustomization>, IFinalizes<Kustomization>
{
    private readonly KustomizationFinalizer _finalizer = new(services);

    /// <inheritdoc/>
    public async Task<Outcome> ReconcileAsync(ReconcileContext<Kustomization> context, CancellationToken cancellationToken)
    {
        var started = context.Clock.GetTimestamp();
        if (context.Object.Spec.Suspend is true)
        {
            context.Log.Suspended();
            services.DependencyWatches.Release(context.Key);
            services.Drift?.Forget(context.Key);
            Conclude(context);
            return Outcome.Done;
        }

        var outcome = await RunAsync(context, cancellationToken).ConfigureAwait(false);
        Conclude(context);
        ReportIfReady(context, context.Clock.GetElapsedTime(started));
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<Outcome> FinalizeAsync(ReconcileContext<Kustomization> context, CancellationToken cancellationToken)
    {
        var started = context.Clock.GetTimestamp();
        services.DependencyWatches.Release(context.Key);
        services.Drift?.Forget(context.Key);
        if (services.Options.DeleteDependantsFirst && DeletionOrder.FindDependants(context.Object, cache) is { Count: > 0 } dependants)
        {
            context.Log.WaitingForDependants(string.Join(", ", dependants));
            return Outcome.After(services.Options.RequeueDependency);
        }

        var outcome = await _finalizer.RunAsync(context, cancellationToken).ConfigureAwait(false);
        if (outcome.Kind == OutcomeKind.Done && context.Object.Spec.Suspend is not true)
        {
            ReportIfReady(context, context.Clock.GetElapsedTime(started));
        }

        return outcome;
    }

    private async Task<Outcome> RunAsync(ReconcileContext<Kustomization> context, CancellationToken cancellationToken)
    {
        var owner = context.Object;
        CustomHealthRules healthRules;
        try
        {
            healthRules = CustomHealthRules.Compile(owner.Spec.HealthCheckExprs);
        }
        catch (FormatException e)
        {
            return StallOnExpression(context, e);
        }

        if (FindRefusal(owner) is { } refusal)
        {
            return Stall(context, refusal.Reason, refusal.Message);
        }

        var reference = owner.Spec.SourceRef;
        var sourceKey = reference.KeyIn(owner.Namespace);
        IArtifactSource? source;
        try
        {
            source = await FindSourceAsync(reference.Kind, sourceKey, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return RetryWithoutSource(context, reference.Kind, sourceKey, e.Message);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            context.Conditions.MarkFalse(ConditionTypes.Ready, KustomizationTerms.ArtifactFailed, $"unable to get source '{sourceKey}': {e.Message}");
            return Outcome.Failed(e);
        }

        if (source is null)
        {
            return RetryWithoutSource(context, reference.Kind, sourceKey, $"{reference.Kind}.{SourceApi.Group} \"{sourceKey.Name}\" not found");
        }

        if (source.Artifact is not { } artifact)
        {
            return WaitForArtifact(context, "Source artifact not found");
        }

        try
        {
            if (await services.Dependencies.FindUnmetAsync(owner, artifact, cancellationToken).ConfigureAwait(false) is { } unmet)
            {
                return WaitForDependency(context, artifact, unmet);
            }
        }
        catch (InvalidExpressionException e)
        {
            return StallOnExpression(context, e, artifact.Revision, ReconcilePass.OriginRevisionOf(artifact));
        }

        if (owner.Spec.DependsOn is { Count: > 0 })
        {
            services.DependencyWatches.Release(context.Key);
            context.Log.DependenciesReady();
        }

        return await ReconcileAsync(context, artifact, healthRules, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> ReconcileAsync(
        ReconcileContext<Kustomization> context, Artifact artifact, CustomHealthRules healthRules, CancellationToken cancellationToken)
    {
        var spec = context.Object.Spec;
        var pass = new ReconcilePass(context, artifact, healthRules, services);
        try
        {
            await pass.RunAsync(cancellationToken).ConfigureAwait(false);
            return Outcome.Every(spec.Interval);
        }
        catch (ArtifactNotFoundException)
        {
            return WaitForArtifact(context, "Source is not ready, artifact not found");
        }
        catch (DownloadDelayedException delayed)
        {
            // Nothing has failed yet: the object stays on its way until all tries are used up.
            context.Log.DownloadDelayed(delayed.Message, GoDuration.Format(delayed.Delay));
            return Outcome.After(delayed.Delay);
        }
        catch (HealthCheckCanceledException canceled)
        {
            context.Log.HealthCheckCanceled(canceled.Trigger);
            context.Conditions.MarkFalse(ConditionTypes.Ready, KustomizationTerms.HealthCheckCanceled, canceled.Message);
            context.Info($"Health checks canceled due to new reconciliation triggered by {canceled.Trigger}", pass.Revision, pass.OriginRevision);
            return Outcome.Now;
        }
        catch (ReconcileFailure failure)
        {
            pass.RecordFailure(failure);
            context.Conditions.MarkFalse(ConditionTypes.Ready, failure.Reason, failure.Message);
            context.Log.ReconciliationFailed(
                GoDuration.Format(pass.Elapsed), GoDuration.Format(spec.EffectiveRetryInterval()), failure.EventMessage, artifact.Revision);
            context.Error(failure.EventMessage, pass.Revision, pass.OriginRevision);
            return Outcome.After(spec.EffectiveRetryInterval());
        }
    }

    /// <summary>What forbids this object as it is, before anything is read for it; null when nothing does.</summary>
    private (string Reason, string Message)? FindRefusal(Kustomization owner)
    {
        if (UnsupportedFeatures.Find(owner.Spec, services.Options.ObjectLevelWorkloadIdentity) is { } unsupported)
        {
            return unsupported;
        }

        var reference = owner.Spec.SourceRef;
        var source = reference.KeyIn(owner.Namespace);
        var refusal = services.Options.NoCrossNamespaceRefs && !string.Equals(source.Namespace, owner.Namespace, StringComparison.Ordinal)
            ? "cross-namespace references have been blocked"
            : !services.Options.ExternalArtifact && string.Equals(reference.Kind, ExternalArtifact.Info.Kind, StringComparison.Ordinal) ? "ExternalArtifact feature gate is disabled"
            : null;
        if (refusal is not null)
        {
            return (ConditionReasons.AccessDenied, $"can't access '{reference.Kind}/{source}', {refusal}");
        }

        return services.Options.NoCrossNamespaceRefs && Dependencies.FindForeignAcrossNamespaces(owner) is { } elsewhere
            ? (ConditionReasons.AccessDenied, $"can't access '{elsewhere}', cross-namespace references have been blocked")
            : null;
    }

    private async Task<IArtifactSource?> FindSourceAsync(string kind, NamespacedName key, CancellationToken cancellationToken) =>
        services.Options.DirectSourceFetch
            ? await SourceKind.Of(kind).ReadAsync(services.Client, key, cancellationToken).ConfigureAwait(false)
            : SourceKind.Of(kind).Find(cache, key);

    private static Outcome RetryWithoutSource(ReconcileContext<Kustomization> context, string kind, NamespacedName source, string message)
    {
        context.Log.SourceNotFound($"{kind}/{source}");
        context.Conditions.MarkFalse(ConditionTypes.Ready, KustomizationTerms.ArtifactFailed, message);
        return Outcome.After(context.Object.Spec.EffectiveRetryInterval());
    }

    private Outcome WaitForArtifact(ReconcileContext<Kustomization> context, string what)
    {
        var message = $"{what}, retrying in {GoDuration.Format(services.Options.RequeueDependency)}";
        context.Log.Waiting(message);
        context.Conditions.MarkFalse(ConditionTypes.Ready, KustomizationTerms.ArtifactFailed, message);
        return Outcome.After(services.Options.RequeueDependency);
    }

    private Outcome WaitForDependency(ReconcileContext<Kustomization> context, Artifact artifact, string unmet)
    {
        var message = $"Dependencies do not meet ready condition, retrying in {GoDuration.Format(services.Options.RequeueDependency)}";
        context.Log.Waiting(message);
        context.Conditions.MarkFalse(ConditionTypes.Ready, ConditionReasons.DependencyNotReady, unmet);
        context.Info(message, artifact.Revision, ReconcilePass.OriginRevisionOf(artifact));
        return Outcome.After(services.Options.RequeueDependency);
    }

    private static Outcome StallOnExpression(
        ReconcileContext<Kustomization> context, Exception error, string? revision = null, string? originRevision = null)
    {
        context.MarkObserved();
        return Stall(context, KustomizationTerms.InvalidCelExpression, $"{KustomizationTerms.TerminalError}: {error.Message}", revision, originRevision);
    }

    private static Outcome Stall(
        ReconcileContext<Kustomization> context, string reason, string message, string? revision = null, string? originRevision = null)
    {
        context.Conditions.MarkFalse(ConditionTypes.Ready, reason, message);
        context.Conditions.MarkStalled(reason, message);
        context.Error(message, revision, originRevision);
        return Outcome.Terminal(new TerminalException(reason, message));
    }

    /// <summary>The bookkeeping at the end of every pass, a suspended one included.</summary>
    private static void Conclude(ReconcileContext<Kustomization> context)
    {
        if (context.RequestedAt is { } token)
        {
            context.Object.Status.LastHandledReconcileAt = token;
        }

        if (context.Conditions.IsTrue(ConditionTypes.Ready))
        {
            context.Conditions.Remove(ConditionTypes.Reconciling);
            context.MarkObserved();
        }
        else if (context.Conditions.IsFalse(ConditionTypes.Ready))
        {
            context.Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
        }
    }

    private static void ReportIfReady(ReconcileContext<Kustomization> context, TimeSpan duration)
    {
        if (context.Conditions.IsTrue(ConditionTypes.Ready)
            && !context.Conditions.Has(ConditionTypes.Stalled)
            && !context.Conditions.Has(ConditionTypes.Reconciling))
        {
            context.Log.ReconciliationFinished(
                GoDuration.Format(duration), GoDuration.Format(context.Object.Spec.Interval), context.Object.Status.LastAttemptedRevision);
            context.Finished(duration);
        }
    }
}
