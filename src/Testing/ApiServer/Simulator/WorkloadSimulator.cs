using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.GarbageCollection;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.Simulator;

/// <summary>
/// Lets workloads make progress: some time after a change of what is wanted, the status says that it is there.
/// An annotation on the object asks for another end, see <see cref="KubernetesApiServerOptions.SimulateAnnotation"/>.
/// </summary>
internal sealed class WorkloadSimulator(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, TimeProvider clock, TimeSpan delay) : IServerController, IDisposable
{
    private static readonly Dictionary<GroupResource, Func<JsonObject, string, bool>> Kinds = new()
    {
        [new("apps", "deployments")] = WorkloadStatus.Deployment,
        [new("apps", "statefulsets")] = WorkloadStatus.StatefulSet,
        [new("apps", "daemonsets")] = WorkloadStatus.DaemonSet,
        [new("apps", "replicasets")] = WorkloadStatus.ReplicaSet,
        [new("batch", "jobs")] = WorkloadStatus.Job,
        [new("", "pods")] = WorkloadStatus.Pod,
        [new("", "persistentvolumeclaims")] = WorkloadStatus.Claim,
        [new("", "services")] = WorkloadStatus.Service,
        [new("networking.k8s.io", "ingresses")] = WorkloadStatus.Ingress,
        [new("policy", "poddisruptionbudgets")] = WorkloadStatus.DisruptionBudget,
    };

    private readonly ConcurrentDictionary<(GroupResource Resource, NamespacedName Key), ITimer> _timers = new();
    private volatile bool _disposed;

    public void OnChange(StoreEvent change)
    {
        if (_disposed || !Kinds.ContainsKey(change.Resource))
        {
            return;
        }

        var entry = (change.Resource, change.After.Key);
        if (change.IsDeletion)
        {
            Forget(entry);
        }
        else
        {
            Schedule(entry);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (var timer in _timers.Values)
        {
            timer.Dispose();
        }
    }

    private void Schedule((GroupResource Resource, NamespacedName Key) entry) => _timers.AddOrUpdate(
        entry,
        e => clock.CreateTimer(_ => Progress(e), null, delay, Timeout.InfiniteTimeSpan),
        (_, timer) =>
        {
            timer.Change(delay, Timeout.InfiniteTimeSpan);
            return timer;
        });

    private void Forget((GroupResource Resource, NamespacedName Key) entry)
    {
        if (_timers.TryRemove(entry, out var timer))
        {
            timer.Dispose();
        }
    }

    private void Progress((GroupResource Resource, NamespacedName Key) entry)
    {
        Forget(entry);
        if (_disposed || store.Find(entry.Resource, entry.Key) is not { } stored)
        {
            return;
        }

        var tree = stored.Parse("", "");
        if (tree["metadata"].At("deletionTimestamp") is not null || !Kinds[entry.Resource]((JsonObject)tree.DeepClone(), Now()))
        {
            return;
        }

        ServerWrites.Change(registry, writer, entry.Resource, entry.Key, "status", "kube-controller-manager", t => Kinds[entry.Resource](t, Now()));
        if (entry.Resource == new GroupResource("", "persistentvolumeclaims"))
        {
            ServerWrites.Change(registry, writer, entry.Resource, entry.Key, "", "kube-controller-manager", static t => t.EnsureObject("spec")["volumeName"] = $"pvc-{t["metadata"].At("uid").AsText()}");
        }
    }

    private string Now() => ObjectPreparation.Timestamp(clock.GetUtcNow());
}
