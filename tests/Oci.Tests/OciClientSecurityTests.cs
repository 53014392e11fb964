using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Oci.Tests;

/// <summary>What a hostile or broken registry may try.</summary>
public sealed class OciClientSecurityTests
{
    private static readonly RegistryServerOptions Bearer = new() { Authentication = RegistryAuthentication.Bearer, Password = "secret-canary", IdentityToken = "identity-canary" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RegistryFault.CorruptBlobs, OciError.DigestMismatch)]
    [InlineData(RegistryFault.EndlessBlobs, OciError.DigestMismatch)]
    [InlineData(RegistryFault.TruncatedBlobs, OciError.Unavailable)]
    [InlineData(RegistryFault.CorruptManifests, OciError.DigestMismatch)]
    public async Task Pull_ContentThatIsNotWhatItSays_IsRefused(RegistryFault fault, OciError expected)
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        var reference = TestArtifact.Of(registry, "app:v1");
        await TestArtifact.PushAsync(client, reference, "some content", Ct);
        registry.Fault = fault;

        var error = await Should.ThrowAsync<OciException>(async () =>
        {
            var manifest = await client.GetImageManifestAsync(reference, Ct);
            await client.ReadBlobAsync(reference, manifest.Manifest.Layers![0], 1 << 20, Ct);
        });

        error.Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Open_BlobLargerThanAllowed_IsRefusedBeforeTheDownload()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient(new OciClientOptions { MaxBlobBytes = 4 });
        var reference = TestArtifact.Of(registry, "app:v1");
        await TestArtifact.PushAsync(client, reference, "some content", Ct);
        var manifest = await client.GetImageManifestAsync(reference, Ct);
        registry.ClearRequests();

        (await Should.ThrowAsync<OciException>(() => client.OpenBlobAsync(reference, manifest.Manifest.Layers![0], Ct))).Error.ShouldBe(OciError.TooLarge);
        registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_ServiceOnAnotherHost_GetsNoCredentials()
    {
        await using var thief = await RegistryServer.StartAsync(ct: Ct);
        await using var registry = await RegistryServer.StartAsync(Bearer, Ct);
        registry.Realm = $"{thief.Url}/token";
        using var client = new OciClient(TestArtifact.With(Bearer));

        var error = await Should.ThrowAsync<OciException>(() => client.ResolveAsync(TestArtifact.Of(registry, "app"), Ct));

        error.Error.ShouldBe(OciError.Unauthorized);
        error.Message.ShouldContain("another host");
        thief.Requests.ShouldBeEmpty();
        error.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public async Task Token_IdentityToken_IsExchanged()
    {
        await using var registry = await RegistryServer.StartAsync(Bearer, Ct);
        using var client = new OciClient(new OciClientOptions { Credentials = new RegistryCredential { Username = "<token>", Password = "identity-canary" } });
        var reference = TestArtifact.Of(registry, "app:v1");

        await TestArtifact.PushAsync(client, reference, "x", Ct);

        registry.Requests.ShouldContain(static r => r.Method == "POST" && r.Path == "/token");
        registry.Requests.ShouldAllBe(static r => !r.Authorization.Contains("canary") && !r.Path.Contains("canary"));
    }

    [Fact]
    public async Task Pull_RedirectToAnotherHost_IsFollowedWithoutCredentials()
    {
        await using var storage = await RegistryServer.StartAsync(ct: Ct);
        await using var registry = await RegistryServer.StartAsync(Bearer, Ct);
        using var client = new OciClient(TestArtifact.With(Bearer));
        using var other = new OciClient();
        var reference = TestArtifact.Of(registry, "app:v1");
        await TestArtifact.PushAsync(client, reference, "some content", Ct);
        await TestArtifact.PushAsync(other, TestArtifact.Of(storage, "store:v1"), "some content", Ct);
        registry.BlobRedirect = $"{storage.Url}/v2/store/blobs/";
        storage.ClearRequests();

        var manifest = await client.GetImageManifestAsync(reference, Ct);
        (await client.ReadBlobAsync(reference, manifest.Manifest.Layers![0], 1 << 20, Ct)).Length.ShouldBe(12);

        storage.Requests.ShouldAllBe(static r => r.Authorization.Length == 0);
    }

    [Fact]
    public async Task Pull_RedirectToItself_Ends()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        var reference = TestArtifact.Of(registry, "app:v1");
        await TestArtifact.PushAsync(client, reference, "some content", Ct);
        registry.BlobRedirect = $"{registry.Url}/v2/app/blobs/";

        var manifest = await client.GetImageManifestAsync(reference, Ct);
        (await Should.ThrowAsync<OciException>(() => client.OpenBlobAsync(reference, manifest.Manifest.Layers![0], Ct))).Message.ShouldContain("too many redirects");
    }

    [Fact]
    public async Task Resolve_WrongPassword_ShowsNoSecret()
    {
        await using var registry = await RegistryServer.StartAsync(Bearer, Ct);
        using var client = new OciClient(new OciClientOptions { Credentials = RegistryCredential.Basic("user", "wrong-canary") });

        var error = await Should.ThrowAsync<OciException>(() => client.ResolveAsync(TestArtifact.Of(registry, "app"), Ct));

        error.Error.ShouldBe(OciError.Unauthorized);
        error.ToString().ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("https://registry.example.com/", "https://registry.example.com/token", true)]
    [InlineData("https://index.docker.io/", "https://auth.docker.io/token", true)]
    [InlineData("https://registry.gitlab.com/", "https://gitlab.com/jwt/auth", true)]
    [InlineData("https://example.com/", "https://auth.example.com/token", true)]
    [InlineData("https://a.example.com/", "https://b.example.com/token", false)]
    [InlineData("https://registry.example.com/", "http://registry.example.com/token", false)]
    [InlineData("https://registry.example.com/", "https://registry.example.com:8443/token", false)]
    [InlineData("https://example.com/", "https://example.com.evil.net/token", false)]
    [InlineData("https://example.com/", "https://evilexample.com/token", false)]
    [InlineData("https://registry.com/", "https://com/token", false)]
    [InlineData("https://a.b.example.com/", "https://example.com/token", false)]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5001/token", false)]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000/token", true)]
    public void MayReceiveCredentials_Realm_MustBeUnderTheSameControl(string registry, string realm, bool expected) =>
        TokenHosts.MayReceiveCredentials(new Uri(registry), new Uri(realm), []).ShouldBe(expected);

    [Fact]
    public async Task Resolve_OwnAuthority_IsTrustedOnlyWhenGiven()
    {
        using var certificate = Certificate();
        await using var registry = await RegistryServer.StartAsync(new RegistryServerOptions { Certificate = certificate }, Ct);
        var reference = TestArtifact.Of(registry, "app:v1");
        using var trusting = new OciClient(new OciClientOptions { CaBundle = certificate.ExportCertificatePem() });
        await TestArtifact.PushAsync(trusting, reference, "x", Ct);

        using var strict = new OciClient(new OciClientOptions { RetryDelay = TimeSpan.Zero });
        using var insecure = new OciClient(new OciClientOptions { Insecure = true });

        (await Should.ThrowAsync<OciException>(() => strict.ResolveAsync(reference, Ct))).Message.ShouldContain("certificate");
        (await insecure.ResolveAsync(reference, Ct)).Digest.ShouldStartWith("sha256:");
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
