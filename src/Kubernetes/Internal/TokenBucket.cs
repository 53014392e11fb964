namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Lets a burst through, then a steady rate.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _refilledAt = time.GetTimestamp();

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            Refill();
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }

    /// <summary>Takes a token, waiting in line for it.</summary>
    public ValueTask TakeAsync(CancellationToken ct)
    {
        double debt;
        lock (_lock)
        {
            Refill();
            debt = -(--_tokens);
        }

        return debt <= 0 ? ValueTask.CompletedTask : WaitAsync(TimeSpan.FromSeconds(debt / perSecond), ct);
    }

    private async ValueTask WaitAsync(TimeSpan wait, CancellationToken ct)
    {
        try
        {
            await Task.Delay(wait, time, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _tokens++;
            }

            throw;
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_refilledAt, now).TotalSeconds * perSecond));
        _refilledAt = now;
    }
}
