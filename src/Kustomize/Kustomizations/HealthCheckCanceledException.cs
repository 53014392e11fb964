using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>A health check that was given up because something newer waits to be reconciled.</summary>
/// <param name="trigger">The object whose change ended it.</param>
internal sealed class HealthCheckCanceledException(ObjectIdentity trigger) : Exception($"New reconciliation triggered by {trigger}")
{
    /// <summary>The object whose change ended the check.</summary>
    public ObjectIdentity Trigger { get; } = trigger;
}
