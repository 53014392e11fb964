namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>A credential that costs something to get: kept until it expires, and fetched by one caller for all who wait.</summary>
internal sealed class CachedSource(
    Func<CancellationToken, Task<(Credential Credential, DateTimeOffset? ExpiresAt)>> fetch, TimeProvider time) : CredentialSource
{
    /// <summary>Longest time a fetch may take.</summary>
    public static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private Credential? _current;
    private DateTimeOffset? _expiresAt;
    private Task<Credential>? _pending;

    public override ValueTask<Credential> GetAsync(CancellationToken ct)
    {
        Task<Credential> pending;
        lock (_lock)
        {
            if (_current is not null && (_expiresAt is null || time.GetUtcNow() < _expiresAt))
            {
                return new(_current);
            }

            pending = _pending ??= FetchAsync();
        }

        // The fetch is everyone's: a caller that gives up leaves it to the others.
        return new(pending.WaitAsync(ct));
    }

    public override async ValueTask<Credential?> RenewAsync(Credential refused, CancellationToken ct)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_current, refused))
            {
                _current = null;
            }
        }

        return await GetAsync(ct).ConfigureAwait(false);
    }

    private async Task<Credential> FetchAsync()
    {
        // Leaves the caller's lock before anything else happens.
        await Task.Yield();
        using var deadline = new CancellationTokenSource(FetchTimeout, time);
        try
        {
            var (credential, expiresAt) = await fetch(deadline.Token).ConfigureAwait(false);
            lock (_lock)
            {
                _current = credential;
                _expiresAt = expiresAt;
                _pending = null;
            }

            return credential;
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _pending = null;
            }

            throw e is OperationCanceledException
                ? new KubernetesConnectionException($"no credentials within {FetchTimeout.TotalSeconds} s", e)
                : e;
        }
    }
}
