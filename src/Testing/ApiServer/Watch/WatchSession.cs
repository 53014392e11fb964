using System.Buffers;
using System.IO.Pipelines;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;

namespace GitOpsToolkit.Testing.ApiServer.Watch;

/// <summary>Runs one watch from its first byte to its end.</summary>
internal sealed class WatchSession(ObjectStore store, ResponseEncoder encoder, WatchRegistry registry, TimeProvider clock, TimeSpan bookmarkInterval)
{
    /// <summary>A watch without a timeout lasts between this and twice as long, like kube-apiserver's --min-request-timeout.</summary>
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(30);

    public async Task RunAsync(WatchRequest request, PipeWriter output, CancellationToken cancellation)
    {
        var stream = new WatchStream(request, encoder, clock);
        var options = request.Options;
        var fromState = options.SendInitialEvents ?? options.ResourceVersion is null or 0;
        using var subscription = store.Subscribe(request.Target.Resource.StorageResource, fromState ? null : options.ResourceVersion ?? store.Revision);
        if (subscription is null)
        {
            WatchStream.WriteError(output, ApiErrors.TooOld(options.ResourceVersion ?? 0, store.Revision));
            await output.FlushAsync(cancellation).ConfigureAwait(false);
            return;
        }

        if (fromState)
        {
            stream.WriteInitial(output, subscription);
            if (options.SendInitialEvents == true && options.AllowBookmarks)
            {
                stream.WriteBookmark(output, endOfInitialEvents: true);
            }
        }

        await output.FlushAsync(cancellation).ConfigureAwait(false);
        using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var registration = registry.Register(request.Target.Resource.GroupResource, lifetime);
        await using var deadline = clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), lifetime, Lifetime(options), Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await FollowAsync(stream, subscription, output, options, lifetime.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (registration.Error is { } error)
        {
            WatchStream.WriteError(output, error);
            await output.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static TimeSpan Lifetime(ListOptions options) => options.TimeoutSeconds is > 0 and { } seconds
        ? TimeSpan.FromSeconds(seconds)
        : MinLifetime * (1 + Random.Shared.NextDouble());

    /// <summary>Until the watch ends: events as they come, bookmarks in between.</summary>
    private async Task FollowAsync(WatchStream stream, StoreSubscription subscription, PipeWriter output, ListOptions options, CancellationToken ended)
    {
        using var bookmarks = new PeriodicTimer(options.AllowBookmarks ? bookmarkInterval : Timeout.InfiniteTimeSpan, clock);
        try
        {
            var due = bookmarks.WaitForNextTickAsync(ended).AsTask();
            var more = subscription.Changes.WaitToReadAsync(ended).AsTask();
            while (true)
            {
                var first = await Task.WhenAny(more, due).ConfigureAwait(false);
                ended.ThrowIfCancellationRequested();
                if (first == due)
                {
                    stream.WriteBookmark(output, endOfInitialEvents: false);
                    await output.FlushAsync(ended).ConfigureAwait(false);
                    due = bookmarks.WaitForNextTickAsync(ended).AsTask();
                    continue;
                }

                if (!await more.ConfigureAwait(false))
                {
                    return;
                }

                if (WriteAvailable(stream, subscription, output))
                {
                    await output.FlushAsync(ended).ConfigureAwait(false);
                }

                more = subscription.Changes.WaitToReadAsync(ended).AsTask();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client, the deadline or a fault ended the watch; the caller knows which.
        }
    }

    private static bool WriteAvailable(WatchStream stream, StoreSubscription subscription, IBufferWriter<byte> output)
    {
        var written = false;
        while (subscription.Changes.TryRead(out var change))
        {
            written |= stream.WriteChange(output, change);
        }

        return written;
    }
}
