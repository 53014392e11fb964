namespace GitOpsToolkit.Artifacts;

/// <summary>An artifact could not be downloaded or does not have the digest its source states.</summary>
public sealed class ArtifactFetchException : Exception
{
    /// <summary>Says what failed.</summary>
    public ArtifactFetchException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed, and what was met below.</summary>
    public ArtifactFetchException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>True when the same request may succeed later: the server could not be reached, was busy or broken.</summary>
    public bool IsTransient { get; init; }
}
