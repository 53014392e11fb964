using GitOpsToolkit.Testing.Git;

namespace GitOpsToolkit.Git.Tests;

/// <summary>Git over a stand-in for ssh that keeps its configuration and runs the remote command on this machine.</summary>
public sealed class GitClientSshTests : IAsyncLifetime
{
    private const string Script = """
        #!/bin/sh
        cp "$2" "$(dirname "$0")/config"
        sed -n 's/^  IdentityFile "\(.*\)"$/\1/p' "$2" | xargs stat -c %a > "$(dirname "$0")/mode"
        if [ -n "$SSH_ASKPASS" ]; then "$SSH_ASKPASS" prompt > "$(dirname "$0")/passphrase"; fi
        for last; do :; done
        eval "$last"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("it's ssh ");
    private GitServer _server = null!;
    private GitServerRepository _repository = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Ssh => Path.Combine(_folder.FullName, "ssh");

    public async ValueTask InitializeAsync()
    {
        _server = await GitServer.StartAsync(ct: Ct);
        _repository = await _server.CreateRepositoryAsync("app");
        await _repository.CommitAsync(new Dictionary<string, string?> { ["a"] = "1" });
        await File.WriteAllTextAsync(Ssh, Script, Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Ssh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task FetchAsync_Key_IsOneOfTwoFilesSshMayTrust()
    {
        await using var snapshot = await Client().FetchAsync(Remote("KEY"), GitReference.Branch("main"), Ct);

        snapshot.Commit.Subject.ShouldBe("change");
        (await ReadAsync("mode")).Trim().ShouldBe("600");
        var config = await ReadAsync("config");
        config.ShouldContain("StrictHostKeyChecking yes");
        config.ShouldContain("IdentitiesOnly yes");
        config.ShouldContain("BatchMode yes");
        config.ShouldContain("GlobalKnownHostsFile none");
    }

    [Fact]
    public async Task FetchAsync_Passphrase_ReachesSshWithoutATerminal()
    {
        await using var snapshot = await Client().FetchAsync(Remote("KEY", "open sesame"), GitReference.Branch("main"), Ct);

        (await ReadAsync("passphrase")).ShouldBe("open sesame\n");
        (await ReadAsync("config")).ShouldContain("BatchMode no");
    }

    [Fact]
    public async Task ResolveAsync_Tag_IsPeeled()
    {
        await _repository.TagAsync("v1.0.0", message: "release");

        (await Client().ResolveAsync(Remote("KEY"), GitReference.Tag("v1.0.0"), Ct)).ShouldNotBeNull().Peeled.ShouldNotBeNull();
    }

    [Fact]
    public async Task FetchAsync_SshFails_TellsWhatItSaid()
    {
        await File.WriteAllTextAsync(Ssh, "#!/bin/sh\necho 'Host key verification failed.' >&2\nexit 255\n", Ct);

        var error = await Should.ThrowAsync<GitException>(Client().FetchAsync(Remote("KEY"), GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.Authentication);
        error.Message.ShouldBe($"unable to clone '{Remote("").Url.Replace("git@", "", StringComparison.Ordinal)}': Host key verification failed.");
    }

    [Fact]
    public async Task FetchAsync_NoKey_IsAnAuthenticationError() =>
        (await Should.ThrowAsync<GitException>(Client().FetchAsync(new() { Url = Remote("").Url }, GitReference.Branch("main"), Ct))).Error.ShouldBe(GitError.Authentication);

    [Theory]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", true)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI=\n-----END OPENSSH PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----", false)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----", false)]
    public void IsEncrypted_EveryFormat_IsTold(string pem, bool expected) => SshPrivateKey.IsEncrypted(pem).ShouldBe(expected);

    private GitClient Client() => new(new GitClientOptions { SshCommand = Ssh });

    private GitRemote Remote(string key, string? passphrase = null) => new()
    {
        Url = $"ssh://git@localhost{_server.Path}/app.git",
        Credentials = GitCredentials.SshKey(key, "localhost ssh-ed25519 AAAA", passphrase),
    };

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_folder.FullName, name), Ct);
}
