namespace GitOpsToolkit.Runtime;

/// <summary>Annotations that steer reconciliation.</summary>
public static class ReconcileAnnotations
{
    /// <summary>An opaque token; a new value asks for a pass now.</summary>
    public const string RequestedAt = "reconcile.fluxcd.io/requestedAt";
}
