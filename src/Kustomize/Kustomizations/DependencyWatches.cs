using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Watches the objects of other kinds that Kustomizations wait for, each as long as somebody does, and wakes those who wait when it
/// changes. Bounded: whoever finds no room, or may not watch, is left to <c>--requeue-dependency</c>.
/// </summary>
internal sealed class DependencyWatches(Waker waker) : IDisposable
{
    /// <summary>Most objects watched at a time; each is a connection's stream at the API server.</summary>
    internal const int Capacity = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<Target, Watch> _watches = [];
    private readonly Dictionary<NamespacedName, Watch> _byDependent = [];

    /// <summary>An object as one identity sees it.</summary>
    internal readonly record struct Target(string Identity, GroupVersionKind Gvk, NamespacedName Key);

    /// <summary>Objects watched now.</summary>
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

    /// <summary>Wakes the dependent when the target changes, and no more when its last one does.</summary>
    public void Follow(NamespacedName dependent, in Target target, ApiResource type, KubernetesClient client)
    {
        lock (_gate)
        {
            if (_byDependent.TryGetValue(dependent, out var known) && known.Target == target)
            {
                return;
            }

            Leave(dependent);
            if (!_watches.TryGetValue(target, out var watch))
            {
                if (_watches.Count >= Capacity)
                {
                    return;
                }

                watch = new Watch(target);
                _watches.Add(target, watch);
                _ = RunAsync(watch, type, client);
            }

            watch.Dependents.Add(dependent);
            _byDependent[dependent] = watch;
        }
    }

    /// <summary>The dependent has read its target: news of this version are none.</summary>
    public void Seen(NamespacedName dependent, string? version)
    {
        lock (_gate)
        {
            if (_byDependent.TryGetValue(dependent, out var watch))
            {
                watch.SeenVersion = version;
            }
        }
    }

    /// <summary>The dependent waits no longer.</summary>
    public void Release(NamespacedName dependent)
    {
        lock (_gate)
        {
            Leave(dependent);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var watch in _watches.Values)
            {
                watch.Dispose();
            }

            _watches.Clear();
            _byDependent.Clear();
        }
    }

    private void Leave(NamespacedName dependent)
    {
        if (_byDependent.Remove(dependent, out var watch) && watch.Dependents.Remove(dependent) && watch.Dependents.Count == 0)
        {
            _watches.Remove(watch.Target);
            watch.Dispose();
        }
    }

    private async Task RunAsync(Watch watch, ApiResource type, KubernetesClient client)
    {
        await Task.Yield();
        var identity = new ObjectIdentity(watch.Target.Gvk.GroupKind, watch.Target.Key.Namespace, watch.Target.Key.Name);
        try
        {
            var options = new WatcherOptions
            {
                Namespace = type.Namespaced ? watch.Target.Key.Namespace : null,
                FieldSelector = $"metadata.name={watch.Target.Key.Name}",
                MetadataOnly = true,
            };
            await foreach (var change in new ResourceWatcher(client, type, options).WatchAsync(watch.Stopped).ConfigureAwait(false))
            {
                if (change.Object is { } changed)
                {
                    Wake(watch, identity, change.Type == WatcherEventType.Applied ? changed.ResourceVersion : null);
                }
                else if (change.Error is KubernetesApiException { IsForbidden: true } or KubernetesApiException { IsMethodNotSupported: true })
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }

    private void Wake(Watch watch, ObjectIdentity identity, string? version)
    {
        NamespacedName[] dependents;
        lock (_gate)
        {
            if (version is not null && string.Equals(version, watch.SeenVersion, StringComparison.Ordinal))
            {
                return;
            }

            dependents = [.. watch.Dependents];
        }

        foreach (var dependent in dependents)
        {
            waker.Wake(dependent, identity);
        }
    }

    private sealed class Watch(Target target) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Target Target { get; } = target;

        public HashSet<NamespacedName> Dependents { get; } = [];

        public string? SeenVersion { get; set; }

        public CancellationToken Stopped => _stop.Token;

        // Not disposed: the watch may still look at the token, and a source without a timer holds nothing.
        public void Dispose() => _stop.Cancel();
    }
}
