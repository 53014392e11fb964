namespace GitOpsToolkit.Git;

/// <summary>What an entry of a tree is.</summary>
public enum GitEntryKind
{
    /// <summary>Regular file.</summary>
    File,

    /// <summary>File with the execute bit.</summary>
    ExecutableFile,

    /// <summary>Folder.</summary>
    Directory,

    /// <summary>Symbolic link; its blob is the target.</summary>
    SymbolicLink,

    /// <summary>A commit of another repository.</summary>
    Submodule,
}

/// <summary>One entry of a commit's tree.</summary>
/// <param name="Path">Path from the root, with <c>/</c> between names.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">Object hash.</param>
public sealed record GitTreeEntry(string Path, GitEntryKind Kind, string Hash);
