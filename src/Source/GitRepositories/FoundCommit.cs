using GitOpsToolkit.Git;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>The commit a pass ended at.</summary>
/// <param name="Revision">As it stands in the artifact.</param>
/// <param name="Subject">First line of its message; null when it was not fetched.</param>
/// <param name="IsNoOp">True when the remote had nothing new.</param>
internal sealed record FoundCommit(string Revision, string? Subject, bool IsNoOp)
{
    private const int SubjectLength = 50;

    /// <summary>What to call the commit in an event: its subject, cut to 50 characters, or its revision.</summary>
    public string Description => Subject is null ? Revision : Cut(Subject);

    public static FoundCommit Fetched(string revision, GitCommit commit) => new(revision, commit.Subject, IsNoOp: false);

    private static string Cut(string subject)
    {
        var runes = subject.EnumerateRunes().ToList();
        return runes.Count <= SubjectLength ? subject : string.Concat(runes.Take(SubjectLength)) + "...";
    }
}
