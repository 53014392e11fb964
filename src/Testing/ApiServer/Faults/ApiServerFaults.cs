namespace GitOpsToolkit.Testing;

/// <summary>Failures of an API server, to be switched on by a test and to be survived by a client.</summary>
/// <remarks>
/// Methods that take a number affect the next requests that match and then end by themselves. A predicate of null matches
/// every request for a resource, never discovery or health. Safe for concurrent use.
/// </remarks>
public sealed class ApiServerFaults
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private bool _staleDiscovery;

    /// <summary>Raised for the faults that reach into open connections; the server subscribes.</summary>
    internal event Action? WatchesDropped;

    internal event Action? WatchesExpired;

    internal event Action? DiscoveryFreezing;

    /// <summary>Time every request for a resource waits before it is looked at.</summary>
    /// <value>Zero.</value>
    public TimeSpan Latency { get; set; }

    /// <summary>Discovery answers what it answered when this was switched on: new kinds are served but not listed.</summary>
    public bool StaleDiscovery
    {
        get => _staleDiscovery;
        set
        {
            if (value && !_staleDiscovery)
            {
                DiscoveryFreezing?.Invoke();
            }

            _staleDiscovery = value;
        }
    }

    /// <summary>Bytes stop moving on every connection open at the time it is switched on, without closing it, until it is switched off.</summary>
    public bool HalfOpenConnections
    {
        get => Gate.IsClosed;
        set => Gate.Set(value);
    }

    internal ConnectionGate Gate { get; } = new();

    /// <summary>Ends every open watch now, without an error event.</summary>
    public void DropWatches() => WatchesDropped?.Invoke();

    /// <summary>Sends a 410 Gone error on every open watch, ends it, and forgets the history: older resource versions cannot be resumed.</summary>
    public void ExpireWatches() => WatchesExpired?.Invoke();

    /// <summary>Answers 410 to the next lists that carry a continue token.</summary>
    public void ExpireContinueTokens(int requests = 1) => Add(new FaultRule(FaultKind.ExpireContinue, requests, null));

    /// <summary>Answers 429 with Retry-After.</summary>
    /// <param name="requests">Number of requests to turn away.</param>
    /// <param name="retryAfter">Value of Retry-After; whole seconds, at least one.</param>
    /// <param name="matching">Which requests.</param>
    public void Throttle(int requests, TimeSpan retryAfter, Func<ApiRequest, bool>? matching = null) =>
        Add(new FaultRule(FaultKind.Throttle, requests, matching) { Delay = retryAfter });

    /// <summary>Answers a server error.</summary>
    public void Fail(int requests, int statusCode = 500, Func<ApiRequest, bool>? matching = null) =>
        Add(new FaultRule(FaultKind.Fail, requests, matching) { StatusCode = statusCode });

    /// <summary>Answers 401, as for a token that has been rotated away.</summary>
    public void Unauthorize(int requests = 1, Func<ApiRequest, bool>? matching = null) =>
        Add(new FaultRule(FaultKind.Unauthorize, requests, matching));

    /// <summary>Answers 409 Conflict to writes.</summary>
    public void Conflict(int requests, Func<ApiRequest, bool>? matching = null) =>
        Add(new FaultRule(FaultKind.Conflict, requests, matching));

    /// <summary>Closes the connection after the request has been carried out, before anything is answered.</summary>
    public void LoseResponses(int requests, Func<ApiRequest, bool>? matching = null) =>
        Add(new FaultRule(FaultKind.LoseResponse, requests, matching));

    /// <summary>Sends the response body in small pieces with a pause after each.</summary>
    public void SlowBody(int requests, TimeSpan pause, Func<ApiRequest, bool>? matching = null) =>
        Add(new FaultRule(FaultKind.SlowBody, requests, matching) { Delay = pause });

    /// <summary>Turns requests away as an admission webhook would, until the result is disposed.</summary>
    /// <param name="message">What the webhook says.</param>
    /// <param name="matching">Which requests; only writes are ever turned away.</param>
    public IDisposable Reject(string message, Func<ApiRequest, bool>? matching = null)
    {
        var rule = new FaultRule(FaultKind.Reject, int.MaxValue, matching) { Message = message };
        Add(rule);
        return new Removal(this, rule);
    }

    /// <summary>Switches every fault off.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }

        Latency = TimeSpan.Zero;
        StaleDiscovery = false;
        HalfOpenConnections = false;
    }

    /// <summary>The first rule of a kind that applies to a request, used up by one.</summary>
    internal FaultRule? Take(FaultKind kind, ApiRequest request)
    {
        lock (_gate)
        {
            for (var i = 0; i < _rules.Count; i++)
            {
                var rule = _rules[i];
                if (rule.Kind != kind || !rule.Applies(request))
                {
                    continue;
                }

                if (rule.Remaining != int.MaxValue && --rule.Remaining == 0)
                {
                    _rules.RemoveAt(i);
                }

                return rule;
            }

            return null;
        }
    }

    private void Add(FaultRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rule.Remaining, 1);
        lock (_gate)
        {
            _rules.Add(rule);
        }
    }

    private sealed class Removal(ApiServerFaults owner, FaultRule rule) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._rules.Remove(rule);
            }
        }
    }
}
