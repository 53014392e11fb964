using System.Net;
using GitOpsToolkit.Kubernetes.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// What a cluster serves: read on first use by one caller for all, kept, and read again when a kind is unknown, when ten
/// minutes old, or when told to.
/// </summary>
public sealed class Discovery
{
    /// <summary>Age after which it is read again; a conditional request that mostly answers "not modified".</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    // Someone may wait for a kind to appear by asking in a loop, and many objects may name a kind that never will.
    private const double UnknownKindRefreshesPerSecond = 0.2;
    private const int UnknownKindRefreshBurst = 10;

    private readonly ApiTransport _transport;
    private readonly DiscoveryLoader _loader;
    private readonly TokenBucket _refreshes;
    private readonly Lock _lock = new();
    private Loaded? _current;
    private Task<Loaded>? _pending;
    private Task _lastLoad = Task.CompletedTask;
    private DiscoverySnapshot? _last;
    private int _epoch;

    internal Discovery(ApiTransport transport, IdentityHeaders identity)
    {
        _transport = transport;
        _loader = new DiscoveryLoader(transport, identity);
        _refreshes = new TokenBucket(UnknownKindRefreshesPerSecond, UnknownKindRefreshBurst, transport.Time);
    }

    /// <summary>The kind in exactly this version; null when the cluster does not serve it.</summary>
    /// <exception cref="KubernetesApiException">The server of the group does not answer, so nobody knows.</exception>
    public ValueTask<ApiResource?> ResolveAsync(GroupVersionKind gvk, CancellationToken ct = default) =>
        ResolveAsync(static (snapshot, key) => snapshot.Find(key), gvk, gvk.Group, gvk.Version, ct);

    /// <summary>The kind in the version the server prefers; null when the cluster does not serve it.</summary>
    /// <exception cref="KubernetesApiException">The server of the group does not answer, so nobody knows.</exception>
    public ValueTask<ApiResource?> ResolveAsync(GroupKind kind, CancellationToken ct = default) =>
        ResolveAsync(static (snapshot, key) => snapshot.Find(key), kind, kind.Group, null, ct);

    /// <summary>The kind whose API path ends in this plural, in the version the server prefers; null when there is none.</summary>
    /// <exception cref="KubernetesApiException">The server of the group does not answer, so nobody knows.</exception>
    public ValueTask<ApiResource?> ResolvePluralAsync(string group, string plural, CancellationToken ct = default) =>
        ResolveAsync(static (snapshot, key) => snapshot.Find(key), (group, plural), group, null, ct);

    /// <summary>The kind in exactly this version.</summary>
    /// <exception cref="NoKindMatchException">The cluster does not serve it.</exception>
    /// <exception cref="KubernetesApiException">The server of the group does not answer, so nobody knows.</exception>
    public async ValueTask<ApiResource> RequireAsync(GroupVersionKind gvk, CancellationToken ct = default) =>
        await ResolveAsync(gvk, ct).ConfigureAwait(false) ?? throw new NoKindMatchException(gvk);

    /// <summary>Every kind in every served version, in the server's order of preference.</summary>
    public async ValueTask<IReadOnlyList<ApiResource>> ListAsync(CancellationToken ct = default) =>
        (await GetAsync(ct).ConfigureAwait(false)).Snapshot.All;

    /// <summary>Makes the next question read again, for example after a CRD was applied.</summary>
    public void Invalidate()
    {
        lock (_lock)
        {
            _current = null;

            // A load under way may have read before the change, so nobody new waits for it.
            _pending = null;
            _epoch++;
        }
    }

    private async ValueTask<ApiResource?> ResolveAsync<TKey>(
        Func<DiscoverySnapshot, TKey, ApiResource?> find, TKey key, string group, string? version, CancellationToken ct)
    {
        var known = Volatile.Read(ref _current);
        var loaded = await GetAsync(ct).ConfigureAwait(false);
        if (find(loaded.Snapshot, key) is { } found)
        {
            return found;
        }

        // What was read just now for this very question needs no second look.
        if (ReferenceEquals(loaded, known) && _refreshes.TryTake())
        {
            loaded = await LoadAsync(loaded, ct).ConfigureAwait(false);
            if (find(loaded.Snapshot, key) is { } appeared)
            {
                return appeared;
            }
        }

        return loaded.Snapshot.Unavailable(group, version) is { } unavailable
            ? throw new KubernetesApiException(
                HttpStatusCode.ServiceUnavailable,
                "ServiceUnavailable",
                $"the API group version {unavailable} is registered but its server does not answer; see kubectl get apiservices")
            : null;
    }

    private async ValueTask<Loaded> GetAsync(CancellationToken ct)
    {
        var current = Volatile.Read(ref _current);
        if (current is null)
        {
            return await LoadAsync(null, ct).ConfigureAwait(false);
        }

        if (_transport.Time.GetElapsedTime(current.At) < MaxAge)
        {
            return current;
        }

        try
        {
            return await LoadAsync(current, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            _transport.Log.DiscoveryFailed(e, "all groups");
            return current;
        }
    }

    /// <summary>Reads again unless someone has meanwhile, or is about to.</summary>
    private Task<Loaded> LoadAsync(Loaded? outdated, CancellationToken ct)
    {
        Task<Loaded> pending;
        lock (_lock)
        {
            if (_current is not null && !ReferenceEquals(_current, outdated))
            {
                return Task.FromResult(_current);
            }

            if (_pending is null)
            {
                // After an invalidation the load before may still be under way; they take turns.
                var before = _lastLoad;
                _lastLoad = _pending = Task.Run(() => LoadAsync(before), CancellationToken.None);
            }

            pending = _pending;
        }

        // The load is everyone's: a caller that gives up leaves it to the others.
        return pending.WaitAsync(ct);
    }

    private async Task<Loaded> LoadAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int epoch;
        lock (_lock)
        {
            epoch = _epoch;
        }

        Loaded? loaded = null;
        try
        {
            var at = _transport.Time.GetTimestamp();
            _last = await _loader.LoadAsync(_last, CancellationToken.None).ConfigureAwait(false);
            loaded = new Loaded(_last, at);
            return loaded;
        }
        finally
        {
            lock (_lock)
            {
                if (epoch == _epoch)
                {
                    _current = loaded ?? _current;
                    _pending = null;
                }
            }
        }
    }

    private sealed record Loaded(DiscoverySnapshot Snapshot, long At);
}
