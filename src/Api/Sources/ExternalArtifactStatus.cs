namespace GitOpsToolkit.Api.Sources;

/// <summary>The artifact on offer and whether it can be fetched.</summary>
public sealed class ExternalArtifactStatus : ConditionedStatus
{
    /// <summary>The artifact; absent before there is one.</summary>
    public Artifact? Artifact { get; set; }
}
