using GitOpsToolkit.Api;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Source.Tests.GitRepositories;

public sealed class GitRepositoryCredentialsTests : IAsyncLifetime
{
    private const string EncryptedKey = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";

    private GitRepositoryFixture _source = null!;

    public async ValueTask InitializeAsync()
    {
        _source = await GitRepositoryFixture.StartAsync();
        await _source.CommitAsync(("a", "1"));
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Basic_WrongThenRight_RecoversWithoutLeakingThePassword()
    {
        _source.Repository.RequireBasic("flux", "r1ght-passw0rd");
        await _source.SecretAsync("auth", ("username", "flux"), ("password", "wr0ng-passw0rd"));

        var refused = await _source.CreateAsync(s => s.SecretRef = new() { Name = "auth" });
        await _source.SecretAsync("auth", ("username", "flux"), ("password", "r1ght-passw0rd"));
        var found = await _source.RequestAsync("1");

        refused.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("GitOperationFailed");
        refused.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("authentication required");
        found.Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
        _source.Harness.Events.ShouldAllBe(e => !e.Message.Contains("passw0rd"));
    }

    [Fact]
    public async Task Bearer_Token_IsUsed()
    {
        _source.Repository.RequireBearer("t0ken");
        await _source.SecretAsync("auth", ("bearerToken", "t0ken"), ("username", "ignored"));

        (await _source.CreateAsync(s => s.SecretRef = new() { Name = "auth" })).Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
    }

    [Fact]
    public async Task Secret_Missing_IsNamed()
    {
        var found = await _source.CreateAsync(s => s.SecretRef = new() { Name = "nope" });

        found.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");
        found.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("failed to get secret 'default/nope': secrets \"nope\" not found");
    }

    [Theory]
    [InlineData("https", "password", "x", "'password' requires 'username' to be set")]
    [InlineData("https", "tls.crt", "x", "'tls.key' is missing")]
    [InlineData("ssh", "known_hosts", "x", "'identity' is required")]
    [InlineData("ssh", "identity", "x", "'known_hosts' is required")]
    public async Task Secret_Incomplete_NamesTheKey(string scheme, string key, string value, string expected)
    {
        await _source.SecretAsync("auth", (key, value));

        var found = await _source.CreateAsync(s => (s.Url, s.SecretRef) = ($"{scheme}://localhost:1/app.git", new() { Name = "auth" }));

        found.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");
        found.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Ssh_WithoutSecret_IsAnAuthenticationFailure() =>
        (await _source.CreateAsync(s => s.Url = "ssh://git@localhost:1/app.git")).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");

    [Fact]
    public async Task Ssh_EncryptedKeyWithoutPassphrase_NamesTheSecret()
    {
        await _source.SecretAsync("auth", ("identity", EncryptedKey), ("known_hosts", "localhost ssh-ed25519 AAAA"));

        var found = await _source.CreateAsync(s => (s.Url, s.SecretRef) = ("ssh://git@localhost:1/app.git", new() { Name = "auth" }));

        found.Status.Condition(SourceConditions.FetchFailed)!.Message
            .ShouldBe("SSH identity key is encrypted but no 'password' field was provided in the secret 'default/auth'");
    }

    [Theory]
    [InlineData("github", "InvalidProviderConfiguration")]
    [InlineData("azure", "InvalidProviderConfiguration")]
    public async Task Provider_NotAvailable_Stalls(string provider, string reason)
    {
        var found = await _source.CreateAsync(s => s.Provider = provider);

        found.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe(reason);
        found.Status.ObservedGeneration.ShouldBe(1);
    }

    [Fact]
    public async Task Provider_AzureWithServiceAccount_NeedsTheGate() =>
        (await _source.CreateAsync(s => (s.Provider, s.ServiceAccountName) = ("azure", "sa"))).Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("FeatureGateDisabled");

    [Fact]
    public async Task Provider_GenericWithGitHubAppData_SaysSo()
    {
        await _source.SecretAsync("auth", ("githubAppID", "1"));

        (await _source.CreateAsync(s => s.SecretRef = new() { Name = "auth" })).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("InvalidProviderConfiguration");
    }

    [Fact]
    public async Task Proxy_WithoutAddress_IsAnAuthenticationFailure()
    {
        await _source.SecretAsync("proxy", ("username", "x"));

        var failed = (await _source.CreateAsync(s => s.ProxySecretRef = new() { Name = "proxy" })).Status.Condition(SourceConditions.FetchFailed)!;

        failed.Reason.ShouldBe("AuthenticationFailed");
        failed.Message.ShouldContain("key 'address' not found");
    }

    [Fact]
    public async Task Artifact_OverTheLimit_KeepsTheOldOneAndRecovers()
    {
        await using var small = await GitRepositoryFixture.StartAsync(o => o.MaxArtifactBytes = 100);
        await small.CommitAsync(("a.yaml", "small"));
        var before = await small.CreateAsync();
        await small.CommitAsync(("big.bin", new string('x', 200)));

        var failed = await small.RequestAsync("1");
        await small.CommitAsync((".sourceignore", "*.bin"));
        var after = await small.RequestAsync("2");

        failed.Status.Condition(SourceConditions.StorageOperationFailed)!.Reason.ShouldBe("ArchiveOperationFailed");
        failed.Status.Condition(ConditionTypes.Ready)!.Message.ShouldContain("at 'big.bin'; leave files out with .sourceignore");
        failed.Status.Artifact!.Digest.ShouldBe(before.Status.Artifact!.Digest);
        (await GitRepositoryFixture.ReadAsync(after)).Keys.ShouldBe([".sourceignore", "a.yaml"]);
    }

    [Fact]
    public async Task Storage_FolderMissing_StopsTheStart()
    {
        var error = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(GitRepositoryFixture.StartAsync(o => o.Storage.Path = "/does/not/exist"));

        error.Message.ShouldContain("--storage-path");
    }
}
