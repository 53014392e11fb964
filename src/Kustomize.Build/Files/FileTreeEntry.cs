namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A file or directory of a tree.</summary>
/// <param name="Path">Absolute path in the tree with all links resolved.</param>
/// <param name="IsDirectory">True for a directory.</param>
public readonly record struct FileTreeEntry(string Path, bool IsDirectory);
