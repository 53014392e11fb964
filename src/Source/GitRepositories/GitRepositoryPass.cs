using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Git;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>The steps of one pass: storage, source, artifact. Each throws <see cref="SourceFailure"/> to end it.</summary>
internal sealed class GitRepositoryPass(
    ReconcileContext<GitRepository> context,
    ArtifactStorage storage,
    GitClient git,
    GitRemoteFactory remotes,
    IResourceCache cache,
    SourceControllerOptions options)
{
    private const string Kind = "GitRepository";
    private const long IgnoreFileLimit = 1 << 20;

    private GitRepository Repository => context.Object;

    private GitRepositoryStatus Status => context.Object.Status;

    public async Task<FoundCommit> RunAsync(CancellationToken ct)
    {
        await new StoredArtifact<GitRepository>(context, storage, artifact => Status.Artifact = artifact).CheckAsync(ct).ConfigureAwait(false);
        var remote = await remotes.CreateAsync(context, ct).ConfigureAwait(false);
        var includes = await FindIncludesAsync(ct).ConfigureAwait(false);
        var wanted = Wanted();
        var timeout = Repository.Spec.Timeout ?? options.DefaultTimeout;
        using var deadline = new CancellationTokenSource(timeout, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            if (await FindUnchangedAsync(remote, wanted, includes, either.Token).ConfigureAwait(false) is { } unchanged)
            {
                return unchanged;
            }

            var snapshot = await git.FetchAsync(remote, wanted.Reference, either.Token).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                return await StoreAsync(snapshot, wanted, includes, ct).ConfigureAwait(false);
            }
        }
        catch (GitException e)
        {
            throw Failure(e);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw SourceFailure.Fetch(
                SourceReasons.GitOperationFailed,
                $"failed to checkout and determine revision: unable to clone '{Shown(Repository.Spec.Url)}': no answer within {GoDuration.Format(timeout)} (spec.timeout)",
                e);
        }
    }

    /// <summary>Artifacts of the included repositories, in the order of the spec. Only their presence is asked for, not their readiness.</summary>
    private async Task<IReadOnlyList<Artifact>> FindIncludesAsync(CancellationToken ct)
    {
        var includes = new List<Artifact>();
        foreach (var include in Repository.Spec.Include ?? [])
        {
            var name = include.Repository.Name;
            var found = cache.Find<GitRepository>(new(context.Key.Namespace, name))
                ?? throw Waiting(SourceReasons.NotFound, $"could not get resource for include '{name}': GitRepository.source.toolkit.fluxcd.io \"{name}\" not found");
            includes.Add(found.Status.Artifact ?? throw Waiting(SourceReasons.NoArtifact, $"no artifact available for include '{name}'"));
        }

        context.Conditions.Remove(SourceConditions.IncludeUnavailable);
        if (ContentConfiguration.HaveChanged(Repository, includes))
        {
            const string Message = "included artifacts differ from last observed includes";
            if (Status.IncludedArtifacts is not null)
            {
                context.Conditions.MarkTrue(SourceConditions.ArtifactOutdated, SourceReasons.IncludeChange, Message);
            }

            await BuildingAsync($"building artifact: {Message}", ct).ConfigureAwait(false);
        }

        context.Conditions.Remove(SourceConditions.ArtifactOutdated);
        return includes;
    }

    private GitRevision Wanted()
    {
        try
        {
            return GitRevision.Of(Repository.Spec.Ref);
        }
        catch (FormatException e)
        {
            throw SourceFailure.Fetch(SourceReasons.GitOperationFailed, $"failed to checkout and determine revision: semver parse error: {e.Message}", e);
        }
    }

    /// <summary>
    /// Asks the remote where the ref points and ends the pass when the artifact is of that commit and made as the spec asks; null
    /// when something has to be fetched.
    /// </summary>
    private async Task<FoundCommit?> FindUnchangedAsync(GitRemote remote, GitRevision wanted, IReadOnlyList<Artifact> includes, CancellationToken ct)
    {
        if (Status.Artifact is not { } artifact || !context.Conditions.IsTrue(SourceConditions.ArtifactInStorage)
            || Repository.Spec.Verify is not null
            || ContentConfiguration.HasChanged(Repository, includes)
            || (!wanted.IsListed && Repository.Spec.Ref is { Commit: { Length: > 0 } commit } && !artifact.Revision.EndsWith(commit, StringComparison.Ordinal)))
        {
            return null;
        }

        if (await git.ResolveAsync(remote, wanted.Reference, ct).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        var revision = wanted.Write(NameInRevision(found), found.Commit);
        if (!GitRevision.AreEqual(revision, artifact.Revision))
        {
            return null;
        }

        context.Conditions.Remove(SourceConditions.FetchFailed);
        if (wanted.IsListed)
        {
            context.Event(EventFlavor.Trace, SourceReasons.GitOperationSucceeded, $"no changes since last reconciliation: observed revision '{revision}'");
        }
        else
        {
            context.Event(EventFlavor.Trace, SourceReasons.ArtifactUpToDate, $"artifact up-to-date with remote revision: '{artifact.Revision}'");
        }

        MarkStored(revision);
        return new FoundCommit(revision, Subject: null, IsNoOp: true);
    }

    private async Task<FoundCommit> StoreAsync(GitSnapshot snapshot, GitRevision wanted, IReadOnlyList<Artifact> includes, CancellationToken ct)
    {
        var revision = wanted.Write(Repository.Spec.Ref?.Name is { Length: > 0 } name ? name : snapshot.Reference, snapshot.Commit.Hash);
        context.Conditions.Remove(SourceConditions.FetchFailed);
        var folders = (Repository.Spec.SparseCheckout ?? []).ConvertAll(SparseFolder);
        var tree = await ArtifactTree.FromAsync(snapshot, folders, ct).ConfigureAwait(false);
        CheckSparseFolders(tree, folders);
        CheckVerification();
        CheckSubmodules();
        var found = FoundCommit.Fetched(revision, snapshot.Commit);
        if (Status.Artifact?.Revision != revision)
        {
            await AnnounceRevisionAsync(revision, ct).ConfigureAwait(false);
        }
        else if (!ContentConfiguration.HasChanged(Repository, includes))
        {
            context.Event(EventFlavor.Trace, SourceReasons.ArtifactUpToDate, $"artifact up-to-date with remote revision: '{revision}'");
            MarkStored(revision);
            return found;
        }

        await IncludedContent.PlaceAsync(tree, Repository.Spec.Include ?? [], includes, storage, options, ct).ConfigureAwait(false);
        context.Conditions.Remove(SourceConditions.IncludeUnavailable);
        Status.Artifact = await ArchiveAsync(tree, revision, snapshot.Commit.Hash, ct).ConfigureAwait(false);
        ContentConfiguration.Observe(Repository, includes);
        context.Conditions.Remove(SourceConditions.StorageOperationFailed);
        MarkStored(revision);
        return found;
    }

    private async Task AnnounceRevisionAsync(string revision, CancellationToken ct)
    {
        var message = $"new upstream revision '{revision}'";
        if (Status.Artifact is not null)
        {
            context.Conditions.MarkTrue(SourceConditions.ArtifactOutdated, SourceReasons.NewRevision, message);
        }

        await BuildingAsync($"building artifact: {message}", ct).ConfigureAwait(false);
    }

    private async Task<Artifact> ArchiveAsync(ArtifactTree tree, string revision, string hash, CancellationToken ct)
    {
        SourceIgnore ignore;
        try
        {
            ignore = await tree.ReadIgnoreAsync(Repository.Spec.Ignore, IgnoreFileLimit, ct).ConfigureAwait(false);
        }
        catch (GitException e)
        {
            throw new SourceFailure(
                FailureClass.Transient, null, SourceReasons.SourceIgnoreError, $"failed to load source ignore patterns from repository: {e.Message}", e);
        }

        var path = ArtifactStorage.PathOf(Kind, context.Key.Namespace, context.Key.Name, $"{hash}.tar.gz");
        try
        {
            return await storage.StoreAsync(
                path,
                revision,
                (output, token) => ArtifactArchive.WriteAsync(output, tree.EntriesAsync(ignore, options.MaxArtifactBytes, token), token),
                ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArchiveException or GitException)
        {
            throw SourceFailure.Storage(SourceReasons.ArchiveOperationFailed, $"unable to archive artifact to storage: {e.Message}", e);
        }
    }

    private void CheckSparseFolders(ArtifactTree tree, List<string> folders)
    {
        for (var i = 0; i < folders.Count; i++)
        {
            if (!tree.Contains(folders[i]))
            {
                throw SourceFailure.Fetch(
                    SourceReasons.GitOperationFailed,
                    $"failed to sparse checkout directories : sparse checkout dir '{Repository.Spec.SparseCheckout![i]}' does not exist in repository");
            }
        }
    }

    /// <summary>A signature that cannot be checked counts as a wrong one.</summary>
    private void CheckVerification()
    {
        if (Repository.Spec.Verify is not null)
        {
            throw new SourceFailure(
                FailureClass.Stalled,
                SourceConditions.SourceVerified,
                SourceReasons.VerificationError,
                "signature verification (spec.verify) is not supported yet, so the commit is not trusted; remove spec.verify to accept unverified commits");
        }

        Status.SourceVerificationMode = null;
        context.Conditions.Remove(SourceConditions.SourceVerified);
    }

    private void CheckSubmodules()
    {
        if (Repository.Spec.RecurseSubmodules == true)
        {
            throw SourceFailure.FetchStalled(SourceReasons.GitOperationFailed, "submodules (spec.recurseSubmodules) are not supported yet");
        }
    }

    private void MarkStored(string revision)
    {
        context.Conditions.Remove(SourceConditions.ArtifactOutdated);
        context.Conditions.MarkTrue(SourceConditions.ArtifactInStorage, ConditionReasons.Succeeded, $"stored artifact for revision '{revision}'");
    }

    private Task BuildingAsync(string message, CancellationToken ct) => context.ProgressAsync(ConditionReasons.Progressing, message, ct);

    private SourceFailure Waiting(string reason, string message) =>
        new(FailureClass.Waiting, SourceConditions.IncludeUnavailable, reason, message) { RetryAfter = options.RequeueDependency };

    /// <summary>The ref a listed commit is called by; a commit asked for by its hash is called by its branch, if any.</summary>
    private string? NameInRevision(RemoteRef found) => Repository.Spec.Ref switch
    {
        { Name: { Length: > 0 } name } => name,
        { Commit: { Length: > 0 }, Branch: { Length: > 0 } branch } => $"refs/heads/{branch}",
        { Commit: { Length: > 0 } } => null,
        _ => found.Name,
    };

    private static string SparseFolder(string folder) => (folder.StartsWith("./", StringComparison.Ordinal) ? folder[2..] : folder).TrimEnd('/');

    private static SourceFailure Failure(GitException e) => e.Error == GitError.EmptyRepository && e.Message == "git repository is empty"
        ? SourceFailure.Fetch(SourceReasons.EmptyGitRepository, e.Message, e)
        : SourceFailure.Fetch(SourceReasons.GitOperationFailed, $"failed to checkout and determine revision: {e.Message}", e);

    private static string Shown(string url) => Redaction.Clean(url);
}
