using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>What the kustomize controller last did.</summary>
[JsonDefault("{\"observedGeneration\":-1}")]
public sealed class KustomizationStatus : ConditionedStatus
{
    /// <summary>Artifact revision of the last pass that succeeded.</summary>
    public string? LastAppliedRevision { get; set; }

    /// <summary>Revision of the origin that the artifact names, of the last pass that succeeded.</summary>
    public string? LastAppliedOriginRevision { get; set; }

    /// <summary>Artifact revision of the last pass that came as far as the build.</summary>
    public string? LastAttemptedRevision { get; set; }

    /// <summary>Objects this Kustomization has applied.</summary>
    public ResourceInventory? Inventory { get; set; }

    /// <summary>Up to five snapshots of past outcomes, newest first.</summary>
    public List<ReconcileSnapshot>? History { get; set; }
}
