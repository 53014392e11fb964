using GitOpsToolkit.Testing.Git;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Git.Tests;

public sealed class GitClientTests : IAsyncLifetime
{
    private readonly GitClient _client = new();
    private GitServer _server = null!;
    private GitServerRepository _repository = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private GitRemote Remote => new() { Url = _repository.Url };

    public async ValueTask InitializeAsync()
    {
        _server = await GitServer.StartAsync(ct: Ct);
        _repository = await _server.CreateRepositoryAsync("team/app");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task FetchAsync_Branch_HasCommitAndTree()
    {
        await CommitAsync(("old.yaml", "x"));
        var hash = await CommitAsync(("apps/a.yaml", "a"), ("apps.txt", "b"), ("z/run.sh", "c"));

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Branch("main"), Ct);

        snapshot.Commit.Hash.ShouldBe(hash);
        snapshot.Commit.Subject.ShouldBe("change");
        snapshot.Commit.Author.Email.ShouldBe("test@example.com");
        snapshot.Commit.Committer.When.ShouldBe(new DateTimeOffset(2024, 1, 1, 0, 2, 0, TimeSpan.Zero));
        snapshot.Reference.ShouldBe("refs/heads/main");
        (await snapshot.ListAsync(Ct)).Select(e => e.Path).ShouldBe(["apps", "apps/a.yaml", "apps.txt", "old.yaml", "z", "z/run.sh"]);
    }

    [Fact]
    public async Task OpenBlobs_ManyFiles_StreamsEachInOrder()
    {
        var files = Enumerable.Range(0, 600).ToDictionary(i => $"f{i:000}.txt", i => (string?)new string('x', i * 7));
        await _repository.CommitAsync(files);

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Branch("main"), Ct);
        var entries = await snapshot.ListAsync(Ct);
        await using var blobs = snapshot.OpenBlobs();
        var lengths = new List<long>();
        await foreach (var blob in blobs.ReadAsync([.. entries.Select(e => e.Hash)], Ct))
        {
            var buffer = new byte[3];
            _ = await blob.ReadAsync(buffer, Ct); // the rest is skipped by the reader
            lengths.Add(blob.Length);
        }

