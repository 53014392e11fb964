using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// Clients of other clusters, one per configuration, shared by all who use it and closed some time after the last one is
/// done. A changed credential is another configuration, so nobody keeps working with a revoked one for long.
/// </summary>
/// <param name="time">Clock; null for the system's.</param>
/// <param name="logs">Logs of the clients; null for nowhere.</param>
public sealed class ClientPool(TimeProvider? time = null, ILoggerFactory? logs = null) : IDisposable
{
    /// <summary>Time an unused client is kept.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    /// <summary>Unused clients kept at most; the longest unused goes first.</summary>
    public const int MaxIdle = 32;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>The client of a cluster, for as long as the lease is kept.</summary>
    public ClientLease Rent(ClusterConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var key = ClusterFingerprint.Of(config);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Sweep();
            if (!_entries.TryGetValue(key, out var entry))
            {
                entry = new Entry(new KubernetesClient(config, _time, logs));
                _entries.Add(key, entry);
            }

            entry.Leases++;
            return new ClientLease(entry.Client, () => Return(entry));
        }
    }

    /// <summary>Closes all clients, leased or not.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var entry in _entries.Values)
            {
                entry.Client.Dispose();
            }

            _entries.Clear();
        }
    }

    private void Return(Entry entry)
    {
        lock (_lock)
        {
            entry.Leases--;
            entry.IdleSince = _time.GetTimestamp();
            Sweep();
        }
    }

    // Rent and return are the only events there are, so no timer is needed to bound what is kept.
    private void Sweep()
    {
        var idle = _entries.Where(pair => pair.Value.Leases == 0).OrderByDescending(pair => pair.Value.IdleSince).ToList();
        for (var i = 0; i < idle.Count; i++)
        {
            if (i >= MaxIdle || _time.GetElapsedTime(idle[i].Value.IdleSince) >= IdleTime)
            {
                _entries.Remove(idle[i].Key);
                idle[i].Value.Client.Dispose();
            }
        }
    }

    private sealed class Entry(KubernetesClient client)
    {
        public KubernetesClient Client { get; } = client;

        public int Leases { get; set; }

        public long IdleSince { get; set; }
    }
}
