using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Apply.Internal;
using GitOpsToolkit.Kubernetes;

namespace GitOpsToolkit.Apply;

/// <summary>
/// Brings a set of objects into a cluster by server-side apply, stage by stage, writing only what differs.
/// </summary>
/// <remarks>
/// In every stage all objects are tried with dry runs first, a few at a time; only when none is refused are the changed ones applied,
/// one after the other in <see cref="ApplyOrder"/>. An object without drift costs one request while <see cref="AppliedStateMemo"/>
/// remembers it, two otherwise. One instance acts as one identity on one cluster and may be used by several passes at once.
/// </remarks>
/// <param name="client">The cluster, as the identity that applies.</param>
/// <param name="settings">Names of the applier.</param>
/// <param name="memo">What earlier passes found; null remembers nothing.</param>
/// <param name="time">Source of time.</param>
public sealed class ResourceApplier(KubernetesClient client, ApplierSettings settings, AppliedStateMemo? memo = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ControlMetadata _control = new(settings.ControlGroup);
    private readonly HealthWaiter _health = new(client, time);

    /// <summary>Applies the objects.</summary>
    /// <returns>One entry per object, in the order of the work.</returns>
    /// <exception cref="ApplyException">
    /// An object was refused or a stage did not become current in time. Its message names the object; earlier stages stay applied.
    /// </exception>
    public async Task<ChangeSet> ApplyAsync(IReadOnlyList<Manifest> manifests, ApplyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        ArgumentNullException.ThrowIfNull(options);
        var types = new TypeLookup(client, _time);
        var planner = new ApplyPlanner(client, types, settings, _control, options, memo, _time);
        var completed = new ChangeSet();
        try
        {
            foreach (var stage in ApplyStages.All)
            {
                var members = manifests
                    .Where(manifest => ApplyStages.Of(manifest.Gvk, options.CustomStageKinds) == stage)
                    .OrderBy(static manifest => manifest.Identity, ApplyOrder.Instance)
                    .ToList();
                if (members.Count == 0)
                {
                    continue;
                }

                var entries = await RunStageAsync(members, planner, types, options, cancellationToken).ConfigureAwait(false);
                completed.Add(entries);
                if (stage.IsAwaited())
                {
                    await AwaitStageAsync(entries, options, cancellationToken).ConfigureAwait(false);
                }
            }

            return completed;
        }
        catch (ApplyException e)
        {
            throw e.After(completed);
        }
    }

    private static async Task<IReadOnlyList<ChangeSetEntry>> RunStageAsync(
        List<Manifest> members, ApplyPlanner planner, TypeLookup types, ApplyOptions options, CancellationToken cancellationToken)
    {
        var plans = new ApplyPlan[members.Count];
        var failures = new ApplyException?[members.Count];
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = abort.Token };
        try
        {
            await Parallel.ForAsync(0, members.Count, parallel, async (index, ct) =>
            {
                try
                {
                    plans[index] = await planner.PlanAsync(members[index], ct).ConfigureAwait(false);
                }
                catch (ApplyException e)
                {
                    failures[index] = e;
                    await abort.CancelAsync().ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && Array.Exists(failures, static failure => failure is not null))
        {
            // One object was refused, which ended the dry runs of the others; reported below.
        }

        // Several may have failed at once: the first in order is reported, so that a message does not change from pass to pass.
        if (Array.Find(failures, static failure => failure is not null) is { } first)
        {
            throw first;
        }

        var entries = new List<ChangeSetEntry>(plans.Length);
        foreach (var plan in plans)
        {
            entries.Add(plan.MustApply ? await planner.ApplyAsync(plan, cancellationToken).ConfigureAwait(false) : plan.Entry);
            if (plan.MustApply && ApplyStages.IsCustomResourceDefinition(plan.Manifest.Gvk))
            {
                types.ExpectNewKinds();
            }
        }

        return entries;
    }

    private async Task AwaitStageAsync(IReadOnlyList<ChangeSetEntry> entries, ApplyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await _health.WaitAsync(
                // An object the user keeps from being applied and that nobody else has made is not worth waiting for.
                [.. entries.Where(static entry => entry is not { Action: ApplyAction.Skipped, Live: null }).Select(HealthTarget.Of)],
                new HealthWaitOptions { Timeout = options.StageTimeout, FailFast = false, CustomRules = options.CustomHealthRules },
                cancellationToken).ConfigureAwait(false);
        }
        catch (HealthCheckException e)
        {
            throw new ApplyException(e.Message, e);
        }
    }
}
