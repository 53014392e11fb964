using GitOpsToolkit.Git.Internal;

namespace GitOpsToolkit.Git;

/// <summary>Lists and fetches remote git repositories.</summary>
/// <remarks>
/// Fetching is done by the <c>git</c> command; refs of HTTP remotes are listed in-process. Thread-safe. Every operation has its own
/// private folder, environment and credentials; nothing of a user's or system's git configuration takes part.
/// </remarks>
public sealed class GitClient
{
    private const string Target = "refs/gotk/target";
    private const long CommitLimit = 4L << 20;

    private readonly GitClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a client; nothing is started before the first operation.</summary>
    public GitClient(GitClientOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new GitClientOptions();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Refs of a remote.</summary>
    /// <param name="remote">The remote.</param>
    /// <param name="prefixes">Only refs whose full names begin so; empty for all.</param>
    /// <param name="ct">Deadline and cancellation; a running process is killed with its children.</param>
    /// <exception cref="GitException">See <see cref="GitError"/>.</exception>
    public Task<IReadOnlyList<RemoteRef>> ListRefsAsync(GitRemote remote, IReadOnlyList<string> prefixes, CancellationToken ct) =>
        InSessionAsync(remote, "list remote for", async session => (await session.ListAsync(prefixes, ct).ConfigureAwait(false)).Refs);

    /// <summary>
    /// Finds the commit a reference leads to now, with one listing and no fetch. Null when the remote has no such ref, or when only a
    /// fetch can tell: versions that differ in nothing but build metadata, and a commit that must be on a branch.
    /// </summary>
    /// <exception cref="GitException">See <see cref="GitError"/>.</exception>
    public Task<RemoteRef?> ResolveAsync(GitRemote remote, GitReference reference, CancellationToken ct) =>
        InSessionAsync(remote, "list remote for", async session =>
        {
            var wanted = Wanted.Of(reference);
            var advertisement = await session.ListAsync(wanted.Prefixes, ct).ConfigureAwait(false);
            var candidates = wanted.Select(advertisement.Refs);
            return candidates.Count == 1 ? candidates[0] : null;
        });

    /// <summary>Fetches one commit with its tree, as shallow as the reference allows.</summary>
    /// <exception cref="GitException">See <see cref="GitError"/>.</exception>
    public Task<GitSnapshot> FetchAsync(GitRemote remote, GitReference reference, CancellationToken ct) =>
        InSessionAsync(remote, "clone", async session =>
        {
            var wanted = Wanted.Of(reference);
            var advertisement = await session.ListAsync(wanted.Prefixes, ct).ConfigureAwait(false);
            if (reference is CommitReference commit)
            {
                return await FetchCommitAsync(session, advertisement, commit, ct).ConfigureAwait(false);
            }

            if (advertisement.Refs.Count == 0)
            {
                await EnsureNotEmptyAsync(session, reference, ct).ConfigureAwait(false);
            }

            var candidates = wanted.Select(advertisement.Refs);
            if (candidates.Count == 0)
            {
                throw wanted.NotFound();
            }

            return await FetchRefsAsync(session, advertisement, candidates, ct).ConfigureAwait(false);
        });

    /// <summary>Fetches the candidates, one but for versions that differ only in build metadata, and keeps the one with the newest commit.</summary>
    private static async Task<GitSnapshot> FetchRefsAsync(
        RemoteSession session, RefAdvertisement advertisement, IReadOnlyList<RemoteRef> candidates, CancellationToken ct)
    {
        var refspecs = candidates.Select((c, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+{c.Name}:{Target}/{i}")).ToList();
        await session.FetchAsync(advertisement, depth: 1, refspecs, ct).ConfigureAwait(false);
        GitCommit? newest = null;
        var chosen = candidates[0];
        for (var i = 0; i < candidates.Count; i++)
        {
            var commit = await ReadCommitAsync(session.Folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Target}/{i}"), ct).ConfigureAwait(false);
            if (newest is null || commit.Committer.When >= newest.Committer.When)
            {
                (newest, chosen) = (commit, candidates[i]);
            }
        }

        return new GitSnapshot(session.DetachFolder(), newest!, chosen.Name, chosen.Peeled is null ? null : chosen.Hash);
    }

    private static async Task<GitSnapshot> FetchCommitAsync(RemoteSession session, RefAdvertisement advertisement, CommitReference wanted, CancellationToken ct)
    {
        if (advertisement.Refs.Count == 0)
        {
            await EnsureNotEmptyAsync(session, wanted, ct).ConfigureAwait(false);
        }

        if (!RefAdvertisement.IsHash(wanted.Hash))
        {
            throw NoCommit(wanted);
        }

        if (wanted.OnBranch is { } branch)
        {
            await FetchBranchHistoryAsync(session, advertisement, branch, wanted, ct).ConfigureAwait(false);
            return await SnapshotAsync($"refs/heads/{branch}").ConfigureAwait(false);
        }

        try
        {
            await session.FetchAsync(advertisement, depth: 1, [$"+{wanted.Hash}:{Target}"], ct).ConfigureAwait(false);
        }
        catch (GitException e) when (e.Error == GitError.ReferenceNotFound && !advertisement.AnyCommit)
        {
            // Servers of the older protocol give out only what a ref points to; the commit may still be in a branch's history.
            await session.FetchAsync(advertisement, depth: null, ["+refs/heads/*:refs/gotk/heads/*"], ct).ConfigureAwait(false);
        }
        catch (GitException e) when (e.Error == GitError.ReferenceNotFound)
        {
            throw NoCommit(wanted);
        }

        return await SnapshotAsync(null).ConfigureAwait(false);

        async Task<GitSnapshot> SnapshotAsync(string? reference)
        {
            try
            {
                var commit = await ReadCommitAsync(session.Folder, wanted.Hash, ct).ConfigureAwait(false);
                return new GitSnapshot(session.DetachFolder(), commit, reference, tagHash: null);
            }
            catch (GitProcessException)
            {
                throw NoCommit(wanted);
            }
        }
    }

    /// <summary>Fetches a whole branch, because only its history can tell whether the commit is on it.</summary>
    private static async Task FetchBranchHistoryAsync(
        RemoteSession session, RefAdvertisement advertisement, string branch, CommitReference wanted, CancellationToken ct)
    {
        var name = $"refs/heads/{branch}";
        if (!advertisement.Refs.Any(r => r.Name == name))
        {
            throw Wanted.Of(GitReference.Branch(branch)).NotFound();
        }

        await session.FetchAsync(advertisement, depth: null, [$"+{name}:{Target}"], ct).ConfigureAwait(false);
        try
        {
            await session.Folder.RunAsync(ct, "merge-base", "--is-ancestor", wanted.Hash, Target).ConfigureAwait(false);
        }
        catch (GitProcessException)
        {
            throw NoCommit(wanted);
        }
    }

    private static GitException NoCommit(CommitReference wanted) =>
        GitException.Complete(GitError.ReferenceNotFound, $"unable to resolve commit object for '{wanted.Hash}': object not found");

    private static async Task EnsureNotEmptyAsync(RemoteSession session, GitReference reference, CancellationToken ct)
    {
        if ((await session.ListAsync([], ct).ConfigureAwait(false)).Refs.Count > 0)
        {
            return;
        }

        throw reference is BranchReference
            ? GitException.Complete(GitError.EmptyRepository, "git repository is empty")
            : new GitException(GitError.EmptyRepository, "remote repository is empty");
    }

    private static async Task<GitCommit> ReadCommitAsync(GitRepositoryFolder folder, string revision, CancellationToken ct)
    {
        var hash = System.Text.Encoding.ASCII
            .GetString(await folder.RunAsync(ct, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").ConfigureAwait(false)).Trim();
        var raw = await folder.RunAsync(ct, "cat-file", "commit", hash).ConfigureAwait(false);
        return raw.Length > CommitLimit
            ? throw new GitException(GitError.TooLarge, $"commit {hash} has {raw.Length} bytes")
            : CommitParser.Parse(hash, raw);
    }

    private async Task<T> InSessionAsync<T>(GitRemote remote, string verb, Func<RemoteSession, Task<T>> operation)
    {
        var session = new RemoteSession(remote, _options, _time);
        await using (session.ConfigureAwait(false))
        {
            try
            {
                return await operation(session).ConfigureAwait(false);
            }
            catch (GitException e) when (!e.IsComplete)
            {
                throw new GitException(e.Error, $"unable to {verb} '{session.Address.Display}': {e.Message}", e);
            }
            catch (GitProcessException e)
            {
                var described = GitFailure.Describe(e, session.Address);
                throw new GitException(described.Error, $"unable to {verb} '{session.Address.Display}': {described.Message}", e);
            }
        }
    }
}
