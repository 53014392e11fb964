using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>A sink that delivers from a bounded queue, one event at a time, in the background.</summary>
internal abstract partial class QueuedSink : IEventSink, IAsyncDisposable
{
    /// <summary>Events that may wait for delivery; further ones are dropped and counted.</summary>
    public const int Capacity = 1000;

    /// <summary>Time the queue gets to empty itself when the process stops.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly Channel<ControllerEvent> _queue = Channel.CreateBounded<ControllerEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly RuntimeMetrics? _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Task _pump;
    private int _pending;

    protected QueuedSink(TimeProvider clock, RuntimeMetrics? metrics, ILogger log)
    {
        _clock = clock;
        _metrics = metrics;
        _log = log;
        _pump = PumpAsync();
    }

    /// <summary>Raised when the last event is delivered or given up.</summary>
    public event Action? BecameIdle;

    /// <summary>True when no event waits or is being delivered.</summary>
    public bool IsIdle => Volatile.Read(ref _pending) == 0;

    /// <summary>Name in the metric of dropped events.</summary>
    protected abstract string Name { get; }

    /// <inheritdoc/>
    public void Publish(ControllerEvent occurrence)
    {
        if (!Accepts(occurrence))
        {
            return;
        }

        Interlocked.Increment(ref _pending);
        if (!_queue.Writer.TryWrite(occurrence))
        {
            Interlocked.Decrement(ref _pending);
            Drop(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _stop.CancelAfter(DrainTime);
        await _pump.ConfigureAwait(false);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>False leaves an event out.</summary>
    protected abstract bool Accepts(ControllerEvent occurrence);

    /// <summary>Delivers one event; what it throws is logged.</summary>
    protected abstract Task DeliverAsync(ControllerEvent occurrence, CancellationToken cancellationToken);

    /// <summary>Waits between two tries.</summary>
    protected Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, _clock, cancellationToken);

    /// <summary>Counts events that are not delivered.</summary>
    protected void Drop(int count) => _metrics?.EventsDropped.Add(count, new KeyValuePair<string, object?>("sink", Name));

    private async Task PumpAsync()
    {
        await foreach (var occurrence in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                if (!_stop.IsCancellationRequested)
                {
                    await DeliverAsync(occurrence, _stop.Token).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                // Events are a courtesy: reconciliation never depends on their delivery.
                Drop(1);
                LogFailed(Name, occurrence.Reason, Redaction.Clean(e.Message));
            }

            if (Interlocked.Decrement(ref _pending) == 0)
            {
                BecameIdle?.Invoke();
            }
        }
    }

    [LoggerMessage(1401, LogLevel.Error, "Event {Reason} could not be delivered to {Sink}: {Cause}")]
    private partial void LogFailed(string sink, string reason, string cause);
}
