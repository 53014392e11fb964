using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GitOpsToolkit.Testing.Git;

namespace GitOpsToolkit.Git.Tests;

public sealed class GitClientTlsTests : IAsyncLifetime
{
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly GitClient _client = new();
    private GitServer _server = null!;
    private GitServerRepository _repository = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await GitServer.StartAsync(new GitServerOptions { Certificate = _certificate }, Ct);
        _repository = await _server.CreateRepositoryAsync("app");
        await _repository.CommitAsync(new Dictionary<string, string?> { ["a"] = "1" });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task FetchAsync_UnknownAuthority_IsRefused()
    {
        var error = await Should.ThrowAsync<GitException>(_client.FetchAsync(new() { Url = _repository.Url }, GitReference.Branch("main"), Ct));

        error.Error.ShouldBe(GitError.Unreachable);
        error.Message.ShouldContain("failed to verify certificate");
    }

    [Fact]
    public async Task FetchAsync_AuthorityInTheBundle_IsTrusted()
    {
        var remote = new GitRemote { Url = _repository.Url, CaBundle = _certificate.ExportCertificatePem() };

        await using var snapshot = await _client.FetchAsync(remote, GitReference.Branch("main"), Ct);

        snapshot.Commit.Subject.ShouldBe("change");
    }

    [Fact]
    public async Task FetchAsync_AnotherHostName_IsRefusedEvenWithTheBundle()
    {
        var remote = new GitRemote { Url = _repository.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), CaBundle = _certificate.ExportCertificatePem() };

        (await Should.ThrowAsync<GitException>(_client.FetchAsync(remote, GitReference.Branch("main"), Ct))).Error.ShouldBe(GitError.Unreachable);
    }

    [Theory]
    [InlineData("not pem")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task FetchAsync_DamagedBundle_IsAnAuthenticationError(string bundle) =>
        (await Should.ThrowAsync<GitException>(
            _client.FetchAsync(new() { Url = _repository.Url, CaBundle = bundle }, GitReference.Branch("main"), Ct))).Error.ShouldBe(GitError.Authentication);

    [Fact]
    public async Task FetchAsync_DamagedClientKey_IsAnAuthenticationError() =>
        (await Should.ThrowAsync<GitException>(_client.FetchAsync(
            new() { Url = _repository.Url, ClientCertificate = "x", ClientKey = "y" }, GitReference.Branch("main"), Ct))).Error.ShouldBe(GitError.Authentication);

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=git.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
