namespace GitOpsToolkit.Testing;

/// <summary>A clock that moves only when a test moves it; timers fire in order while it does.</summary>
/// <remarks>
/// <see cref="Advance"/> stops at every due timer, so a callback sees the time it was due at, and timers that callbacks
/// start fire too when they fall inside the step. Callbacks run on the calling thread. Safe for concurrent use.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Delay, TaskCompletionSource Started)> _waiting = [];
    private DateTimeOffset _now;
    private long _order;

    /// <summary>Starts the clock on a whole second in 2026.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts the clock at a time.</summary>
    public ManualTimeProvider(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none is running.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return Next()?.Due;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock forward and fires every timer that falls due, oldest first.</summary>
    /// <param name="step">How far; zero fires timers that are due now.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public void Advance(TimeSpan step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.Zero);
        DateTimeOffset target;
        lock (_gate)
        {
            target = _now + step;
        }

        while (true)
        {
            ManualTimer? due;
            lock (_gate)
            {
                due = Next();
                if (due is null || due.Due > target)
                {
                    _now = target > _now ? target : _now;
                    return;
                }

                _now = due.Due > _now ? due.Due.Value : _now;
                due.Rearm(_now, ref _order);
            }

            due.Fire();
        }
    }

    /// <summary>
    /// Completes when a timer runs that falls due exactly so long from now: the sign that the code under test has come to the wait a test
    /// wants to end, after which <see cref="Advance"/> does.
    /// </summary>
    /// <param name="delay">Time until the timer is due.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitForTimerAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_timers.Exists(timer => timer.Due == _now + delay))
            {
                return Task.CompletedTask;
            }

            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((delay, started));
            return started.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? Next()
    {
        ManualTimer? first = null;
        foreach (var timer in _timers)
        {
            if (timer.Due is { } due && (first is null || due < first.Due || (due == first.Due && timer.Order < first.Order)))
            {
                first = timer;
            }
        }

        return first;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _disposed;

        public DateTimeOffset? Due { get; private set; }

        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                Order = clock._order++;
                clock._timers.Remove(this);
                if (Due is not null)
                {
                    clock._timers.Add(this);
                    clock._waiting.RemoveAll(waiter => clock._now + waiter.Delay == Due && waiter.Started.TrySetResult());
                }
            }

            // A timer that is due at once fires as a real one does: soon, and not inside the call that starts it.
            if (dueTime == TimeSpan.Zero)
            {
                ThreadPool.QueueUserWorkItem(static provider => provider.Advance(TimeSpan.Zero), clock, preferLocal: false);
            }

            return true;
        }

        public void Rearm(DateTimeOffset now, ref long order)
        {
            if (_period > TimeSpan.Zero)
            {
                Due = now + _period;
                Order = order++;
            }
            else
            {
                Due = null;
                clock._timers.Remove(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                Due = null;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
