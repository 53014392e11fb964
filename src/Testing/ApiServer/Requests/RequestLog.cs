namespace GitOpsToolkit.Testing;

/// <summary>The requests a server has answered or is answering, in the order in which they came.</summary>
/// <remarks>Safe for concurrent use. Holds the last 100,000 requests.</remarks>
public sealed class RequestLog
{
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<ApiRequest> _requests = new();

    /// <summary>A copy of what has been recorded.</summary>
    public IReadOnlyList<ApiRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    /// <summary>Forgets what has been recorded.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    /// <summary>How many recorded requests fulfil a condition.</summary>
    public int Count(Func<ApiRequest, bool> matching)
    {
        ArgumentNullException.ThrowIfNull(matching);
        return Snapshot().Count(matching);
    }

    /// <summary>Requests that changed, or tried to change, stored objects: writes without those of a dry run and without reviews.</summary>
    public IReadOnlyList<ApiRequest> Writes() =>
        [.. Snapshot().Where(static r => r.IsWrite && !r.DryRun && r.Group is not ("authorization.k8s.io" or "authentication.k8s.io"))];

    /// <summary>Number of requests by <c>verb resource[/subresource]</c>, with <c> (dry run)</c> behind those that store nothing.</summary>
    public IReadOnlyDictionary<string, int> Counters() =>
        Snapshot()
            .GroupBy(static r => $"{r.Verb} {(r.IsResourceRequest ? r.Resource : r.Path)}{(r.Subresource.Length > 0 ? "/" + r.Subresource : "")}{(r.DryRun ? " (dry run)" : "")}", StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);

    internal void Add(ApiRequest request)
    {
        lock (_gate)
        {
            if (_requests.Count == Capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
        }
    }
}
