namespace GitOpsToolkit.Api.Sources;

/// <summary>What the generator last made.</summary>
public sealed class ArtifactGeneratorStatus : ConditionedStatus
{
    /// <summary>The made artifacts.</summary>
    public List<ExternalArtifactReference>? Inventory { get; set; }

    /// <summary>Digest over the artifacts of all sources at the last successful pass.</summary>
    public string? ObservedSourcesDigest { get; set; }
}
