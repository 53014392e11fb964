namespace GitOpsToolkit.Kustomize.Build;

/// <summary>
/// A rooted tree of files, all a build can see. Paths are absolute in the tree: they start with <c>/</c>, which is the
/// root, and use <c>/</c> between segments. Implementations must be safe to read from several threads.
/// </summary>
public interface IFileTree
{
    /// <summary>Finds what is at a path, following links.</summary>
    /// <param name="path">Absolute path without <c>.</c> and <c>..</c> segments.</param>
    /// <returns>The entry with its real path; null when nothing is there.</returns>
    /// <exception cref="KustomizeException">A link leads outside the tree or into a loop.</exception>
    FileTreeEntry? Find(string path);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Real path that <see cref="Find"/> gave.</param>
    /// <exception cref="KustomizeException">The file cannot be read.</exception>
    ReadOnlyMemory<byte> Read(string path);
}
