using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>One watch of the metadata of all managed objects of a kind in a cluster, shared by everybody who manages some.</summary>
internal sealed class KindWatch(KubernetesClient client, ApiResource type, string ownerLabel, IDisposable? lease) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Who manages objects of the kind.</summary>
    public HashSet<NamespacedName> Owners { get; } = [];

    private GroupKind Kind => new(type.Group, type.Kind);

    /// <summary>Watches until disposed.</summary>
    /// <param name="changed">Takes news of one object.</param>
    /// <param name="listed">Takes all that exists, after a list.</param>
    /// <param name="interrupted">Takes what went wrong; the watch goes on by itself.</param>
    public async Task RunAsync(Action<DriftNews> changed, Action<GroupKind, IReadOnlySet<NamespacedName>> listed, Action<string, Exception> interrupted)
    {
        await Task.Yield();
        var options = new WatcherOptions { LabelSelector = ownerLabel, MetadataOnly = true, DropManagedFields = !NeedsWriters() };
        try
        {
            await foreach (var step in new ResourceWatcher(client, type, options).WatchAsync(_stop.Token).ConfigureAwait(false))
            {
                switch (step.Type)
                {
                    case WatcherEventType.Applied:
                        changed(new DriftNews(IdentityOf(step.Object!), step.Object, null));
                        break;
                    case WatcherEventType.Deleted:
                        changed(new DriftNews(IdentityOf(step.Object!), null, step.Object));
                        break;
                    case WatcherEventType.Restarted:
                        listed(Kind, step.Keys!);
                        break;
                    case WatcherEventType.Interrupted when step.Error is { } error:
                        interrupted(type.Kind, error);
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody manages objects of the kind any more.
        }
        finally
        {
            lease?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Cancel();

    private ObjectIdentity IdentityOf(Unstructured item) => new(Kind, item.Namespace, item.Name);

    // Kinds that count no generations and have a status: who wrote last is the only way to tell the two apart.
    private bool NeedsWriters() => type.Group.Length == 0 && type.Kind is not ("ConfigMap" or "Secret" or "ServiceAccount");
}
