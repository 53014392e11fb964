using System.Security.Cryptography.X509Certificates;
using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Configuration;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _authority = new("right");
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Request_RightNameAndAuthority_IsAnsweredOverHttp2()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var client = Connect(server, new TlsConfig { CertificateAuthorityData = _authority.AuthorityPem });

        await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);

        server.Requests.ShouldHaveSingleItem().Protocol.ShouldBe("HTTP/2");
    }

    [Fact]
    public async Task Request_NameNotInCertificate_IsRefused()
    {
        await using var server = await StartAsync("other.example.com");
        using var client = Connect(server, new TlsConfig { CertificateAuthorityData = _authority.AuthorityPem });

        var error = await Should.ThrowAsync<KubernetesConnectionException>(() => client.RequestAsync(HttpMethod.Get, "/version", ct: Ct));

        error.Message.ShouldContain("the certificate is not for 127.0.0.1: correct cluster.server, or name the certificate's host in tls-server-name");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_ServerName_IsWhatTheCertificateMustCarry()
    {
        await using var server = await StartAsync("other.example.com");
        using var right = Connect(server, new TlsConfig { CertificateAuthorityData = _authority.AuthorityPem, ServerName = "other.example.com" });
        using var wrong = Connect(server, new TlsConfig { CertificateAuthorityData = _authority.AuthorityPem, ServerName = "third.example.com" });

        await right.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
        await Should.ThrowAsync<KubernetesConnectionException>(() => wrong.RequestAsync(HttpMethod.Get, "/version", ct: Ct));

        server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_OtherAuthority_IsRefused()
    {
        using var other = new TestCertificates("wrong");
        await using var server = await StartAsync("127.0.0.1");
        using var client = Connect(server, new TlsConfig { CertificateAuthorityData = other.AuthorityPem });

        var error = await Should.ThrowAsync<KubernetesConnectionException>(() => client.RequestAsync(HttpMethod.Get, "/version", ct: Ct));

        error.Message.ShouldContain("the certificate is not signed by the configured certificate-authority");
    }

    [Fact]
    public async Task Request_NoAuthority_TrustsTheSystemOnly()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var client = Connect(server, new TlsConfig());

        await Should.ThrowAsync<KubernetesConnectionException>(() => client.RequestAsync(HttpMethod.Get, "/version", ct: Ct));
    }

    [Fact]
    public async Task Request_Insecure_AcceptsAnything()
    {
        await using var server = await StartAsync("other.example.com");
        using var client = Connect(server, new TlsConfig { InsecureSkipVerify = true });

        await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
    }

    [Fact]
    public async Task Request_ClientCertificate_IsShown()
    {
        await using var server = await StartAsync("127.0.0.1", askForClientCertificate: true);
        using var certificate = _authority.IssueClient("deployer");
        using var client = Connect(server, new TlsConfig
        {
            CertificateAuthorityData = _authority.AuthorityPem,
            ClientCertificateData = certificate.ExportCertificatePem(),
            ClientKeyFile = _folder.Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
        });

        await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);

        server.Requests[0].ClientCertificate.ShouldBe("CN=deployer");
    }

    [Fact]
    public async Task Request_KeyOfAnotherCertificate_NamesTheFields()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var one = _authority.IssueClient("one");
        using var two = _authority.IssueClient("two");
        using var client = Connect(server, new TlsConfig
        {
            InsecureSkipVerify = true,
            ClientCertificateData = one.ExportCertificatePem(),
            ClientKeyData = two.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        });

        (await Should.ThrowAsync<KubernetesConnectionException>(() => client.RequestAsync(HttpMethod.Get, "/version", ct: Ct)))
            .Message.ShouldStartWith("client-certificate and client-key do not form a pair");
    }

    [Fact]
    public async Task Request_AuthorityFileRotated_IsReadAfterAFailedHandshake()
    {
        using var old = new TestCertificates("old");
        var clock = new ManualTimeProvider();
        var file = _folder.Write("ca.crt", old.AuthorityPem);
        await using var before = await ScriptedServer.StartAsync(old.IssueServer("127.0.0.1"));
        await using var after = await StartAsync("127.0.0.1");
        before.On("GET /version", "{}");
        using var first = Connect(before, new TlsConfig { CertificateAuthorityFile = file }, clock);
        using var second = Connect(after, new TlsConfig { CertificateAuthorityFile = file }, clock);
        await first.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
        await Should.ThrowAsync<KubernetesConnectionException>(() => second.RequestAsync(HttpMethod.Get, "/version", ct: Ct));

        _folder.Write("ca.crt", _authority.AuthorityPem);

        await second.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
        after.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_ClientCertificateFileRotated_IsShownWithinAMinute()
    {
        var clock = new ManualTimeProvider();
        await using var server = await StartAsync("127.0.0.1", askForClientCertificate: true);
        WriteClient("before");
        using var client = Connect(
            server,
            new TlsConfig
            {
                CertificateAuthorityData = _authority.AuthorityPem,
                ClientCertificateFile = _folder.Path("tls.crt"),
                ClientKeyFile = _folder.Path("tls.key"),
            },
            clock);
        await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
        WriteClient("after");
        await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);

        clock.Advance(TimeSpan.FromMinutes(1));
        await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);

        server.Requests.Select(request => request.ClientCertificate).ShouldBe(["CN=before", "CN=before", "CN=after"]);
    }

    private void WriteClient(string name)
    {
        using var certificate = _authority.IssueClient(name);
        _folder.Write("tls.crt", certificate.ExportCertificatePem());
        _folder.Write("tls.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private async Task<ScriptedServer> StartAsync(string name, bool askForClientCertificate = false) =>
        (await ScriptedServer.StartAsync(_authority.IssueServer(name), askForClientCertificate)).On("GET /version", "{}");

    private static KubernetesClient Connect(ScriptedServer server, TlsConfig tls, TimeProvider? time = null) =>
        new(new ClusterConfig { Server = server.Url, Tls = tls }, time);
}
