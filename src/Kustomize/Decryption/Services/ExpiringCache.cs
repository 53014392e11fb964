namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Keeps credentials until shortly before they expire; one request at a time fetches a new one.</summary>
internal sealed class ExpiringCache<T>(TimeProvider time) : IDisposable
    where T : class
{
    private const int MaxEntries = 100;
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, (T Value, DateTimeOffset Expires)> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The value of a key, from the cache or fetched.</summary>
    public async Task<T> GetAsync(string key, Func<CancellationToken, Task<(T Value, DateTimeOffset Expires)>> fetch, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_entries.TryGetValue(key, out var known) && known.Expires - Margin > time.GetUtcNow())
            {
                return known.Value;
            }

            var fetched = await fetch(cancellationToken).ConfigureAwait(false);
            if (_entries.Count >= MaxEntries)
            {
                _entries.Clear();
            }

            _entries[key] = fetched;
            return fetched.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
