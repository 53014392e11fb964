using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>Brings the status of one pass to the API server: progress while it runs when someone should see it, the result at its end.</summary>
/// <remarks>
/// Writes are serialised, each is a patch against what the one before left, and the result is always the last. Progress of
/// a pass over an object whose generation has been handled before waits: most such passes end before anyone could have looked.
/// </remarks>
internal sealed partial class StatusWriter<T> : IStatusPublisher, IDisposable
    where T : Resource, IConditioned, IResource<T>
{
    private readonly ObjectWriter<T> _writer;
    private readonly T _working;
    private readonly Func<IReadOnlySet<string>> _owned;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly TimeSpan _progressDelay;
    private readonly long _started;
    private readonly bool _isNew;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private T _stored;
    private ReadOnlyMemory<byte> _storedStatus;
    private byte[]? _pending;
    private ITimer? _timer;
    private bool _closed;

    /// <param name="writer">Sends the patches.</param>
    /// <param name="stored">The object as read.</param>
    /// <param name="storedJson">The same as JSON.</param>
    /// <param name="working">The private copy of the pass.</param>
    /// <param name="owned">Condition types that win over stored ones on a conflict.</param>
    /// <param name="clock">Source of time.</param>
    /// <param name="progressDelay">Age from which a routine pass publishes progress.</param>
    /// <param name="log">Where a failed late progress write is mentioned.</param>
    public StatusWriter(
        ObjectWriter<T> writer,
        T stored,
        byte[] storedJson,
        T working,
        Func<IReadOnlySet<string>> owned,
        TimeProvider clock,
        TimeSpan progressDelay,
        ILogger log)
    {
        _writer = writer;
        _stored = stored;
        _storedStatus = ResourceJson<T>.Status(storedJson);
        _working = working;
        _owned = owned;
        _clock = clock;
        _progressDelay = progressDelay;
        _log = log;
        _started = clock.GetTimestamp();
        _isNew = ((IConditioned)stored).Status.ObservedGeneration != stored.Metadata.Generation;
    }

    /// <summary>True once the API server has said that the object is gone.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The object as last stored.</summary>
    public T Stored => _stored;

    /// <inheritdoc/>
    public Task ProgressAsync(CancellationToken cancellationToken)
    {
        if (_isNew || _clock.GetElapsedTime(_started) >= _progressDelay)
        {
            return SaveAsync(cancellationToken);
        }

        // Captured here and not when the timer fires, as the reconciler goes on changing the object meanwhile.
        var json = Capture();
        lock (_gate)
        {
            _pending = json;
            _timer ??= _clock.CreateTimer(
                static writer => _ = ((StatusWriter<T>)writer!).WritePendingAsync(),
                this,
                _progressDelay - _clock.GetElapsedTime(_started),
                Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_gate)
            {
                _pending = null;
            }

            await SendAsync(Capture(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes the result; no progress is written after it.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _closed = true;
        }

        return SaveAsync(cancellationToken);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _timer?.Dispose();
        }

        // The semaphore is not disposed: a late progress write may still be waiting for its turn, and finds the writer closed.
    }

    private async Task WritePendingAsync()
    {
        try
        {
            await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                byte[]? json;
                lock (_gate)
                {
                    json = _closed ? null : _pending;
                    _pending = null;
                }

                if (json is not null)
                {
                    await SendAsync(json, CancellationToken.None).ConfigureAwait(false);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception e)
        {
            // Progress is a courtesy; the result of the pass reports what is really wrong.
            LogProgressFailed(e);
        }
    }

    private bool IsStored(byte[] json) => ResourceJson<T>.Status(json).Span.SequenceEqual(_storedStatus.Span);

    private async Task SendAsync(byte[] json, CancellationToken cancellationToken)
    {
        if (IsGone || IsStored(json))
        {
            return;
        }

        var desired = Parse(ResourceJson<T>.Status(json));
        var ours = StatusDiff.Create(Parse(_storedStatus), desired);
        if (ours is null)
        {
            return;
        }

        var conditions = ((IConditioned)ResourceJson<T>.Read(json)).Status.Conditions;
        var stored = await _writer.PatchAsync(_stored, "status", live => Rebase(live, ours, conditions), cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            IsGone = true;
            return;
        }

        _stored = stored;
        _storedStatus = ResourceJson<T>.Status(ResourceJson<T>.Write(stored));
    }

    /// <summary>Our change against the object as it is now: on a conflict foreign fields and condition types stay as they are.</summary>
    private JsonObject? Rebase(T live, JsonObject ours, List<Condition> conditions)
    {
        if (ReferenceEquals(live, _stored))
        {
            return new() { ["status"] = ours.DeepClone() };
        }

        var json = ResourceJson<T>.Write(live);
        var before = Parse(ResourceJson<T>.Status(json));
        var target = ResourceJson<T>.Read(json);
        var status = ((IConditioned)target).Status;
        status.Conditions = StatusDiff.MergeConditions(status.Conditions, conditions, _owned());
        var after = Parse(ResourceJson<T>.Status(ResourceJson<T>.Write(target)));
        var others = (JsonObject)ours.DeepClone();
        others.Remove("conditions");
        StatusDiff.Apply(after, others);
        return StatusDiff.Create(before, after) is { } patch ? new() { ["status"] = patch } : null;
    }

    /// <summary>The object as it is now; conditions that came back to what is stored get their transition time back too.</summary>
    private byte[] Capture()
    {
        var stored = ((IConditioned)_stored).Status;
        var conditions = ((IConditioned)_working).Status.Conditions;
        for (var i = 0; i < conditions.Count; i++)
        {
            var now = conditions[i];
            if (stored.Condition(now.Type) is { } before
                && before.LastTransitionTime != now.LastTransitionTime
                && before.Status == now.Status && before.Reason == now.Reason && before.Message == now.Message)
            {
                conditions[i] = now with { LastTransitionTime = before.LastTransitionTime };
            }
        }

        return ResourceJson<T>.Write(_working);
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? [] : JsonNode.Parse(json.Span) as JsonObject ?? [];

    [LoggerMessage(1201, LogLevel.Debug, "Progress could not be written")]
    private partial void LogProgressFailed(Exception error);
}
