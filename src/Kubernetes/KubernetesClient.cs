using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes;

/// <summary>Talks to one cluster as one identity. Safe for concurrent use; keep one per cluster and share it.</summary>
public sealed partial class KubernetesClient : IDisposable
{
    /// <summary>Prepares a client; nothing is sent before the first request.</summary>
    /// <param name="config">Where and as whom.</param>
    /// <param name="time">Clock of retries, timeouts and token ages; null for the system's.</param>
    /// <param name="logs">Where server warnings and retries go; null for nowhere.</param>
    public KubernetesClient(ClusterConfig config, TimeProvider? time = null, ILoggerFactory? logs = null)
    {
        Config = config;
    }

    /// <summary>Where and as whom.</summary>
    public ClusterConfig Config { get; }

    /// <summary>What the cluster serves; shared with impersonating clients.</summary>
    public Discovery Discovery { get; } = new();

    /// <summary>Reads an object; null when it does not exist.</summary>
    public Task<Unstructured?> FindAsync(ApiResource type, NamespacedName key, ReadOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Reads an object.</summary>
    public Task<Unstructured> GetAsync(ApiResource type, NamespacedName key, ReadOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Reads one page of a list.</summary>
    public Task<ResourcePage> ListPageAsync(ApiResource type, string? ns = null, ListOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Lists page by page.</summary>
    public IAsyncEnumerable<Unstructured> ListAsync(ApiResource type, string? ns = null, ListOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Creates an object.</summary>
    public Task<Unstructured> CreateAsync(ApiResource type, Unstructured desired, WriteOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Replaces an object.</summary>
    public Task<Unstructured> ReplaceAsync(ApiResource type, Unstructured desired, WriteOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Patches an object.</summary>
    public Task<Unstructured> PatchAsync(ApiResource type, NamespacedName key, Patch patch, PatchOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Deletes an object; null when it is gone already, else the object on its way out.</summary>
    public Task<Unstructured?> DeleteAsync(ApiResource type, NamespacedName key, DeleteOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Opens one watch connection.</summary>
    public IAsyncEnumerable<WatchEvent> WatchAsync(ApiResource type, string? ns = null, WatchOptions? options = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>A client that acts as someone else.</summary>
    public KubernetesClient Impersonate(string user, IReadOnlyList<string>? groups = null) => throw new NotSupportedException();

    /// <summary>Sends a request to a path no other method knows.</summary>
    public Task<JsonNode?> RequestAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken ct = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
