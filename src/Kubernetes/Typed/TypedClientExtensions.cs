using System.Runtime.CompilerServices;
using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>The verbs over types that name their own kind.</summary>
public static class TypedClientExtensions
{
    /// <inheritdoc cref="KubernetesClient.FindAsync"/>
    public static async Task<T?> FindAsync<T>(this KubernetesClient client, NamespacedName key, ReadOptions? options = null, CancellationToken ct = default)
        where T : Resource, IResource<T> =>
        await client.FindAsync(ApiResource.Of<T>(), key, options, ct).ConfigureAwait(false) is { } found ? ResourceSerializer.Read<T>(found) : null;

    /// <inheritdoc cref="KubernetesClient.GetAsync"/>
    public static async Task<T> GetAsync<T>(this KubernetesClient client, NamespacedName key, ReadOptions? options = null, CancellationToken ct = default)
        where T : Resource, IResource<T> =>
        ResourceSerializer.Read<T>(await client.GetAsync(ApiResource.Of<T>(), key, options, ct).ConfigureAwait(false));

    /// <inheritdoc cref="KubernetesClient.ListAsync"/>
    public static async IAsyncEnumerable<T> ListAsync<T>(
        this KubernetesClient client, string? ns = null, ListOptions? options = null, [EnumeratorCancellation] CancellationToken ct = default)
        where T : Resource, IResource<T>
    {
        await foreach (var item in client.ListAsync(ApiResource.Of<T>(), ns, options, ct).ConfigureAwait(false))
        {
            yield return ResourceSerializer.Read<T>(item);
        }
    }

    /// <inheritdoc cref="KubernetesClient.CreateAsync"/>
    public static async Task<T> CreateAsync<T>(this KubernetesClient client, T desired, WriteOptions? options = null, CancellationToken ct = default)
        where T : Resource, IResource<T> =>
        ResourceSerializer.Read<T>(
            await client.CreateAsync(ApiResource.Of<T>(), ResourceSerializer.Write(desired), options, ct).ConfigureAwait(false));

    /// <inheritdoc cref="KubernetesClient.ReplaceAsync"/>
    public static async Task<T> ReplaceAsync<T>(this KubernetesClient client, T desired, WriteOptions? options = null, CancellationToken ct = default)
        where T : Resource, IResource<T> =>
        ResourceSerializer.Read<T>(
            await client.ReplaceAsync(ApiResource.Of<T>(), ResourceSerializer.Write(desired), options, ct).ConfigureAwait(false));

    /// <inheritdoc cref="KubernetesClient.PatchAsync"/>
    public static async Task<T> PatchAsync<T>(
        this KubernetesClient client, NamespacedName key, Patch patch, PatchOptions? options = null, CancellationToken ct = default)
        where T : Resource, IResource<T> =>
        ResourceSerializer.Read<T>(await client.PatchAsync(ApiResource.Of<T>(), key, patch, options, ct).ConfigureAwait(false));

    /// <inheritdoc cref="KubernetesClient.DeleteAsync"/>
    public static async Task<T?> DeleteAsync<T>(
        this KubernetesClient client, NamespacedName key, DeleteOptions? options = null, CancellationToken ct = default)
        where T : Resource, IResource<T> =>
        await client.DeleteAsync(ApiResource.Of<T>(), key, options, ct).ConfigureAwait(false) is { } leaving
            ? ResourceSerializer.Read<T>(leaving)
            : null;
}
