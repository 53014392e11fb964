namespace GitOpsToolkit.Testing;

/// <summary>Holds back the bytes of the connections that were open when it closed.</summary>
internal sealed class ConnectionGate
{
    private volatile TaskCompletionSource? _closed;
    private int _generation;

    /// <summary>Raised by every closing; a connection opened later is not held back.</summary>
    public int Generation => _generation;

    public bool IsClosed => _closed is not null;

    public void Set(bool closed)
    {
        if (closed)
        {
            Interlocked.Increment(ref _generation);
            _closed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        else
        {
            var waiting = _closed;
            _closed = null;
            waiting?.TrySetResult();
        }
    }

    /// <summary>Completes when a connection of the given generation may move bytes.</summary>
    public Task PassAsync(int generation) =>
        generation < _generation && _closed is { } closed ? closed.Task : Task.CompletedTask;
}
