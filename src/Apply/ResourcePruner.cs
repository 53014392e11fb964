using System.Text;
using GitOpsToolkit.Apply.Internal;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// Deletes what an owner no longer wants: only objects that still carry the owner's labels, and none that opts out. An accepted
/// deletion is enough; an object held by its own finalizer is not waited for.
/// </summary>
/// <param name="client">The cluster, as the identity that may delete.</param>
/// <param name="settings">Names of the applier.</param>
/// <param name="time">Source of time.</param>
public sealed class ResourcePruner(KubernetesClient client, ApplierSettings settings, TimeProvider? time = null)
{
    private static readonly TimeSpan TerminationPoll = TimeSpan.FromSeconds(2);

    // Only labels and annotations decide.
    private static readonly ReadOptions MetadataOnly = new() { MetadataOnly = true };

    private readonly ControlMetadata _control = new(settings.ControlGroup);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Deletes the objects one by one, in the reverse of <see cref="ApplyOrder"/>. A failure does not stop the rest.</summary>
    public async Task<PruneResult> DeleteAsync(IReadOnlyList<InventoryItem> items, NamespacedName owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var changes = new ChangeSet();
        var survivors = new List<InventoryItem>();
        var errors = new StringBuilder();
        foreach (var item in items.OrderByDescending(static item => item.Identity, ApplyOrder.Instance))
        {
            var (action, error) = await DeleteAsync(item, owner, cancellationToken).ConfigureAwait(false);
            changes.Add(new ChangeSetEntry(item.Identity, item.Version, action));
            if (error is not null)
            {
                survivors.Add(item);
                errors.Append(error).Append(';');
            }
        }

        return new PruneResult(changes, survivors, errors.Length == 0 ? null : $"delete failed, errors: {errors}");
    }

    /// <summary>Waits until the deleted objects are gone.</summary>
    /// <exception cref="TimeoutException">An object was still there when time ran out.</exception>
    public async Task WaitForTerminationAsync(ChangeSet changes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var deadline = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        foreach (var entry in changes.Entries.Where(static entry => entry.Action == ApplyAction.Deleted))
        {
            try
            {
                await WaitForTerminationAsync(new InventoryItem(entry.Identity, entry.Version), either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{entry.Identity} termination timeout: still there after {timeout}", e);
            }
        }
    }

    private async Task WaitForTerminationAsync(InventoryItem item, CancellationToken cancellationToken)
    {
        while (await client.Discovery.ResolveAsync(item.Gvk, cancellationToken).ConfigureAwait(false) is { } type
            && await client.FindAsync(type, KeyOf(type, item), MetadataOnly, cancellationToken).ConfigureAwait(false) is not null)
        {
            await Task.Delay(TerminationPoll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(ApplyAction Action, string? Error)> DeleteAsync(InventoryItem item, NamespacedName owner, CancellationToken cancellationToken)
    {
        Unstructured? live;
        ApiResource? type;
        try
        {
            type = await client.Discovery.ResolveAsync(item.Gvk, cancellationToken).ConfigureAwait(false);
            if (type is null)
            {
                // The definition is gone but may come back with the objects; only a 404 proves that one is gone.
                return (ApplyAction.Unknown, $"{item.Identity} query failed: {ApplyErrors.NoMatch(item.Gvk)}");
            }

            live = await client.FindAsync(type, KeyOf(type, item), MetadataOnly, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            return (ApplyAction.Unknown, $"{item.Identity} query failed: {e.Message}");
        }

        if (live is null)
        {
            return (ApplyAction.Deleted, null);
        }

        if (!_control.IsOwnedBy(live, owner) || _control.IsExcludedFromPrune(live))
        {
            return (ApplyAction.Skipped, null);
        }

        try
        {
            var options = new DeleteOptions
            {
                PropagationPolicy = PropagationPolicy.Background,
                // An object made anew under the same name since the read is not the one that was checked.
                Preconditions = new Preconditions(live.Uid),
            };
            await client.DeleteAsync(type, KeyOf(type, item), options, cancellationToken).ConfigureAwait(false);
            return (ApplyAction.Deleted, null);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            return (ApplyAction.Unknown, $"{item.Identity} delete failed: {e.Message}");
        }
    }

    private static NamespacedName KeyOf(ApiResource type, InventoryItem item) =>
        new(type.Namespaced ? item.Identity.Namespace : "", item.Identity.Name);
}
