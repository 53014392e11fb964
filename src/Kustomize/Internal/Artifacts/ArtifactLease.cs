namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>Keeps an artifact's files available until disposed.</summary>
internal sealed class ArtifactLease(ArtifactFiles files, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The files.</summary>
    public ArtifactFiles Files { get; } = files;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
