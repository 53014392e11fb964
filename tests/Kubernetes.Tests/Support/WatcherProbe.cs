using System.Threading.Channels;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>Runs a watcher and hands its events over one by one.</summary>
internal sealed class WatcherProbe : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<WatcherEvent> _events = Channel.CreateUnbounded<WatcherEvent>();
    private readonly Task _run;

    public WatcherProbe(ResourceWatcher watcher) => _run = RunAsync(watcher);

    public async Task<WatcherEvent> NextAsync() =>
        await _events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    /// <summary>The next events as short texts: <c>Applied default/a@3</c>.</summary>
    public async Task<string> NextAsync(int count)
    {
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            texts.Add(Describe(await NextAsync()));
        }

        return string.Join(", ", texts);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private static string Describe(WatcherEvent change) => change.Type switch
    {
        WatcherEventType.Applied or WatcherEventType.Deleted => $"{change.Type} {change.Object!.Name}@{change.Object.ResourceVersion}",
        WatcherEventType.Restarted => $"Restarted [{string.Join(' ', change.Keys!.Select(key => key.Name).Order(StringComparer.Ordinal))}]",
        WatcherEventType.Interrupted => $"Interrupted {change.RetryAfter.TotalMilliseconds:0}",
        _ => change.Type.ToString(),
    };

    private async Task RunAsync(ResourceWatcher watcher)
    {
        try
        {
            await foreach (var change in watcher.WatchAsync(_stop.Token))
            {
                _events.Writer.TryWrite(change);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
        catch (Exception e)
        {
            _events.Writer.TryComplete(e);
            return;
        }

        _events.Writer.TryComplete();
    }
}
