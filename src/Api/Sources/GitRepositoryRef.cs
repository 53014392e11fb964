namespace GitOpsToolkit.Api.Sources;

/// <summary>Which commit to follow. Where several are set the order is commit, name, tag, semver, branch.</summary>
public sealed class GitRepositoryRef
{
    /// <summary>Branch to follow.</summary>
    public string? Branch { get; set; }

    /// <summary>Tag to follow.</summary>
    public string? Tag { get; set; }

    /// <summary>Version range; the highest matching tag is taken.</summary>
    public string? Semver { get; set; }

    /// <summary>Full name of any ref, for example <c>refs/pull/420/head</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Full SHA-1 of a commit; with a branch, the commit must be on it.</summary>
    public string? Commit { get; set; }
}
