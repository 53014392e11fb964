namespace GitOpsToolkit.Api.Sources;

/// <summary>An object that offers an artifact, whatever kind of source it is.</summary>
public interface IArtifactSource
{
    /// <summary>The artifact on offer; null before there is one.</summary>
    Artifact? Artifact { get; }
}
