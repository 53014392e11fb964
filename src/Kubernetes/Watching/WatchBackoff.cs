namespace GitOpsToolkit.Kubernetes;

/// <summary>Waits that double up to a limit, each lengthened at random by up to its own length.</summary>
internal sealed class WatchBackoff(TimeSpan first, TimeSpan limit, Func<double> random)
{
    private TimeSpan? _next;

    public TimeSpan Next()
    {
        var wait = _next ?? first;
        _next = wait * 2 < limit ? wait * 2 : limit;
        return wait * (1 + random());
    }

    public void Reset() => _next = null;
}
