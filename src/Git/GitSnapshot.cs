using GitOpsToolkit.Git.Internal;

namespace GitOpsToolkit.Git;

/// <summary>One fetched commit on local disk, without a work tree. Disposing it deletes everything.</summary>
public sealed class GitSnapshot : IAsyncDisposable
{
    private readonly GitRepositoryFolder _folder;

    internal GitSnapshot(GitRepositoryFolder folder, GitCommit commit, string? reference, string? tagHash)
    {
        _folder = folder;
        Commit = commit;
        Reference = reference;
        TagHash = tagHash;
    }

    /// <summary>The commit.</summary>
    public GitCommit Commit { get; }

    /// <summary>Full name of the ref it was reached by, for example <c>refs/heads/main</c>; null for a bare commit hash.</summary>
    public string? Reference { get; }

    /// <summary>Hash of the annotated tag object it was reached by; null when there was none.</summary>
    public string? TagHash { get; }

    /// <summary>Every entry of the tree, folders before what is in them, names in ordinal order.</summary>
    /// <exception cref="GitException">The tree cannot be read or is larger than allowed.</exception>
    public Task<IReadOnlyList<GitTreeEntry>> ListAsync(CancellationToken ct) => _folder.ListTreeAsync(Commit.Hash, ct);

    /// <summary>Opens a reader of file contents. It runs one git process until it is disposed.</summary>
    public GitBlobReader OpenBlobs() => _folder.OpenBlobs();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
