namespace GitOpsToolkit.Artifacts;

/// <summary>The server does not have the artifact (404): it was collected or is being rebuilt, so the caller should wait and read the source again.</summary>
public sealed class ArtifactNotFoundException(string url) : Exception("file not found")
{
    /// <summary>Address that was asked for.</summary>
    public string Url { get; } = url;
}
