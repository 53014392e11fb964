namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>
/// Spaces the repairs of one owner: the first is immediate, each further one waits twice as long as the one before, so that two
/// controllers that undo each other's work settle at a bearable pace. A time without drift starts it over.
/// </summary>
internal sealed class FightBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Time without drift after which the next repair is immediate again.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(10);

    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private TimeSpan _wait;

    /// <summary>How long to wait with a repair that is asked for now.</summary>
    public TimeSpan Next(DateTimeOffset now)
    {
        if (_last == DateTimeOffset.MinValue || now - _last > Calm)
        {
            _wait = TimeSpan.Zero;
        }

        var due = _wait == TimeSpan.Zero || _last + _wait < now ? now : _last + _wait;
        _wait = _wait == TimeSpan.Zero ? First : _wait * 2 < Longest ? _wait * 2 : Longest;
        _last = due;
        return due - now;
    }
}
