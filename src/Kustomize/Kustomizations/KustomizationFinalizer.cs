using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Deletes what a Kustomization manages when it is deleted itself, as far as its deletion policy says so.</summary>
internal sealed class KustomizationFinalizer(KustomizationServices services)
{
    private static readonly ApiResource ServiceAccounts = new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true);
    private static readonly ReadOptions MetadataOnly = new() { MetadataOnly = true };

    /// <summary>Runs the clean-up; done releases the object.</summary>
    public async Task<Outcome> RunAsync(ReconcileContext<Kustomization> context, CancellationToken cancellationToken)
    {
        var owner = context.Object;
        if (DeletesObjects(owner))
        {
            var items = Readable(owner.Status.Inventory);
            if (!await HasAccountAsync(owner, cancellationToken).ConfigureAwait(false))
            {
                // Whoever removed the account took the right to delete with it; holding the object for ever helps nobody.
                ReportError(context, $"unable to prune objects: \n{string.Join('\n', items.Select(static item => item.Identity))}");
            }
            else if (await DeleteAsync(context, items, cancellationToken).ConfigureAwait(false) is { } error)
            {
                return Outcome.Failed(error);
            }
        }

        services.Builds.Forget(context.Key);
        services.Downloads.Forget(context.Key);
        return Outcome.Done;
    }

    private static bool DeletesObjects(Kustomization owner) =>
        owner.Spec.Suspend is not true
        && owner.Status.Inventory is { Entries.Count: > 0 }
        && owner.Spec.DeletionPolicy switch
        {
            "Delete" or "WaitForTermination" => true,
            "Orphan" => false,
            _ => owner.Spec.Prune,
        };

    private async Task<Exception?> DeleteAsync(
        ReconcileContext<Kustomization> context, IReadOnlyList<InventoryItem> items, CancellationToken cancellationToken)
    {
        var owner = context.Object;

        // A cluster that cannot be reached fails the clean-up, which is then tried again: objects there would stay behind unseen.
        using var cluster = await TargetCluster.OpenAsync(owner, services, cancellationToken).ConfigureAwait(false);
        var result = await new PruneGuard(owner, services.Options).DeleteAsync(cluster.Pruner, items, context.Key, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error)
        {
            ReportError(context, "pruning for deleted resource failed");
            return new InvalidOperationException(error);
        }

        context.Info(result.Changes.ToString(), owner.Status.LastAppliedRevision, owner.Status.LastAppliedOriginRevision);
        if (owner.Spec.DeletionPolicy is "WaitForTermination")
        {
            await WaitAsync(context, cluster, result.Changes, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static async Task WaitAsync(
        ReconcileContext<Kustomization> context, TargetCluster cluster, ChangeSet changes, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.Pruner.WaitForTerminationAsync(changes, context.Object.Spec.EffectiveTimeout(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or KubernetesApiException or KubernetesConnectionException)
        {
            context.Log.TerminationTimedOut(e.Message);
            ReportError(context, "failed to wait for resources termination");
        }
    }

    private async Task<bool> HasAccountAsync(Kustomization owner, CancellationToken cancellationToken) =>
        TargetCluster.AccountOf(owner, services.Options) is not { } account
        || await services.Client.FindAsync(ServiceAccounts, new NamespacedName(owner.Namespace, account), MetadataOnly, cancellationToken).ConfigureAwait(false) is not null;

    private static IReadOnlyList<InventoryItem> Readable(ResourceInventory? inventory) =>
    [
        .. inventory!.Entries.SelectMany(static entry =>
            InventoryId.TryParse(entry.Id, out var identity) ? [new InventoryItem(identity.Value, entry.Version)] : Array.Empty<InventoryItem>()),
    ];

    private static void ReportError(ReconcileContext<Kustomization> context, string message) =>
        context.Error(message, context.Object.Status.LastAppliedRevision, context.Object.Status.LastAppliedOriginRevision);
}
