namespace GitOpsToolkit.Testing;

/// <summary>The requests a server has answered, in the order of their ends; a watch counts from its start.</summary>
/// <remarks>Safe for concurrent use. Holds the newest requests only, see <see cref="KubernetesApiServerOptions.RequestHistory"/>.</remarks>
public sealed class RequestLog
{
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Queue<ApiRequest> _requests = new();
    private readonly List<(Func<ApiRequest, bool> Matching, TaskCompletionSource<ApiRequest> Found)> _waiting = [];
    private long _total;

    internal RequestLog(int capacity) => _capacity = capacity;

    /// <summary>Number of requests since the start or the last <see cref="Clear"/>, kept or not.</summary>
    public long Total => Interlocked.Read(ref _total);

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
            _total = 0;
        }
    }

    /// <summary>How many recorded requests fulfil a condition.</summary>
    public int Count(Func<ApiRequest, bool> matching)
    {
        ArgumentNullException.ThrowIfNull(matching);
        return Snapshot().Count(matching);
    }

    /// <summary>Completes with a request that fulfils a condition: one that is recorded already, or the next.</summary>
    /// <param name="matching">The condition; called inside of the server, so it should be quick.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ApiRequest> WaitForAsync(Func<ApiRequest, bool> matching, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matching);
        lock (_gate)
        {
            if (_requests.FirstOrDefault(matching) is { } known)
            {
                return Task.FromResult(known);
            }

            var found = new TaskCompletionSource<ApiRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((matching, found));
            return found.Task.WaitAsync(cancellationToken);
        }
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
            _total++;
            if (_requests.Count == _capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
            _waiting.RemoveAll(waiter => waiter.Matching(request) && waiter.Found.TrySetResult(request));
        }
    }
}
