using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>The files of one artifact, read only and shared by everyone who builds from it.</summary>
internal abstract class ArtifactFiles : IDisposable
{
    /// <summary>The files as a build sees them; <c>/</c> is the artifact's root.</summary>
    public abstract IFileTree Tree { get; }

    /// <summary>Memory taken, in bytes; zero for files on disk.</summary>
    public abstract long BytesInMemory { get; }

    /// <summary>What lies directly in a directory, in ordinal order of the names; links are left out.</summary>
    /// <param name="directory">Real path of a directory of <see cref="Tree"/>.</param>
    public abstract IEnumerable<FileTreeEntry> Children(string directory);

    /// <inheritdoc/>
    public abstract void Dispose();
}
