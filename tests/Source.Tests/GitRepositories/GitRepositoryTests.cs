using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing.Git;

namespace GitOpsToolkit.Source.Tests.GitRepositories;

public sealed class GitRepositoryTests : IAsyncLifetime
{
    private GitRepositoryFixture _source = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = await GitRepositoryFixture.StartAsync();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Branch_FirstPass_StoresAnArtifactAndSaysSo()
    {
        var hash = await _source.CommitAsync(("apps/a.yaml", "kind: A"), ("b.yaml", "kind: B"));

        var found = await _source.CreateAsync();

        var revision = $"main@sha1:{hash}";
        found.Metadata.Finalizers.ShouldBe(["finalizers.fluxcd.io"]);
        found.Status.ObservedGeneration.ShouldBe(1);
        found.Status.Conditions.Select(c => (c.Type, c.Status, c.Reason, c.Message)).ShouldBe(
        [
            ("Ready", "True", "Succeeded", $"stored artifact for revision '{revision}'"),
            ("ArtifactInStorage", "True", "Succeeded", $"stored artifact for revision '{revision}'"),
        ]);
        found.Status.Artifact!.Revision.ShouldBe(revision);
        found.Status.Artifact.Path.ShouldBe($"gitrepository/default/app/{hash}.tar.gz");
        (await GitRepositoryFixture.ReadAsync(found)).ShouldBe(new Dictionary<string, string> { ["apps/a.yaml"] = "kind: A", ["b.yaml"] = "kind: B" });
        _source.Events(EventFlavor.Normal).ShouldBe([("NewArtifact", "stored artifact for commit 'change'")]);
        _source.Harness.Events.Single(e => e.Reason == "NewArtifact").Metadata.ShouldBe(new Dictionary<string, string>
        {
            ["source.toolkit.fluxcd.io/digest"] = found.Status.Artifact.Digest,
            ["source.toolkit.fluxcd.io/revision"] = revision,
        });
    }

    [Fact]
    public async Task Branch_NewCommit_IsStoredUnderItsOwnName()
    {
        await _source.CommitAsync(("a", "1"));
        await _source.CreateAsync();
        var hash = await _source.Repository.CommitAsync(
            new Dictionary<string, string?> { ["a"] = "2" }, new() { Message = "second change with a very long subject line that goes on and on" });

        var found = await _source.RequestAsync("now");

        found.Status.Artifact!.Revision.ShouldBe($"main@sha1:{hash}");
        found.Status.LastHandledReconcileAt.ShouldBe("now");
        _source.Events(EventFlavor.Normal)[^1].ShouldBe(("NewArtifact", "stored artifact for commit 'second change with a very long subject line that g...'"));
    }

