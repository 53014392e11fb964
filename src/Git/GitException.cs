namespace GitOpsToolkit.Git;

/// <summary>What kind of thing went wrong with git.</summary>
public enum GitError
{
    /// <summary>Anything not named below.</summary>
    Other,

    /// <summary>The git command is not installed.</summary>
    NotInstalled,

    /// <summary>The server cannot be reached: name, route, TLS or refused connection.</summary>
    Unreachable,

    /// <summary>Credentials are missing, wrong or not sufficient.</summary>
    Authentication,

    /// <summary>There is no repository at the address, or it is hidden from us.</summary>
    RepositoryNotFound,

    /// <summary>The repository has no such branch, tag, ref, commit or matching version.</summary>
    ReferenceNotFound,

    /// <summary>The repository has no commits.</summary>
    EmptyRepository,

    /// <summary>A limit on size was hit.</summary>
    TooLarge,

    /// <summary>The deadline passed.</summary>
    Timeout,
}

/// <summary>A git operation failed; the message has no credentials in it.</summary>
public sealed class GitException : Exception
{
    /// <summary>Says what failed.</summary>
    public GitException(GitError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What kind of thing went wrong.</summary>
    public GitError Error { get; }

    /// <summary>True when the message is a whole sentence and needs no operation and address in front.</summary>
    internal bool IsComplete { get; private init; }

    internal static GitException Complete(GitError error, string message) => new(error, message) { IsComplete = true };
}
