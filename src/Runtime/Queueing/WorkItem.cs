using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>A key a worker has taken; ends with <see cref="WorkQueue.Done"/>.</summary>
internal sealed class WorkItem(NamespacedName key) : IDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private ObjectIdentity? _cause;

    public NamespacedName Key { get; } = key;

    /// <summary>Fires when the key is added again while it is being worked on.</summary>
    public CancellationToken Interrupted => _interrupt.Token;

    public ObjectIdentity? InterruptedBy => Volatile.Read(ref _interrupted) ? _cause : null;

    /// <summary>True when the key must be queued again as soon as this work ends.</summary>
    public bool IsDirty { get; set; }

    public WorkPriority DirtyPriority { get; set; }

    private bool _interrupted;

    /// <summary>Says that the key was added again. Called outside the queue's lock, as listeners run here.</summary>
    public void Interrupt(ObjectIdentity? cause)
    {
        if (!Volatile.Read(ref _interrupted))
        {
            _cause = cause;
            Volatile.Write(ref _interrupted, true);
        }

        try
        {
            _interrupt.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended between the queue's look and this call; it runs again anyway.
        }
    }

    public void Dispose() => _interrupt.Dispose();
}
