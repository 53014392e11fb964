namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// Where a <see cref="ResourceWatcher"/> stands: what to do next, and how long to wait before it. Only decisions, no I/O.
/// </summary>
internal sealed class WatchSession(WatchBackoff backoff, int pageSize)
{
    /// <summary>
    /// Fruitless connections at one version after which it is given up, whatever the server says about it. A server whose
    /// store was lost does not refuse a version it has not reached yet: it opens the watch and stays silent.
    /// </summary>
    private const int MaxFruitless = 3;

    /// <summary>A watch that ends sooner, without a word, was not one.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private int _fruitless;
    private int _relists;
    private bool _unpaged;

    /// <summary>Version to resume at; null when a full list is due.</summary>
    public string? Version { get; private set; }

    /// <summary>Objects per page; 0 after a continuation expired, since a list in one piece cannot.</summary>
    public int PageSize => _unpaged ? 0 : pageSize;

    /// <summary>What went wrong in the last step; null when nothing did.</summary>
    public Exception? Error { get; private set; }

    /// <summary>How long to wait before the next step.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Forgets the last step's outcome.</summary>
    public void Begin()
    {
        Error = null;
        Wait = TimeSpan.Zero;
    }

    /// <summary>A full list is complete at this version.</summary>
    public void Listed(string version)
    {
        Version = version;
        _fruitless = 0;
        _unpaged = false;

        // No reset of the back-off: a server that lists but does not watch would otherwise be listed without end.
    }

    /// <summary>A full list broke off.</summary>
    public void ListFailed(Exception error, bool onLaterPage)
    {
        if (onLaterPage && error is KubernetesApiException { IsExpired: true } && !_unpaged)
        {
            _unpaged = true;
            return;
        }

        _unpaged = false;
        Fail(error);
    }

    /// <summary>The connection lives: an event or a bookmark came.</summary>
    public void Heard(string? version)
    {
        if (!string.IsNullOrEmpty(version))
        {
            Version = version;
        }

        _fruitless = 0;
        _relists = 0;
        backoff.Reset();
    }

    /// <summary>The server ended the watch in good order.</summary>
    public void WatchEnded(TimeSpan lasted, bool heard)
    {
        if (!heard)
        {
            CountFruitless();
        }

        if (heard || lasted >= ShortestWatch)
        {
            backoff.Reset();
        }
        else
        {
            Fail(new KubernetesConnectionException("the server ended the watch at once"));
        }
    }

    /// <summary>The watch was refused, or broke off after it was open.</summary>
    public void WatchFailed(Exception error, bool opened, bool heard)
    {
        if (error is KubernetesApiException api)
        {
            if (IsVersionUnusable(api))
            {
                Version = null;
                if (++_relists == 1)
                {
                    return; // the ordinary case after a long absence, nothing to wait for
                }
            }
            else if (!api.IsTooManyRequests)
            {
                CountFruitless();
            }
        }
        else if (opened && !heard)
        {
            CountFruitless();
        }

        Fail(error);
    }

    // The version is forgotten by the server, or, after its store was restored from a backup, not reached yet.
    private static bool IsVersionUnusable(KubernetesApiException error) =>
        error.IsExpired || error.HasCause("ResourceVersionTooLarge");

    private void CountFruitless()
    {
        if (++_fruitless >= MaxFruitless)
        {
            Version = null;
        }
    }

    private void Fail(Exception error)
    {
        Error = error;
        Wait = backoff.Next();
        if (error is KubernetesApiException { RetryAfter: { } asked } && asked > Wait)
        {
            Wait = asked;
        }
    }
}
