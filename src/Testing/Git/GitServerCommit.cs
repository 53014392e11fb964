namespace GitOpsToolkit.Testing.Git;

/// <summary>How a commit is made.</summary>
public sealed record GitServerCommit
{
    /// <summary>Branch that moves.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>Commit message.</summary>
    public string Message { get; init; } = "change";

    /// <summary>True drops every file the branch had before.</summary>
    public bool Replace { get; init; }

    /// <summary>True gives the commit no parent, rewriting the branch's history.</summary>
    public bool Orphan { get; init; }

    /// <summary>Moment of the commit; null counts one minute on from the server's previous commit.</summary>
    public DateTimeOffset? When { get; init; }
}
