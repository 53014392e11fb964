using GitOpsToolkit.Apply;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>The part of a pass in which news about its objects are held back.</summary>
internal sealed class DriftPass(DriftWatches watches, NamespacedName owner) : IDisposable
{
    private bool _isKnown;

    /// <inheritdoc cref="DriftWatches.TrackAsync"/>
    public async Task TrackAsync(KubernetesClient cluster, Func<IDisposable>? lease, ChangeSet changes, CancellationToken cancellationToken)
    {
        await watches.TrackAsync(owner, cluster, lease, changes, cancellationToken).ConfigureAwait(false);
        _isKnown = true;
    }

    /// <inheritdoc/>
    public void Dispose() => watches.End(owner, _isKnown);
}
