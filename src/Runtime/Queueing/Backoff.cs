using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Exponential delays per key: the first failure waits the minimum, each further one twice as long, up to the maximum.</summary>
internal sealed class Backoff(TimeSpan minimum, TimeSpan maximum)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, int> _failures = [];

    /// <summary>Counts a failure and says how long to wait after it.</summary>
    public TimeSpan Next(NamespacedName key)
    {
        int failures;
        lock (_gate)
        {
            failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
        }

        var delay = minimum.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 62));
        return delay >= maximum.TotalMilliseconds ? maximum : TimeSpan.FromMilliseconds(delay);
    }

    /// <summary>Starts over with the minimum.</summary>
    public void Forget(NamespacedName key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }
}
