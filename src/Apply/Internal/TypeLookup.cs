using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>Finds the API resource of a kind, with patience for kinds whose definition this very pass has applied.</summary>
internal sealed class TypeLookup(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private long? _definedAt;

    /// <summary>A definition was just applied: what discovery knows is old, and what it lacks may be about to appear.</summary>
    public void ExpectNewKinds()
    {
        client.Discovery.Invalidate();
        _definedAt = time.GetTimestamp();
    }

    /// <summary>The resource of a kind, null when the cluster has none.</summary>
    public async Task<ApiResource?> FindAsync(GroupVersionKind gvk, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await client.Discovery.ResolveAsync(gvk, cancellationToken).ConfigureAwait(false) is { } type)
            {
                return type;
            }

            if (_definedAt is not { } since || time.GetElapsedTime(since) > Patience)
            {
                return null;
            }

            // The API server serves a new kind a moment after its definition is established.
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            client.Discovery.Invalidate();
        }
    }
}
