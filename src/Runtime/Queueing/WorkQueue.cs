using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>
/// The keys a controller has to look at. Equal keys collapse, a key is never given to two workers at once, and a key
/// that is added while it is worked on comes back when that work ends.
/// </summary>
/// <remarks>Same rules as client-go's workqueue; one timer serves all delays, so an idle queue costs nothing.</remarks>
internal sealed class WorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Backoff _backoff;
    private readonly QueueMetrics? _metrics;
    private readonly SemaphoreSlim _available = new(0);
    private readonly Queue<Ticket>[] _ready = [new(), new()];
    private readonly Dictionary<NamespacedName, Ticket> _queued = [];
    private readonly Dictionary<NamespacedName, WorkItem> _working = [];
    private readonly PriorityQueue<Delayed, (long Due, long Order)> _delays = new();
    private readonly Dictionary<NamespacedName, Delayed> _delayed = [];
    private readonly ITimer _timer;
    private long _order;
    private bool _open;

    /// <summary>Makes a queue; it takes no keys before <see cref="Open"/>.</summary>
    public WorkQueue(TimeProvider clock, Backoff backoff, QueueMetrics? metrics = null)
    {
        _clock = clock;
        _backoff = backoff;
        _metrics = metrics;
        _timer = clock.CreateTimer(static queue => ((WorkQueue)queue!).MoveDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised when the last key is done and none is queued; delayed keys do not count.</summary>
    public event Action? BecameIdle;

    /// <summary>True when no key is queued or worked on; delayed keys do not count.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _queued.Count == 0 && _working.Count == 0;
            }
        }
    }

    /// <summary>Starts taking keys.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _open = true;
        }
    }

    /// <summary>Drops every key that is not being worked on and takes no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _open = false;
            _metrics?.Depth(-_queued.Count);
            _queued.Clear();
            _ready[0].Clear();
            _ready[1].Clear();
            _delays.Clear();
            _delayed.Clear();
            foreach (var item in _working.Values)
            {
                item.IsDirty = false;
            }

            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="priority">Where it queues; a queued key can only move up.</param>
    /// <param name="cause">The object whose change it is about, for those who are interrupted by it.</param>
    public void Add(NamespacedName key, WorkPriority priority, ObjectIdentity? cause = null)
    {
        WorkItem? interrupted = null;
        lock (_gate)
        {
            if (!_open)
            {
                return;
            }

            if (_working.TryGetValue(key, out var item))
            {
                _metrics?.Added();
                item.DirtyPriority = item.IsDirty && item.DirtyPriority > priority ? item.DirtyPriority : priority;
                item.IsDirty = true;
                interrupted = item;
            }
            else
            {
                Enqueue(key, priority);
            }
        }

        interrupted?.Interrupt(cause);
    }

    /// <summary>Adds a key after a delay. A later delay does not replace an earlier one.</summary>
    public void AddAfter(NamespacedName key, TimeSpan delay, WorkPriority priority)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key, priority);
            return;
        }

        lock (_gate)
        {
            if (!_open)
            {
                return;
            }

            var due = (_clock.GetUtcNow() + delay).UtcTicks;
            if (_delayed.TryGetValue(key, out var waiting) && waiting.Due <= due)
            {
                return;
            }

            var delayed = new Delayed(key, due, priority);
            _delayed[key] = delayed;
            _delays.Enqueue(delayed, (due, _order++));
            ScheduleTimer();
        }
    }

    /// <summary>Adds a key after its next back-off delay, which is returned.</summary>
    public TimeSpan AddRateLimited(NamespacedName key)
    {
        var delay = _backoff.Next(key);
        _metrics?.Retried();
        AddAfter(key, delay, WorkPriority.High);
        return delay;
    }

    /// <summary>Resets the key's back-off.</summary>
    public void Forget(NamespacedName key) => _backoff.Forget(key);

    /// <summary>Waits for the next key. Taking a key cancels its pending delay: the pass decides anew when to come back.</summary>
    public async ValueTask<WorkItem> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _available.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (TryDequeue() is { } ticket)
                {
                    _metrics?.Depth(-1);
                    _metrics?.Waited(_clock.GetElapsedTime(ticket.Since));
                    _delayed.Remove(ticket.Key);
                    var item = new WorkItem(ticket.Key);
                    _working.Add(ticket.Key, item);
                    return item;
                }
            }
        }
    }

    /// <summary>Ends the work on a key.</summary>
    public void Done(WorkItem item)
    {
        bool idle;
        lock (_gate)
        {
            _working.Remove(item.Key);
            if (item.IsDirty && _open)
            {
                Enqueue(item.Key, item.DirtyPriority);
            }

            idle = _queued.Count == 0 && _working.Count == 0;
        }

        item.Dispose();
        if (idle)
        {
            BecameIdle?.Invoke();
        }
    }

    public void Dispose()
    {
        Close();
        _timer.Dispose();
        _available.Dispose();
    }

    private void Enqueue(NamespacedName key, WorkPriority priority)
    {
        if (_queued.TryGetValue(key, out var existing))
        {
            if (existing.Priority >= priority)
            {
                return;
            }

            // The old ticket stays in its line and is skipped there, as it is no longer the key's current one.
            var raised = new Ticket(key, priority, existing.Since);
            _queued[key] = raised;
            _ready[(int)priority].Enqueue(raised);
        }
        else
        {
            var ticket = new Ticket(key, priority, _clock.GetTimestamp());
            _queued.Add(key, ticket);
            _ready[(int)priority].Enqueue(ticket);
            _metrics?.Added();
            _metrics?.Depth(1);
        }

        _available.Release();
    }

    private Ticket? TryDequeue()
    {
        for (var line = _ready.Length - 1; line >= 0; line--)
        {
            while (_ready[line].TryDequeue(out var ticket))
            {
                if (_queued.TryGetValue(ticket.Key, out var current) && ReferenceEquals(current, ticket))
                {
                    _queued.Remove(ticket.Key);
                    return ticket;
                }
            }
        }

        return null;
    }

    private void MoveDue()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow().UtcTicks;
            while (_delays.TryPeek(out var delayed, out var order) && order.Due <= now)
            {
                _delays.Dequeue();
                if (_delayed.TryGetValue(delayed.Key, out var current) && ReferenceEquals(current, delayed))
                {
                    _delayed.Remove(delayed.Key);
                    if (_working.TryGetValue(delayed.Key, out var item))
                    {
                        item.DirtyPriority = item.IsDirty ? item.DirtyPriority : delayed.Priority;
                        item.IsDirty = true;
                    }
                    else
                    {
                        Enqueue(delayed.Key, delayed.Priority);
                    }
                }
            }

            ScheduleTimer();
        }
    }

    private void ScheduleTimer()
    {
        // Entries whose key was taken or re-delayed meanwhile are dropped here instead of waking up for them.
        while (_delays.TryPeek(out var delayed, out _)
            && !(_delayed.TryGetValue(delayed.Key, out var current) && ReferenceEquals(current, delayed)))
        {
            _delays.Dequeue();
        }

        if (_delays.TryPeek(out _, out var next))
        {
            var wait = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, next.Due - _clock.GetUtcNow().UtcTicks));
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Ticket(NamespacedName Key, WorkPriority Priority, long Since);

    private sealed record Delayed(NamespacedName Key, long Due, WorkPriority Priority);
}
