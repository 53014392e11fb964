using System.Globalization;
using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Configuration;

public sealed class CredentialTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Request_Basic_SendsNameAndPassword()
    {
        await using var server = await StartAsync();
        using var client = Connect(server, new ClusterCredentials { Username = "jane", Password = "pässword" });

        await AskAsync(client);

        server.Requests[0].Header("Authorization").ShouldBe("Basic amFuZTpww6Rzc3dvcmQ=");
    }

    [Fact]
    public async Task Request_TokenFileRotated_IsReadAfterAMinute()
    {
        await using var server = await StartAsync();
        var file = _folder.Write("token", "one\n");
        using var client = Connect(server, new ClusterCredentials { TokenFile = file, Token = "fallback" });
        await AskAsync(client);
        _folder.Write("token", "two\n");
        await AskAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(client);
        File.Delete(file);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(client);

        Tokens(server).ShouldBe(["one", "one", "two", "two"]);
    }

    [Fact]
    public async Task Request_TokenFileMissing_UsesTokenUntilThereIsOne()
    {
        await using var server = await StartAsync();
        using var client = Connect(server, new ClusterCredentials { TokenFile = _folder.Path("token"), Token = "fallback" });
        await AskAsync(client);
        _folder.Write("token", "file");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(client);

        Tokens(server).ShouldBe(["fallback", "file"]);
    }

    [Fact]
    public async Task Request_TokenFileMissingWithoutFallback_NamesTheFile()
    {
        await using var server = await StartAsync();
        using var client = Connect(server, new ClusterCredentials { TokenFile = _folder.Path("token") });

        (await Should.ThrowAsync<KubernetesConnectionException>(() => AskAsync(client))).Message.ShouldStartWith($"token file {_folder.Path("token")} cannot be read");
    }

    [Fact]
    public async Task Request_UnauthorizedWithRotatedTokenFile_IsSentAgainOnce()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET /version", async (context, request) =>
        {
            context.Response.StatusCode = request.Header("Authorization") == "Bearer new" ? 200 : 401;
            await Task.CompletedTask;
        });
        var file = _folder.Write("token", "old");
        using var client = Connect(server, new ClusterCredentials { TokenFile = file });
        (await Should.ThrowAsync<KubernetesApiException>(() => AskAsync(client))).IsUnauthorized.ShouldBeTrue();
        _folder.Write("token", "new");

        await AskAsync(client);

        Tokens(server).ShouldBe(["old", "old", "new"]);
    }

    [Fact]
    public async Task Request_TokenProvider_IsAskedOncePerLifetime()
    {
        await using var server = await StartAsync();
        var asked = 0;
        using var client = Connect(server, new ClusterCredentials
        {
            TokenProvider = _ => Task.FromResult(new BearerToken(
                (++asked).ToString(CultureInfo.InvariantCulture), _clock.GetUtcNow().AddMinutes(5))),
        });
        await AskAsync(client);
        await AskAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await AskAsync(client);

        Tokens(server).ShouldBe(["1", "1", "2"]);
    }

    [Fact]
    public async Task Request_ManyAtOnce_AskTheProviderOnce()
    {
        await using var server = await StartAsync();
        var gate = new TaskCompletionSource();
        var asked = 0;
        using var client = Connect(server, new ClusterCredentials
        {
            TokenProvider = async _ =>
            {
                Interlocked.Increment(ref asked);
                await gate.Task;
                return new BearerToken("t");
            },
        });

        var requests = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(client)));
        using var impatient = new CancellationTokenSource();
        var givenUp = Should.ThrowAsync<OperationCanceledException>(() => client.RequestAsync(HttpMethod.Get, "/version", ct: impatient.Token));
        await impatient.CancelAsync();
        await givenUp;
        gate.SetResult();
        await requests;

        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Request_ExecPlugin_RunsWithArgumentsAndEnvironment()
    {
        await using var server = await StartAsync();
        var plugin = Plugin("""
            cat > "$OUT" <<X
            $# $1 $KUBERNETES_EXEC_INFO
            X
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from plugin"}}'
            """) with
        {
            Arguments = ["a b; $(id)"],
            Environment = [new("OUT", _folder.Path("seen"))],
            ProvideClusterInfo = true,
            ClusterExtension = """{"audience":"x"}""",
        };
        using var client = Connect(server, new ClusterCredentials { Exec = plugin });

        await AskAsync(client);
        await AskAsync(client);

        Tokens(server).ShouldBe(["from plugin", "from plugin"]);
        var seen = await File.ReadAllTextAsync(_folder.Path("seen"), Ct);
        seen.ShouldStartWith("1 a b; $(id) {\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false,\"cluster\":{");
        seen.ShouldContain("\"config\":{\"audience\":\"x\"}");
    }

    [Fact]
    public async Task Request_ExecPluginExpired_RunsAgain()
    {
        await using var server = await StartAsync();
        using var client = Connect(server, new ClusterCredentials { Exec = CountingPlugin("2026-01-01T12:10:00Z") });
        await AskAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(9));
        await AskAsync(client);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(client);

        Tokens(server).ShouldBe(["t1", "t1", "t2"]);
    }

    [Fact]
    public async Task Request_UnauthorizedWithExecPlugin_RunsAgainOnce()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET /version", Sample.Status(401, "Unauthorized", "Unauthorized"), 401);
        using var client = Connect(server, new ClusterCredentials { Exec = CountingPlugin("2027-01-01T00:00:00Z") });

        (await Should.ThrowAsync<KubernetesApiException>(() => AskAsync(client))).IsUnauthorized.ShouldBeTrue();

        Tokens(server).ShouldBe(["t1", "t2"]);
    }

    [Fact]
    public async Task Request_ExecPluginWithCertificate_ShowsIt()
    {
        using var authority = new TestCertificates("ca");
        using var certificate = authority.IssueClient("plugin");
        await using var server = (await ScriptedServer.StartAsync(authority.IssueServer("127.0.0.1"), askForClientCertificate: true)).On("GET /version", "{}");
        var status = new System.Text.Json.Nodes.JsonObject
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["status"] = new System.Text.Json.Nodes.JsonObject
            {
                ["clientCertificateData"] = certificate.ExportCertificatePem(),
                ["clientKeyData"] = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!.ExportPkcs8PrivateKeyPem(),
            },
        };
        var output = _folder.Write("credential.json", status.ToJsonString());
        using var client = new KubernetesClient(new ClusterConfig
        {
            Server = server.Url,
            Tls = new TlsConfig { CertificateAuthorityData = authority.AuthorityPem },
            Credentials = new ClusterCredentials { Exec = Plugin($"cat '{output}'") },
        });

        await AskAsync(client);

        server.Requests[0].ClientCertificate.ShouldBe("CN=plugin");
        server.Requests[0].Header("Authorization").ShouldBeNull();
    }

    [Theory]
    [InlineData("echo denied >&2; exit 3", "ended with exit code 3: denied")]
    [InlineData("echo nonsense", "printed no JSON object (error at byte ")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\"}'", "printed client.authentication.k8s.io/v1beta1 ExecCredential, expected client.authentication.k8s.io/v1 ExecCredential")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{}}'", "printed neither status.token nor status.clientCertificateData")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"clientKeyData\":\"k\"}}'", "printed only one of status.clientCertificateData and status.clientKeyData, they belong together")]
    public async Task Request_ExecPluginFails_SaysWhy(string script, string reason)
    {
        await using var server = await StartAsync();
        var plugin = Plugin(script);
        using var client = Connect(server, new ClusterCredentials { Exec = plugin });

        (await Should.ThrowAsync<KubernetesConnectionException>(() => AskAsync(client))).Message.ShouldStartWith($"exec plugin {plugin.Command} {reason}");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_ExecPluginMissing_GivesTheHint()
    {
        await using var server = await StartAsync();
        using var client = Connect(server, new ClusterCredentials
        {
            Exec = new ExecPlugin { ApiVersion = "client.authentication.k8s.io/v1", Command = "no-such-plugin", InstallHint = "install it from example.com" },
        });

        (await Should.ThrowAsync<KubernetesConnectionException>(() => AskAsync(client)))
            .Message.ShouldBe("exec plugin no-such-plugin was not found in PATH; install it from example.com");
    }

    private static Task AskAsync(KubernetesClient client) => client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);

    private static IEnumerable<string> Tokens(ScriptedServer server) =>
        server.Requests.Select(request => request.Header("Authorization")!["Bearer ".Length..]);

    private static async Task<ScriptedServer> StartAsync() => (await ScriptedServer.StartAsync()).On("GET /version", "{}");

    private KubernetesClient Connect(ScriptedServer server, ClusterCredentials credentials) =>
        new(new ClusterConfig { Server = server.Url, Credentials = credentials }, _clock);

    private ExecPlugin CountingPlugin(string expiry) => Plugin($$$"""
        echo x >> '{{{_folder.Path("runs")}}}'
        n=$(wc -l < '{{{_folder.Path("runs")}}}')
        printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%d","expirationTimestamp":"{{{expiry}}}"}}' $n
        """);

#pragma warning disable CA1416 // skipped where there are no modes
    private ExecPlugin Plugin(string script)
    {
        var file = _folder.Write("plugin", "#!/bin/sh\n" + script + "\n");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin of this test is a shell script");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ExecPlugin { ApiVersion = "client.authentication.k8s.io/v1", Command = file };
    }
#pragma warning restore CA1416
}
