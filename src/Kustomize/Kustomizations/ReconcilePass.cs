using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Decryption;
using GitOpsToolkit.Kustomize.Internal.Artifacts;
using GitOpsToolkit.Kustomize.Internal.Building;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// The main phase of one pass: fetch, build, apply, prune, observe. Every pass is complete, because comparing every object with the
/// cluster is what finds drift; what makes it cheap is that nothing is fetched, parsed or written that is known already.
/// </summary>
internal sealed class ReconcilePass(
    ReconcileContext<Kustomization> context, Artifact artifact, CustomHealthRules healthRules, KustomizationServices services)
{
    private const string OriginRevisionAnnotation = "org.opencontainers.image.revision";

    private readonly Kustomization _owner = context.Object;
    private readonly long _started = context.Clock.GetTimestamp();
    private string? _digest;

    /// <summary>The revision that is being reconciled.</summary>
    public string Revision { get; } = artifact.Revision;

    /// <summary>The revision the artifact was made from elsewhere, null when it does not say.</summary>
    public string? OriginRevision { get; } = OriginRevisionOf(artifact);

    /// <summary>Time since the pass began.</summary>
    public TimeSpan Elapsed => context.Clock.GetElapsedTime(_started);

    private KustomizationStatus Status => _owner.Status;

    /// <summary>What an artifact says of its origin.</summary>
    public static string? OriginRevisionOf(Artifact artifact) =>
        artifact.Metadata?.GetValueOrDefault(OriginRevisionAnnotation) is { Length: > 0 } revision ? revision : null;

    /// <summary>Runs the main phase.</summary>
    /// <exception cref="ReconcileFailure">A step failed.</exception>
    /// <exception cref="ArtifactNotFoundException">The source does not have the artifact.</exception>
    /// <exception cref="DownloadDelayedException">The artifact cannot be had at the moment.</exception>
    /// <exception cref="HealthCheckCanceledException">Something newer came up during the health check.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        context.Conditions.MarkUnknown(ConditionTypes.Ready, ConditionReasons.Progressing, "Reconciliation in progress");
        await ProgressAsync("Fetching manifests", cancellationToken).ConfigureAwait(false);
        var older = Status.Inventory;
        using var drift = services.Drift?.Begin(context.Key);

        var built = await BuildAsync(cancellationToken).ConfigureAwait(false);
        _digest = built.Digest;

        using var cluster = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await ProgressAsync("Detecting drift", cancellationToken).ConfigureAwait(false);
        var changes = await ApplyAsync(cluster, built, cancellationToken).ConfigureAwait(false);
        var newer = Inventory.Of(changes);
        Status.Inventory = newer;
        if (changes.HasChanges)
        {
            // From here on objects exist that only this list remembers; should the process end, the next one must know them.
            await WriteStatusAsync(context.SaveStatusAsync(cancellationToken)).ConfigureAwait(false);
        }

        await PruneAsync(cluster, older, newer, cancellationToken).ConfigureAwait(false);
        if (drift is not null)
        {
            await cluster.TrackAsync(drift, changes, cancellationToken).ConfigureAwait(false);
        }

        await CheckHealthAsync(cluster, built, changes, cancellationToken).ConfigureAwait(false);

        Status.LastAppliedRevision = Revision;
        Status.LastAppliedOriginRevision = OriginRevision;
        context.Conditions.MarkTrue(ConditionTypes.Ready, ConditionReasons.ReconciliationSucceeded, $"Applied revision: {Revision}");
        Record(ConditionReasons.ReconciliationSucceeded);
    }

    /// <summary>Puts a failure into the history, if it happened after the build.</summary>
    public void RecordFailure(ReconcileFailure failure)
    {
        if (failure.HistoryStatus is { } result)
        {
            Record(result);
        }
    }

    private void Record(string result)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["revision"] = Revision };
        if (OriginRevision is { } origin)
        {
            metadata["originRevision"] = origin;
        }

        ReconcileHistory.Record(Status, _digest!, result, context.Clock.GetUtcNow(), Elapsed, metadata);
    }

    private async Task<BuiltObjects> BuildAsync(CancellationToken cancellationToken)
    {
        var variables = await services.Variables.LoadAsync(_owner, cancellationToken).ConfigureAwait(false);
        using var decryption = await services.DecryptionKeys.OpenAsync(_owner, cancellationToken).ConfigureAwait(false);
        var input = variables.Failure is null && decryption?.Failure is null
            ? BuildInput.Hash(_owner, artifact.Digest, variables.Values, decryption?.Fingerprint ?? "") : null;
        if (input is not null && services.Builds.Find(context.Key, input) is { } known)
        {
            // The path exists, for this was built from it.
            await StartBuildingAsync(cancellationToken).ConfigureAwait(false);
            return known;
        }

        using var lease = await FetchAsync(cancellationToken).ConfigureAwait(false);
        var shownRoot = $"{services.Options.ScratchPath.TrimEnd('/')}/kustomization-{ShownNumber()}";
        var path = PathIn(lease.Files, shownRoot);
        await StartBuildingAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var built = await services.Builder.BuildAsync(
                _owner, lease.Files, path, shownRoot, variables, decryption, cancellationToken).ConfigureAwait(false);
            if (input is not null && !built.IsFromElsewhere && decryption?.AskedRemote is not true)
            {
                services.Builds.Keep(context.Key, input, built);
            }

            return built;
        }
        catch (BuildException e)
        {
            throw new ReconcileFailure(KustomizationTerms.BuildFailed, e.Message, e);
        }
    }

    private async Task<ArtifactLease> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lease = await services.Artifacts.OpenAsync(artifact, cancellationToken).ConfigureAwait(false);
            services.Downloads.Forget(context.Key);
            return lease;
        }
        catch (ArtifactFetchException e) when (e.IsTransient && services.Downloads.Next(context.Key, artifact) is { } delay)
        {
            throw new DownloadDelayedException(delay, e);
        }
        catch (Exception e) when (e is ArtifactFetchException or ArchiveException or IOException or UnauthorizedAccessException)
        {
            throw new ReconcileFailure(KustomizationTerms.ArtifactFailed, e.Message, e);
        }
    }

    private string PathIn(ArtifactFiles files, string shownRoot)
    {
        var path = ArtifactPath.Join("/", _owner.Spec.Path);
        return files.Tree.Find(path) is { } found
            ? found.Path
            : throw new ReconcileFailure(
                KustomizationTerms.ArtifactFailed, $"kustomization path not found: stat {shownRoot}{path}: no such file or directory");
    }

    private async Task<TargetCluster> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await TargetCluster.OpenAsync(_owner, services, cancellationToken).ConfigureAwait(false);
        }
        catch (TargetClusterException e)
        {
            throw new ReconcileFailure(ConditionReasons.ReconciliationFailed, e.Message, e) { EventMessage = $"failed to build kube client: {e.Message}" };
        }
    }

    private Task StartBuildingAsync(CancellationToken cancellationToken)
    {
        Status.LastAttemptedRevision = Revision;
        return ProgressAsync("Building manifests", cancellationToken);
    }

    private async Task<ChangeSet> ApplyAsync(TargetCluster cluster, BuiltObjects built, CancellationToken cancellationToken)
    {
        if (built.Refusal is { } refusal)
        {
            throw Failure(refusal);
        }

        try
        {
            var options = new ApplyOptions
            {
                Force = _owner.Spec.Force is true,
                CustomStageKinds = services.CustomStageKinds,
                Concurrency = services.Options.ConcurrentSsa,
                MigrateApiVersion = services.Options.MigrateApiVersion,
                Ignore = IgnoreRules.Compile(_owner.Spec.Ignore),
                CustomHealthRules = healthRules,
            };
            var changes = await cluster.Applier.ApplyAsync(built.Manifests, options, cancellationToken).ConfigureAwait(false);
            context.Log.Applied(changes, services.Options.GroupChangeLog, Revision);
            if (changes.HasChanges)
            {
                context.Info(changes.DescribeChanges(), Revision, OriginRevision);
            }

            return changes;
        }
        catch (ApplyException e)
        {
            var lines = e.Completed.DescribeChanges();
            throw Failure($"{SecretRedaction.Apply(e.Message, built)}\n{(lines.Length == 0 ? "" : lines + "\n")}", e);
        }
        catch (FormatException e)
        {
            throw Failure(e.Message, e);
        }

        static ReconcileFailure Failure(string message, Exception? cause = null) =>
            new(ConditionReasons.ReconciliationFailed, message, cause) { HistoryStatus = ConditionReasons.ReconciliationFailed };
    }

    private async Task PruneAsync(
        TargetCluster cluster, ResourceInventory? older, ResourceInventory inventory, CancellationToken cancellationToken)
    {
        var stale = Inventory.Stale(older, inventory);
        if (!_owner.Spec.Prune || stale.Count == 0)
        {
            return;
        }

        var guard = new PruneGuard(_owner, services.Options);
        try
        {
            guard.ThrowIfExcessive(stale, older!.Entries.Count, Revision);
        }
        catch (ReconcileFailure)
        {
            // What is not deleted stays known, so that it can be deleted, or taken back, later.
            Inventory.Add(inventory, stale);
            throw;
        }

        var result = await guard.DeleteAsync(cluster.Pruner, stale, context.Key, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error)
        {
            Inventory.Add(inventory, result.Survivors);
            throw new ReconcileFailure(KustomizationTerms.PruneFailed, error) { HistoryStatus = KustomizationTerms.PruneFailed };
        }

        context.Log.Pruned(result.Changes);
        context.Info(result.Changes.ToString(), Revision, OriginRevision);
    }

    private async Task CheckHealthAsync(TargetCluster cluster, BuiltObjects built, ChangeSet changes, CancellationToken cancellationToken)
    {
        var (targets, isEmpty) = HealthTargets.Of(_owner, changes, built.JobsWithTimeToLive);
        if (isEmpty)
        {
            context.Conditions.Remove(KustomizationTerms.Healthy);
            return;
        }

        var wasHealthy = context.Conditions.IsTrue(KustomizationTerms.Healthy);
        var started = context.Clock.GetTimestamp();
        var timeout = _owner.Spec.EffectiveTimeout();
        context.Conditions.MarkUnknown(KustomizationTerms.Healthy, ConditionReasons.Progressing, StepMessage("Running health checks"));
        await ProgressAsync("Running health checks", cancellationToken).ConfigureAwait(false);
        try
        {
            var options = new HealthWaitOptions
            {
                Timeout = timeout,
                FailFast = !services.Options.DisableFailFastBehavior,
                CustomRules = healthRules,
            };
            await WaitForHealthAsync(cluster, targets, options, cancellationToken).ConfigureAwait(false);
        }
        catch (HealthCheckException e)
        {
            context.Conditions.MarkFalse(KustomizationTerms.Healthy, KustomizationTerms.HealthCheckFailed, e.Message);
            var elapsed = GoDuration.Format(context.Clock.GetElapsedTime(started));
            throw new ReconcileFailure(KustomizationTerms.HealthCheckFailed, $"health check failed after {elapsed}: {e.Message}", e)
            {
                HistoryStatus = KustomizationTerms.HealthCheckFailed,
            };
        }

        var passed = $"Health check passed in {GoDuration.Format(context.Clock.GetElapsedTime(started))}";
        var isNewRevision = !string.Equals(Status.LastAppliedRevision, Revision, StringComparison.Ordinal);
        if (!wasHealthy || (isNewRevision && changes.HasChanges))
        {
            context.Info(passed, Revision, OriginRevision);
        }

        context.Conditions.MarkTrue(KustomizationTerms.Healthy, ConditionReasons.Succeeded, passed);
    }

    private async Task WaitForHealthAsync(
        TargetCluster cluster, IReadOnlyList<HealthTarget> targets, HealthWaitOptions options, CancellationToken cancellationToken)
    {
        if (!services.Options.CancelHealthCheckOnNewRevision)
        {
            await cluster.Health.WaitAsync(targets, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.Interrupted);
        try
        {
            await cluster.Health.WaitAsync(targets, options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var itself = new ObjectIdentity(new GroupKind(Kustomization.Info.Group, Kustomization.Info.Kind), context.Key.Namespace, context.Key.Name);
            throw new HealthCheckCanceledException(context.InterruptedBy ?? itself);
        }
    }

    private Task ProgressAsync(string step, CancellationToken cancellationToken)
    {
        context.Conditions.MarkReconciling(ConditionReasons.Progressing, StepMessage(step));
        return WriteStatusAsync(context.ProgressAsync(cancellationToken));
    }

    private static async Task WriteStatusAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            throw new ReconcileFailure(ConditionReasons.ReconciliationFailed, $"failed to update status: {e.Message}", e);
        }
    }

    private string StepMessage(string step) =>
        $"{step} for revision {Revision} with a timeout of {GoDuration.Format(_owner.Spec.EffectiveTimeout())}";

    /// <summary>
    /// The number of the folder that messages show. Flux draws one per pass; here it is the same for an object's life, so that a failure
    /// that stays the same is not a new message, and a new status, on every retry.
    /// </summary>
    private uint ShownNumber()
    {
        var hash = 2166136261u;
        foreach (var c in $"{_owner.Metadata.Uid}{context.Key}")
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (hash % 900_000_000u) + 1_000_000_000u;
    }
}