        lengths.ShouldBe(Enumerable.Range(0, 600).Select(i => i * 7L));
    }

    [Fact]
    public async Task ListAsync_LinksAndModes_AreToldApart()
    {
        await _repository.CommitAsync(new Dictionary<string, GitServerFile?>
        {
            ["run.sh"] = GitServerFile.Executable("#!"),
            ["link"] = GitServerFile.Link("/etc/passwd"),
            ["ä/ü.txt"] = "umlaut",
        });

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Branch("main"), Ct);

        (await snapshot.ListAsync(Ct)).Select(e => (e.Path, e.Kind)).ShouldBe(
        [
            ("link", GitEntryKind.SymbolicLink), ("run.sh", GitEntryKind.ExecutableFile), ("ä", GitEntryKind.Directory), ("ä/ü.txt", GitEntryKind.File),
        ]);
    }

    [Fact]
    public async Task ResolveAsync_AnnotatedTag_IsPeeled()
    {
        var hash = await CommitAsync(("a", "1"));
        await _repository.TagAsync("v1.0.0", message: "release");

        var found = await _client.ResolveAsync(Remote, GitReference.Tag("v1.0.0"), Ct);

        found.ShouldNotBeNull().Commit.ShouldBe(hash);
        found.Hash.ShouldNotBe(hash);
    }

    [Fact]
    public async Task FetchAsync_AnnotatedTag_LeadsToCommit()
    {
        var hash = await CommitAsync(("a", "1"));
        await _repository.TagAsync("v1.0.0", message: "release");

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Tag("v1.0.0"), Ct);

        snapshot.Commit.Hash.ShouldBe(hash);
        snapshot.Reference.ShouldBe("refs/tags/v1.0.0");
        snapshot.TagHash.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(">=1.0.0 <1.2.0", "refs/tags/v1.1.0")]
    [InlineData(">=1.0.0-0", "refs/tags/2.0.0-rc.1")]
    [InlineData("*", "refs/tags/v1.2.0")]
    public async Task FetchAsync_SemVer_TakesHighestTag(string range, string expected)
    {
        foreach (var tag in (string[])["v1.0.0", "v1.1.0", "v1.2.0", "2.0.0-rc.1", "9.9", "nightly"])
        {
            await _repository.TagAsync(tag, await CommitAsync(("a", tag)));
        }

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.SemVer(VersionRange.Parse(range)), Ct);

        snapshot.Reference.ShouldBe(expected);
    }

    [Fact]
    public async Task FetchAsync_SemVerDiffersInMetadataOnly_NewestCommitWins()
    {
        var first = await CommitAsync(("a", "1"));
        var newest = await CommitAsync(("a", "2"));
        await _repository.TagAsync("0.1.0+build-1", newest);
        await _repository.TagAsync("0.1.0+build-2", first);

        (await _client.ResolveAsync(Remote, GitReference.SemVer(VersionRange.Parse("0.1.0")), Ct)).ShouldBeNull();
        await using var snapshot = await _client.FetchAsync(Remote, GitReference.SemVer(VersionRange.Parse("0.1.0")), Ct);

        snapshot.Commit.Hash.ShouldBe(newest);
    }

    [Fact]
    public async Task FetchAsync_SemVerWithoutMatch_SaysSo()
    {
        await _repository.TagAsync("v1.0.0", await CommitAsync(("a", "1")));

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.SemVer(VersionRange.Parse(">=2.0.0")), Ct));

        error.Error.ShouldBe(GitError.ReferenceNotFound);
        error.Message.ShouldBe("no match found for semver: >=2.0.0");
    }

    [Fact]
    public async Task FetchAsync_OldCommit_IsFoundByHash()
    {
        var old = await CommitAsync(("a", "1"));
        await CommitAsync(("a", "2"));

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Commit(old), Ct);

        snapshot.Commit.Hash.ShouldBe(old);
        snapshot.Reference.ShouldBeNull();
    }

    [Fact]
    public async Task FetchAsync_CommitOnBranch_HasBranchAsReference()
    {
        var old = await CommitAsync(("a", "1"));
        await CommitAsync(("a", "2"));

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Commit(old, "main"), Ct);

        snapshot.Reference.ShouldBe("refs/heads/main");
    }

    [Fact]
    public async Task FetchAsync_CommitOfAnotherBranch_Fails()
    {
        await CommitAsync(("a", "1"));
        var other = await _repository.CommitAsync(new Dictionary<string, string?> { ["b"] = "1" }, new() { Branch = "other", Orphan = true });

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Commit(other, "main"), Ct));

        error.Message.ShouldBe($"unable to resolve commit object for '{other}': object not found");
    }

    [Theory]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("abc1234")]
    public async Task FetchAsync_UnknownCommit_SaysSo(string hash)
    {
        await CommitAsync(("a", "1"));

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Commit(hash), Ct));

        error.Message.ShouldBe($"unable to resolve commit object for '{hash}': object not found");
    }

    [Fact]
    public async Task FetchAsync_PullRequestRef_IsFetched()
    {
        var hash = await CommitAsync(("a", "1"));
        await _repository.SetRefAsync("refs/pull/1/head", hash);

        await using var snapshot = await _client.FetchAsync(Remote, GitReference.Named("refs/pull/1/head"), Ct);

        snapshot.Commit.Hash.ShouldBe(hash);
    }

    [Theory]
    [InlineData("/refs/heads/main", "cannot begin or end with a slash")]
    [InlineData("refs/heads/none", "unable to resolve ref 'refs/heads/none' to a specific commit")]
    [InlineData("--upload-pack=touch /tmp/x", "not a valid ref name")]
    [InlineData("refs/heads/a:refs/heads/b", "not a valid ref name")]
    public async Task FetchAsync_BadRefName_SaysWhy(string name, string expected)
    {
        await CommitAsync(("a", "1"));

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Named(name), Ct));

        error.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task FetchAsync_MissingBranch_NamesRefAndAddress()
    {
        await CommitAsync(("a", "1"));

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Branch("nope"), Ct));

        error.Error.ShouldBe(GitError.ReferenceNotFound);
        error.Message.ShouldBe($"unable to clone '{_repository.Url}': couldn't find remote ref \"refs/heads/nope\"");
    }

    [Fact]
    public async Task FetchAsync_EmptyRepository_SaysSo()
    {
        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.EmptyRepository);
        error.Message.ShouldBe("git repository is empty");
    }

    [Fact]
    public async Task FetchAsync_NoSuchRepository_SaysSo()
    {
        var url = $"{_server.Url}/nope.git";

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(new() { Url = url }, GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.RepositoryNotFound);
        error.Message.ShouldBe($"unable to clone '{url}': repository not found: ");
    }

    [Fact]
    public async Task FetchAsync_NobodyListens_SaysSo()
    {
        var url = "http://127.0.0.1:1/app.git";

        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(new() { Url = url }, GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.Unreachable);
        error.Message.ShouldBe(
            $"unable to clone '{url}': Get \"{url}/info/refs?service=git-upload-pack\": dial tcp 127.0.0.1:1: connect: connection refused");
    }

    [Fact]
    public async Task FetchAsync_BasicCredentials_AreSent()
    {
        var hash = await CommitAsync(("a", "1"));
        _repository.RequireBasic("user", "s3cret");

        (await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Branch("main"), Ct))).Error.ShouldBe(GitError.Authentication);
        await using var snapshot = await _client.FetchAsync(
            Remote with { Credentials = GitCredentials.Basic("user", "s3cret") }, GitReference.Branch("main"), Ct);

        snapshot.Commit.Hash.ShouldBe(hash);
    }

    [Fact]
    public async Task FetchAsync_CredentialsInUrl_AreUsedAndNotShown()
    {
        await CommitAsync(("a", "1"));
        _repository.RequireBasic("user", "s3cret");
        var url = _repository.Url.Replace("http://", "http://user:s3cret@", StringComparison.Ordinal);

        await using var snapshot = await _client.FetchAsync(new() { Url = url }, GitReference.Branch("main"), Ct);
        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(new() { Url = url }, GitReference.Branch("nope"), Ct));

        error.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task FetchAsync_BearerToken_IsSent()
    {
        await CommitAsync(("a", "1"));
        _repository.RequireBearer("t0ken");

        await using var snapshot = await _client.FetchAsync(
            Remote with { Credentials = GitCredentials.Bearer("t0ken") }, GitReference.Branch("main"), Ct);

        snapshot.Commit.Subject.ShouldBe("change");
    }

    [Fact]
    public async Task FetchAsync_Hanging_EndsWithToken()
    {
        await CommitAsync(("a", "1"));
        _repository.Fault = GitServerFault.Hang;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var fetching = _client.FetchAsync(Remote, GitReference.Branch("main"), cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(fetching);
    }

    [Theory]
    [InlineData(GitServerFault.InternalError)]
    [InlineData(GitServerFault.Break)]
    [InlineData(GitServerFault.NoObjects)]
    public async Task FetchAsync_BrokenServer_IsAGitException(GitServerFault fault)
    {
        await CommitAsync(("a", "1"));
        _repository.Fault = fault;

        await Should.ThrowAsync<GitException>(_client.FetchAsync(Remote, GitReference.Branch("main"), Ct));
    }

    [Fact]
    public async Task FetchAsync_RepositoryOverTheLimit_IsRefused()
    {
        var random = new byte[256 * 1024];
        new Random(1).NextBytes(random);
        await _repository.CommitAsync(new Dictionary<string, GitServerFile?> { ["big.bin"] = new(random) });
        var small = new GitClient(new GitClientOptions { MaxRepositoryBytes = 64 * 1024 });

        var error = await Should.ThrowAsync<GitException>(small.FetchAsync(Remote, GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.TooLarge);
    }

    [Fact]
    public async Task FetchAsync_GitMissing_SaysWhatToInstall()
    {
        await CommitAsync(("a", "1"));
        var client = new GitClient(new GitClientOptions { GitCommand = "git-that-is-not-there" });

        var error = await Should.ThrowAsync<GitException>(client.FetchAsync(Remote, GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.NotInstalled);
        error.Message.ShouldContain("install git");
    }

    [Fact]
    public async Task FetchAsync_Done_LeavesNothingBehind()
    {
        await CommitAsync(("a", "1"));
        var scratch = Directory.CreateTempSubdirectory();
        var client = new GitClient(new GitClientOptions { ScratchPath = scratch.FullName });

        await using (await client.FetchAsync(Remote, GitReference.Branch("main"), Ct))
        {
            scratch.EnumerateFileSystemInfos().ShouldNotBeEmpty();
        }

        await Should.ThrowAsync<GitException>(client.FetchAsync(Remote, GitReference.Branch("nope"), Ct));
        scratch.EnumerateFileSystemInfos().ShouldBeEmpty();
        scratch.Delete();
    }

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("ext::sh -c touch% /tmp/x")]
    [InlineData("git@example.com:a/b.git")]
    [InlineData("ftp://example.com/a.git")]
    [InlineData("ssh://-oProxyCommand=x/a.git")]
    public async Task FetchAsync_OtherProtocols_AreRefused(string url) =>
        await Should.ThrowAsync<GitException>(_client.FetchAsync(new() { Url = url }, GitReference.Branch("main"), Ct));

    private Task<string> CommitAsync(params (string Path, string Content)[] files) =>
        _repository.CommitAsync(files.ToDictionary(f => f.Path, f => (string?)f.Content));
}