    [Fact]
    public async Task Branch_NothingNew_ListsOnceAndWritesNothing()
    {
        await _source.CommitAsync(("a", "1"));
        var before = await _source.CreateAsync();
        var requests = _source.Repository.RequestCount;

        await _source.Harness.AdvanceAsync(TimeSpan.FromMinutes(31));
        var after = await _source.SettledAsync();

        after.Metadata.ResourceVersion.ShouldBe(before.Metadata.ResourceVersion);
        _source.Repository.RequestCount.ShouldBe(requests + 2); // the two requests of one listing
        _source.Events(EventFlavor.Trace).ShouldContain(("GitOperationSucceeded", $"no changes since last reconciliation: observed revision '{after.Status.Artifact!.Revision}'"));
        _source.Events(EventFlavor.Normal).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Branch_RequestedWithNothingNew_RecordsTheToken()
    {
        await _source.CommitAsync(("a", "1"));
        var before = await _source.CreateAsync();

        var after = await _source.RequestAsync("again");

        after.Status.LastHandledReconcileAt.ShouldBe("again");
        after.Status.Artifact!.LastUpdateTime.ShouldBe(before.Status.Artifact!.LastUpdateTime);
    }

    [Fact]
    public async Task Ref_None_FollowsMaster()
    {
        var hash = await _source.Repository.CommitAsync(new Dictionary<string, string?> { ["a"] = "1" }, new() { Branch = "master" });

        (await _source.CreateAsync(s => s.Ref = null)).Status.Artifact!.Revision.ShouldBe($"master@sha1:{hash}");
    }

    [Fact]
    public async Task Ref_AnnotatedTagAndSemver_TagWins()
    {
        var hash = await _source.CommitAsync(("a", "1"));
        await _source.Repository.TagAsync("v1.0.0", message: "release");
        await _source.CommitAsync(("a", "2"));
        await _source.Repository.TagAsync("v2.0.0");

        (await _source.CreateAsync(s => s.Ref = new() { Tag = "v1.0.0", Semver = "*" })).Status.Artifact!.Revision.ShouldBe($"v1.0.0@sha1:{hash}");
    }

    [Fact]
    public async Task Ref_Semver_FollowsNewTagsAndIsUpToDateOtherwise()
    {
        await _source.Repository.TagAsync("1.0.0", await _source.CommitAsync(("a", "1")));
        await _source.CreateAsync(s => s.Ref = new() { Semver = "1.x" });
        var hash = await _source.CommitAsync(("a", "2"));
        await _source.Repository.TagAsync("1.1.0", hash);

        var found = await _source.RequestAsync("1");
        await _source.RequestAsync("2");

        found.Status.Artifact!.Revision.ShouldBe($"1.1.0@sha1:{hash}");
        _source.Events(EventFlavor.Trace).ShouldContain(("ArtifactUpToDate", $"artifact up-to-date with remote revision: '1.1.0@sha1:{hash}'"));
    }

    [Theory]
    [InlineData("refs/pull/1/head")]
    [InlineData("refs/tags/x^{}")]
    public async Task Ref_FullName_StaysInTheRevision(string name)
    {
        var hash = await _source.CommitAsync(("a", "1"));
        await _source.Repository.SetRefAsync("refs/pull/1/head", hash);
        await _source.Repository.TagAsync("x", message: "annotated");

        var found = await _source.CreateAsync(s => s.Ref = new() { Name = name });
        await _source.RequestAsync("again");

        found.Status.Artifact!.Revision.ShouldBe($"{name}@sha1:{hash}");
        _source.Events(EventFlavor.Trace).ShouldContain(e => e.Reason == "GitOperationSucceeded");
    }

    [Fact]
    public async Task Ref_CommitWithBranch_IsPinned()
    {
        var old = await _source.CommitAsync(("a", "1"));
        await _source.CommitAsync(("a", "2"));
        await _source.CreateAsync();

        var pinned = await _source.ChangeAsync(new() { ["ref"] = new JsonObject { ["commit"] = old } });
        await _source.RequestAsync("again");

        pinned.Status.Artifact!.Revision.ShouldBe($"main@sha1:{old}");
        _source.Events(EventFlavor.Trace)[^1].ShouldBe(("ArtifactUpToDate", $"artifact up-to-date with remote revision: 'main@sha1:{old}'"));
    }

    [Fact]
    public async Task Ref_UnknownCommit_KeepsTheArtifactAndSaysWhy()
    {
        await _source.CommitAsync(("a", "1"));
        var before = await _source.CreateAsync();
        const string Hash = "0123456789012345678901234567890123456789";

        var found = await _source.ChangeAsync(new() { ["ref"] = new JsonObject { ["commit"] = Hash } });

        var message = $"failed to checkout and determine revision: unable to resolve commit object for '{Hash}': object not found";
        found.Status.Artifact!.Digest.ShouldBe(before.Status.Artifact!.Digest);
        found.Status.ObservedGeneration.ShouldBe(1);
        found.Status.Conditions.Select(c => (c.Type, c.Status, c.Reason, c.Message, c.ObservedGeneration)).ShouldBe(
        [
            ("Reconciling", "True", "ProgressingWithRetry", "processing object: new generation 1 -> 2", 2),
            ("Ready", "False", "GitOperationFailed", message, 2),
            ("FetchFailed", "True", "GitOperationFailed", message, 2),
            ("ArtifactInStorage", "True", "Succeeded", $"stored artifact for revision '{before.Status.Artifact.Revision}'", 1),
        ]);
        _source.Events(EventFlavor.Warning).ShouldContain(("GitOperationFailed", message));
    }

    [Fact]
    public async Task Repository_Missing_FailsAndRecoversByItself()
    {
        await _source.CommitAsync(("a", "1"));
        var found = await _source.CreateAsync(s => s.Url = $"{_source.Git.Url}/nope.git");

        var message = $"failed to checkout and determine revision: unable to clone '{_source.Git.Url}/nope.git': repository not found: ";
        found.Status.ObservedGeneration.ShouldBe(-1);
        found.Status.Conditions.Select(c => (c.Type, c.Reason, c.Message)).ShouldBe(
        [
            ("Reconciling", "ProgressingWithRetry", "building artifact"), ("Ready", "GitOperationFailed", message), ("FetchFailed", "GitOperationFailed", message),
        ]);

        var late = await _source.Git.CreateRepositoryAsync("nope");
        await late.CommitAsync(new Dictionary<string, string?> { ["a"] = "1" });
        await _source.Harness.AdvanceAsync(TimeSpan.FromMinutes(15));

        (await _source.SettledAsync()).Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
    }

    [Fact]
    public async Task Repository_Empty_HasItsOwnReason()
    {
        var found = await _source.CreateAsync();

        found.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("EmptyGitRepository");
        found.Status.Condition(ConditionTypes.Ready)!.Message.ShouldBe("git repository is empty");
    }

    [Fact]
    public async Task Failure_ThenSameDigest_TellsAboutTheRecovery()
    {
        await _source.CommitAsync(("a", "1"));
        await _source.CreateAsync();
        _source.Repository.Fault = GitServerFault.InternalError;
        await _source.RequestAsync("1");
        _source.Repository.Fault = GitServerFault.None;

        var found = await _source.RequestAsync("2");

        found.Status.Conditions.Select(c => c.Type).ShouldBe(["Ready", "ArtifactInStorage"]);
        _source.Events(EventFlavor.Normal).Select(e => e.Reason).ShouldBe(["NewArtifact", "Succeeded"]);
    }

    [Fact]
    public async Task Server_Hanging_EndsAtTheTimeout()
    {
        await _source.CommitAsync(("a", "1"));
        _source.Repository.Fault = GitServerFault.Hang;
        await _source.Harness.CreateAsync(_source.New());
        while (_source.Repository.RequestCount == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        _source.Harness.Clock.Advance(TimeSpan.FromSeconds(61));
        var found = await _source.SettledAsync();

        found.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldEndWith("no answer within 1m0s (spec.timeout)");
    }

    [Fact]
    public async Task Ignore_Changed_BuildsTheSameRevisionAgain()
    {
        await _source.CommitAsync(("a.txt", "1"), ("b.yaml", "2"), ("sub/.sourceignore", "*.md"), ("sub/c.md", "3"), ("c.md", "4"), ("horse.jpg", "5"));
        var before = await _source.CreateAsync();

        var after = await _source.ChangeAsync(new() { ["ignore"] = "*.txt" });

        (await GitRepositoryFixture.ReadAsync(after)).Keys.ShouldBe(["b.yaml", "c.md", "horse.jpg", "sub/.sourceignore"]);
        after.Status.ObservedIgnore.ShouldBe("*.txt");
        after.Status.Artifact!.Path.ShouldBe(before.Status.Artifact!.Path);
        after.Status.Artifact.Digest.ShouldNotBe(before.Status.Artifact.Digest);
    }

    [Fact]
    public async Task Tree_LinksAndExecutables_AreTreatedByTheRules()
    {
        await _source.Repository.CommitAsync(new Dictionary<string, GitServerFile?>
        {
            ["link"] = GitServerFile.Link("/etc/passwd"), ["run.sh"] = GitServerFile.Executable("#!"), ["horse.jpg"] = "x",
        });

        (await GitRepositoryFixture.ReadAsync(await _source.CreateAsync())).Keys.ShouldBe(["run.sh"]);
    }

    [Fact]
    public async Task Storage_FileGone_IsBuiltAgain()
    {
        await _source.CommitAsync(("a", "1"));
        var before = await _source.CreateAsync();
        File.Delete(Path.Combine(_source.StoragePath, before.Status.Artifact!.Path));

        var after = await _source.RequestAsync("1");

        after.Status.Artifact!.Digest.ShouldBe(before.Status.Artifact.Digest);
        await GitRepositoryFixture.ReadAsync(after);
        after.Status.Conditions.Select(c => c.Type).ShouldBe(["Ready", "ArtifactInStorage"]);
    }

    [Fact]
    public async Task Storage_FileAltered_IsReportedAndBuiltAgain()
    {
        await _source.CommitAsync(("a", "1"));
        var before = await _source.CreateAsync();
        await File.AppendAllTextAsync(Path.Combine(_source.StoragePath, before.Status.Artifact!.Path), "x", Ct);

        var after = await _source.RequestAsync("1");

        await GitRepositoryFixture.ReadAsync(after);
        _source.Events(EventFlavor.Warning).ShouldContain(
            ("ArtifactVerificationFailed", $"failed to verify integrity of artifact: computed digest doesn't match '{before.Status.Artifact.Digest}'"));
    }

    [Fact]
    public async Task Storage_OldArtifacts_AreCollected()
    {
        for (var i = 0; i < 4; i++)
        {
            await _source.CommitAsync(("a", $"{i}"));
            await (i == 0 ? _source.CreateAsync() : _source.RequestAsync($"{i}"));
        }

        await _source.RequestAsync("last");

        Directory.GetFiles(Path.Combine(_source.StoragePath, "gitrepository/default/app"), "*.tar.gz").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Suspend_IsHonouredAndResumed()
    {
        await _source.CommitAsync(("a", "1"));
        await _source.CreateAsync();
        await _source.ChangeAsync(new() { ["suspend"] = true });
        var hash = await _source.CommitAsync(("a", "2"));

        var suspended = await _source.RequestAsync("while-suspended");
        var resumed = await _source.ChangeAsync(new() { ["suspend"] = false });

        suspended.Status.LastHandledReconcileAt.ShouldBe("while-suspended");
        suspended.Status.ObservedGeneration.ShouldBe(2);
        suspended.Status.Artifact!.Revision.ShouldNotContain(hash);
        resumed.Status.Artifact!.Revision.ShouldBe($"main@sha1:{hash}");
    }

    [Fact]
    public async Task Delete_Suspended_RemovesFilesAndObject()
    {
        await _source.CommitAsync(("a", "1"));
        await _source.CreateAsync();
        await _source.ChangeAsync(new() { ["suspend"] = true });

        await _source.Harness.DeleteAsync<GitRepository>(GitRepositoryFixture.Namespace, GitRepositoryFixture.Name);
        await _source.Harness.SettledAsync();

        (await _source.Harness.FindAsync<GitRepository>(GitRepositoryFixture.Namespace, GitRepositoryFixture.Name)).ShouldBeNull();
        Directory.Exists(Path.Combine(_source.StoragePath, "gitrepository/default/app")).ShouldBeFalse();
        _source.Events(EventFlavor.Trace).ShouldContain(("GarbageCollectionSucceeded", "garbage collected artifacts for deleted resource"));
    }

    [Fact]
    public async Task Include_MissingThenThere_WaitsAndPlacesIt()
    {
        await _source.CommitAsync(("apps/b.yaml", "b"));
        var library = await _source.Git.CreateRepositoryAsync("lib");
        await library.CommitAsync(new Dictionary<string, string?> { ["base/a.yaml"] = "a", ["other/x.yaml"] = "x" });

        var waiting = await _source.CreateAsync(s => s.Include = [new() { Repository = new() { Name = "lib" }, FromPath = "base", ToPath = "apps/lib" }]);
        await _source.CreateAsync(s => s.Url = library.Url, "lib");
        await _source.Harness.AdvanceAsync(TimeSpan.FromSeconds(30));
        var found = await _source.SettledAsync();

        waiting.Status.Conditions.Select(c => (c.Type, c.Reason)).ShouldBe(
            [("Reconciling", "ProgressingWithRetry"), ("Ready", "NotFound"), ("IncludeUnavailable", "NotFound")]);
        (await GitRepositoryFixture.ReadAsync(found)).Keys.ShouldBe(["apps/b.yaml", "apps/lib/a.yaml"]);
        found.Status.IncludedArtifacts!.Single().Revision.ShouldStartWith("main@sha1:");
        found.Status.ObservedInclude!.Single().ToPath.ShouldBe("apps/lib");
    }

    [Fact]
    public async Task SparseCheckout_NamedFolders_AreAllThereIs()
    {
        await _source.CommitAsync(("apps/a", "1"), ("infra/b", "2"), ("c", "3"));

        var found = await _source.CreateAsync(s => s.SparseCheckout = ["./infra"]);
        var missing = await _source.ChangeAsync(new() { ["sparseCheckout"] = new JsonArray("nope") });

        (await GitRepositoryFixture.ReadAsync(found)).Keys.ShouldBe(["infra/b"]);
        missing.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("sparse checkout dir 'nope' does not exist in repository");
    }

    [Fact]
    public async Task Verify_NotSupported_TrustsNothing()
    {
        await _source.CommitAsync(("a", "1"));

        var found = await _source.CreateAsync(s => s.Verify = new() { SecretRef = new() { Name = "keys" } });

        found.Status.Artifact.ShouldBeNull();
        found.Status.Condition(ConditionTypes.Ready)!.Reason.ShouldBe("VerificationError");
        found.Status.IsTrue(ConditionTypes.Stalled).ShouldBeTrue();
    }
}
