using System.Threading.Channels;

namespace GitOpsToolkit.Testing.ApiServer.Storage;

/// <summary>A stream of changes and the state from which it starts.</summary>
internal sealed class StoreSubscription(ChannelReader<StoreEvent> changes, ResourceSnapshot objects, long revision, Action unsubscribe) : IDisposable
{
    public ChannelReader<StoreEvent> Changes { get; } = changes;

    /// <summary>The objects at the time of the subscription.</summary>
    public ResourceSnapshot Objects { get; } = objects;

    /// <summary>The revision at the time of the subscription.</summary>
    public long Revision { get; } = revision;

    public void Dispose() => unsubscribe();
}
