using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Git;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>What a GitRepository follows, and how a commit found there is written as a revision (source.md §3.3, §5.1).</summary>
internal sealed record GitRevision(GitReference Reference, bool IsListed, bool UsesFullName)
{
    private const string DefaultBranch = "master";

    /// <summary>Reads <c>spec.ref</c>; commit, name, tag, semver and branch count in this order.</summary>
    /// <exception cref="FormatException">The version range is not one.</exception>
    public static GitRevision Of(GitRepositoryRef? wanted) => wanted switch
    {
        { Commit: { Length: > 0 } commit } => new GitRevision(GitReference.Commit(commit, NullIfEmpty(wanted.Branch)), IsListed: false, UsesFullName: HasName(wanted)),
        { Name: { Length: > 0 } name } => new GitRevision(GitReference.Named(name), IsListed: true, UsesFullName: true),
        { Tag: { Length: > 0 } tag } => new GitRevision(GitReference.Tag(tag), IsListed: true, UsesFullName: false),
        { Semver: { Length: > 0 } range } => new GitRevision(GitReference.SemVer(VersionRange.Parse(range)), IsListed: false, UsesFullName: false),
        { Branch: { Length: > 0 } branch } => new GitRevision(GitReference.Branch(branch), IsListed: true, UsesFullName: false),
        _ => new GitRevision(GitReference.Branch(DefaultBranch), IsListed: true, UsesFullName: false),
    };

    /// <summary>The revision of a commit reached by a ref: <c>main@sha1:…</c>, with the full name where the spec uses one.</summary>
    public string Write(string? reference, string hash)
    {
        if (string.IsNullOrEmpty(reference))
        {
            return $"sha1:{hash}";
        }

        var parts = reference.Split('/', 3);
        return UsesFullName || parts.Length < 3 ? $"{reference}@sha1:{hash}" : $"{parts[2]}@sha1:{hash}";
    }

    /// <summary>True when two revisions are the same; <c>main/0123…</c> and <c>HEAD/0123…</c> are how older versions wrote them.</summary>
    public static bool AreEqual(string left, string right) => Modern(left) == Modern(right);

    private static bool HasName(GitRepositoryRef wanted) => !string.IsNullOrEmpty(wanted.Name);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Modern(string revision)
    {
        var slash = revision.LastIndexOf('/');
        if (revision.Contains(':', StringComparison.Ordinal) || slash < 0 || revision.Length - slash - 1 != 40)
        {
            return revision;
        }

        var (name, hash) = (revision[..slash], revision[(slash + 1)..]);
        return name == "HEAD" ? $"sha1:{hash}" : $"{name}@sha1:{hash}";
    }
}
