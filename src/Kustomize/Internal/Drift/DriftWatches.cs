using GitOpsToolkit.Apply;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>
/// Wakes a Kustomization as soon as somebody else changes or deletes an object it manages. There is one metadata watch per kind and
/// cluster, of objects that carry the owner labels. What a pass writes itself is told apart by the versions the API server answered it
/// with; news that arrive during the pass wait until those are known.
/// </summary>
/// <param name="control">Labels that name an owner.</param>
/// <param name="wake">Wakes an owner because of an object.</param>
/// <param name="time">Source of time.</param>
/// <param name="log">Where drift is told.</param>
internal sealed partial class DriftWatches(ControlMetadata control, Action<NamespacedName, ObjectIdentity> wake, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Most kinds watched; drift of others is found at the interval.</summary>
    internal const int Capacity = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, TrackedOwner> _owners = [];
    private readonly Dictionary<(KubernetesClient Cluster, GroupVersionKind Kind), KindWatch> _watches = [];
    private readonly Queue<(NamespacedName Owner, ObjectIdentity Cause)> _due = [];
    private readonly HashSet<string> _interrupted = new(StringComparer.Ordinal);

    /// <summary>Watches that are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>A pass over an owner begins: news about its objects wait until it is disposed.</summary>
    public DriftPass Begin(NamespacedName owner)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(owner, out var tracked))
            {
                _owners[owner] = tracked = new TrackedOwner(owner);
            }

            tracked.IsBusy = true;
            tracked.IsRepairDue = false;
            tracked.Repair?.Dispose();
            return new DriftPass(this, owner);
        }
    }

    /// <summary>The owner manages nothing any more, or is suspended.</summary>
    public void Forget(NamespacedName owner)
    {
        lock (_gate)
        {
            if (_owners.Remove(owner, out var tracked))
            {
                tracked.Dispose();
                Leave(tracked, tracked.Cluster, tracked.Kinds);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var owner in _owners.Values)
            {
                owner.Dispose();
            }

            foreach (var watch in _watches.Values)
            {
                watch.Dispose();
            }

            _owners.Clear();
            _watches.Clear();
        }
    }

    /// <summary>Takes down what a pass left behind and sees to it that it is watched.</summary>
    /// <param name="owner">Whose pass.</param>
    /// <param name="cluster">The cluster of the objects, as an identity that may watch them.</param>
    /// <param name="lease">Opens another lease of it for a watch; null for a client that is there for good.</param>
    /// <param name="changes">Every object of the pass.</param>
    /// <param name="cancellationToken">Stops the look-up of kinds.</param>
    internal async Task TrackAsync(
        NamespacedName owner, KubernetesClient cluster, Func<IDisposable>? lease, ChangeSet changes, CancellationToken cancellationToken)
    {
        var types = new Dictionary<GroupVersionKind, ApiResource>();
        var objects = new Dictionary<ObjectIdentity, TrackedObject>();
        foreach (var entry in changes.Entries)
        {
            if (entry.Live is not { } live || (control.IsExcludedFromApply(live) && !control.IsCreateOnly(live)))
            {
                continue;
            }

            var gvk = new GroupVersionKind(entry.Identity.GroupKind.Group, entry.Version, entry.Identity.GroupKind.Kind);
            if (!types.ContainsKey(gvk) && await cluster.Discovery.ResolveAsync(gvk, cancellationToken).ConfigureAwait(false) is { } type)
            {
                types[gvk] = type;
            }

            objects[entry.Identity] = TrackedObject.Of(live, entry.Action == ApplyAction.Skipped || control.IsCreateOnly(live));
        }

        lock (_gate)
        {
            if (!_owners.TryGetValue(owner, out var tracked))
            {
                return;
            }

            var (oldCluster, oldKinds) = (tracked.Cluster, tracked.Kinds);
            (tracked.Objects, tracked.Cluster, tracked.Kinds) = (objects, cluster, [.. types.Keys]);
            foreach (var (gvk, type) in types)
            {
                Join(tracked, cluster, gvk, type, lease);
            }

            Leave(tracked, oldCluster, ReferenceEquals(oldCluster, cluster) ? oldKinds.Except(types.Keys) : oldKinds);
        }
    }

    /// <summary>The pass is over.</summary>
    /// <param name="owner">Whose pass.</param>
    /// <param name="isKnown">True when what it wrote was taken down; else its own writes cannot be told from others', and nothing is concluded.</param>
    internal void End(NamespacedName owner, bool isKnown)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(owner, out var tracked))
            {
                return;
            }

            tracked.IsBusy = false;
            foreach (var news in tracked.TakeHeld())
            {
                if (isKnown)
                {
                    Judge(tracked, news);
                }
            }
        }

        WakeDue();
    }

    private void Join(TrackedOwner owner, KubernetesClient cluster, GroupVersionKind gvk, ApiResource type, Func<IDisposable>? lease)
    {
        if (!_watches.TryGetValue((cluster, gvk), out var watch))
        {
            if (_watches.Count >= Capacity || (type.Verbs.Count > 0 && !type.Verbs.Contains("watch", StringComparer.Ordinal)))
            {
                return;
            }

            watch = new KindWatch(cluster, type, control.NameLabel, lease?.Invoke());
            _watches.Add((cluster, gvk), watch);
            _ = watch.RunAsync(Take, (kind, present) => TakeList(cluster, kind, present), Interrupted);
        }

        watch.Owners.Add(owner.Key);
    }

    private void Leave(TrackedOwner owner, KubernetesClient? cluster, IEnumerable<GroupVersionKind> kinds)
    {
        foreach (var gvk in cluster is null ? [] : kinds)
        {
            if (_watches.TryGetValue((cluster!, gvk), out var watch) && watch.Owners.Remove(owner.Key) && watch.Owners.Count == 0)
            {
                _watches.Remove((cluster!, gvk));
                watch.Dispose();
            }
        }
    }

    private void Take(DriftNews news)
    {
        var item = news.Current ?? news.Last!;
        if (item.Label(control.NameLabel) is not { } name || item.Label(control.NamespaceLabel) is not { } ns)
        {
            return;
        }

        lock (_gate)
        {
            if (_owners.TryGetValue(new NamespacedName(ns, name), out var owner))
            {
                HoldOrJudge(owner, news);
            }
        }

        WakeDue();
    }

    private void TakeList(KubernetesClient cluster, GroupKind kind, IReadOnlySet<NamespacedName> present)
    {
        lock (_gate)
        {
            foreach (var owner in _owners.Values.Where(owner => ReferenceEquals(owner.Cluster, cluster)))
            {
                foreach (var gone in owner.Objects.Keys.Where(item => item.GroupKind == kind && !present.Contains(new NamespacedName(item.Namespace, item.Name))).ToList())
                {
                    HoldOrJudge(owner, new DriftNews(gone, null, null));
                }
            }
        }

        WakeDue();
    }

    private void HoldOrJudge(TrackedOwner owner, in DriftNews news)
    {
        if (owner.IsBusy)
        {
            owner.Hold(news);
        }
        else
        {
            Judge(owner, news);
        }
    }

    private void Judge(TrackedOwner owner, in DriftNews news)
    {
        if (owner.IsRepairDue || (news.Current is { } current && control.IsExcludedFromApply(current)) || !owner.IsDrift(news))
        {
            return;
        }

        var delay = owner.Backoff.Next(time.GetUtcNow());
        LogDrift(owner.Key, news.Identity, delay);
        owner.IsRepairDue = true;
        var (key, cause) = (owner.Key, news.Identity);
        if (delay == TimeSpan.Zero)
        {
            _due.Enqueue((key, cause));
        }
        else
        {
            owner.Repair?.Dispose();
            owner.Repair = time.CreateTimer(_ => wake(key, cause), null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    // Outside the lock: whoever is woken may be interrupted by it, and that runs code of its own.
    private void WakeDue()
    {
        while (true)
        {
            (NamespacedName Owner, ObjectIdentity Cause) next;
            lock (_gate)
            {
                if (!_due.TryDequeue(out next))
                {
                    return;
                }
            }

            wake(next.Owner, next.Cause);
        }
    }

    private void Interrupted(string kind, Exception error)
    {
        lock (_gate)
        {
            if (!_interrupted.Add(kind))
            {
                return;
            }
        }

        LogInterrupted(kind, error.Message);
    }

    [LoggerMessage(3020, LogLevel.Information, "{Object} is not as Kustomization '{Owner}' left it; reconciling in {Delay}")]
    private partial void LogDrift(NamespacedName owner, ObjectIdentity @object, TimeSpan delay);

    [LoggerMessage(3021, LogLevel.Warning, "Objects of kind {Kind} cannot be watched for drift at the moment; trying again. The server says: {Error}")]
    private partial void LogInterrupted(string kind, string error);
}
