using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Git;

/// <summary>Which commit of a remote is wanted.</summary>
public abstract record GitReference
{
    private protected GitReference()
    {
    }

    /// <summary>The tip of a branch.</summary>
    public static GitReference Branch(string name) => new BranchReference(name);

    /// <summary>The commit a tag leads to.</summary>
    public static GitReference Tag(string name) => new TagReference(name);

    /// <summary>The commit of the highest tag in a range of versions.</summary>
    public static GitReference SemVer(VersionRange range) => new SemVerReference(range);

    /// <summary>The commit a full ref name leads to, for example <c>refs/pull/1/head</c>; a <c>^{}</c> at the end is allowed.</summary>
    public static GitReference Named(string fullName) => new NamedReference(fullName);

    /// <summary>One commit by its full hash.</summary>
    /// <param name="hash">40 hexadecimal digits.</param>
    /// <param name="branch">When given, the commit must be an ancestor of this branch.</param>
    public static GitReference Commit(string hash, string? branch = null) => new CommitReference(hash, branch);
}

internal sealed record BranchReference(string Name) : GitReference;

internal sealed record TagReference(string Name) : GitReference;

internal sealed record SemVerReference(VersionRange Range) : GitReference;

internal sealed record NamedReference(string FullName) : GitReference;

internal sealed record CommitReference(string Hash, string? OnBranch) : GitReference;
