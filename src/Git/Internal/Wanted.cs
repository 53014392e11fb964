using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Git.Internal;

/// <summary>What a reference asks of a remote: which refs to list, and which of those listed it means.</summary>
internal sealed record Wanted(IReadOnlyList<string> Prefixes, Func<IReadOnlyList<RemoteRef>, IReadOnlyList<RemoteRef>> Select, Func<GitException> NotFound)
{
    private const string PeeledSuffix = "^{}";

    /// <exception cref="GitException">The reference cannot be a ref's name.</exception>
    public static Wanted Of(GitReference reference) => reference switch
    {
        BranchReference branch => Exactly($"refs/heads/{branch.Name}", CannotFind),
        TagReference tag => Exactly($"refs/tags/{tag.Name}", CannotFind),
        NamedReference named => Exactly(
            named.FullName,
            name => GitException.Complete(GitError.ReferenceNotFound, $"unable to resolve ref '{name}' to a specific commit")),
        SemVerReference version => new Wanted(
            ["refs/tags/"],
            refs => Highest(refs, version.Range),
            () => GitException.Complete(GitError.ReferenceNotFound, $"no match found for semver: {version.Range.Text}")),
        CommitReference commit => new Wanted(
            [commit.OnBranch is { } branch ? $"refs/heads/{branch}" : "HEAD"],
            refs => commit.OnBranch is null && refs.Count > 0 ? [new RemoteRef("", commit.Hash)] : [],
            () => CannotFind(commit.Hash)),
        _ => throw new ArgumentOutOfRangeException(nameof(reference)),
    };

    private static GitException CannotFind(string name) => new(GitError.ReferenceNotFound, $"couldn't find remote ref \"{name}\"");

    private static Wanted Exactly(string name, Func<string, GitException> notFound)
    {
        if (name.StartsWith('/') || name.EndsWith('/'))
        {
            throw GitException.Complete(GitError.Other, $"ref {name} is invalid; Git refs cannot begin or end with a slash '/'");
        }

        if (!RefName.IsValid(name.EndsWith(PeeledSuffix, StringComparison.Ordinal) ? name[..^PeeledSuffix.Length] : name))
        {
            throw GitException.Complete(GitError.Other, $"'{name}' is not a valid ref name");
        }

        return new Wanted([BareName(name)], refs => Named(refs, name), () => notFound(name));
    }

    private static string BareName(string name) => name.EndsWith(PeeledSuffix, StringComparison.Ordinal) ? name[..^PeeledSuffix.Length] : name;

    /// <summary>With the suffix only an annotated tag will do.</summary>
    private static IReadOnlyList<RemoteRef> Named(IReadOnlyList<RemoteRef> refs, string name)
    {
        var bare = BareName(name);
        return refs.FirstOrDefault(r => r.Name == bare) is { } found && (bare == name || found.Peeled is not null) ? [found] : [];
    }

    /// <summary>The tags that share the highest precedence in the range.</summary>
    private static List<RemoteRef> Highest(IReadOnlyList<RemoteRef> refs, VersionRange range)
    {
        var best = new List<RemoteRef>();
        SemanticVersion? highest = null;
        foreach (var tag in refs)
        {
            if (!SemanticVersion.TryParseTag(tag.Name["refs/tags/".Length..], out var version) || !range.Contains(version) || version < highest)
            {
                continue;
            }

            if (version > highest)
            {
                best.Clear();
            }

            highest = version;
            best.Add(tag);
        }

        return best;
    }
}
