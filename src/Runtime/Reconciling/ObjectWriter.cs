using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Kubernetes;

namespace GitOpsToolkit.Runtime;

/// <summary>Sends merge patches with an optimistic lock, and reads the object again when someone else was faster.</summary>
internal sealed class ObjectWriter<T>(KubernetesClient client, Informer<T> informer, string fieldManager, TimeProvider clock)
    where T : Resource, IResource<T>
{
    /// <summary>Tries on conflicts before giving up (source contract 2.6).</summary>
    private const int MaxTries = 5;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Patches an object until no one else is faster.</summary>
    /// <param name="current">The object as last known.</param>
    /// <param name="subresource">What to patch; null for the object itself.</param>
    /// <param name="change">The patch against a form of the object; null when there is nothing to change. Called again after a conflict.</param>
    /// <param name="cancellationToken">Ends the tries.</param>
    /// <returns>The object as stored now; null when it, or this incarnation of it, is gone.</returns>
    public async Task<T?> PatchAsync(T current, string? subresource, Func<T, JsonObject?> change, CancellationToken cancellationToken)
    {
        var key = current.Key();
        var delay = FirstRetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            if (change(current) is not { } patch)
            {
                return current;
            }

            patch["metadata"] ??= new JsonObject();
            patch["metadata"]!["resourceVersion"] = current.Metadata.ResourceVersion;
            try
            {
                var stored = await client.PatchAsync(
                    ApiResource.Of<T>(),
                    key,
                    Patch.Merge(patch),
                    new PatchOptions { FieldManager = fieldManager, Subresource = subresource, DropManagedFields = true },
                    cancellationToken).ConfigureAwait(false);
                informer.Observe(stored);
                return ResourceSerializer.Read<T>(stored);
            }
            catch (KubernetesApiException e) when (e.IsNotFound)
            {
                informer.Evict(key, current.Metadata.ResourceVersion ?? "");
                return null;
            }
            catch (KubernetesApiException e) when (e.IsConflict && attempt < MaxTries)
            {
                // One other writer is the common case, and what it wrote is about to be read: only a second conflict is worth a wait.
                if (attempt > 1)
                {
                    await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
                    delay *= 2;
                }
            }

            var live = await client.FindAsync<T>(key, new ReadOptions { DropManagedFields = true }, cancellationToken).ConfigureAwait(false);
            if (live is null || live.Metadata.Uid != current.Metadata.Uid)
            {
                return null;
            }

            current = live;
        }
    }
}
