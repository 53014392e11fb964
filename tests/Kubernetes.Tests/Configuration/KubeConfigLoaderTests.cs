using GitOpsToolkit.Kubernetes.Tests.Support;

namespace GitOpsToolkit.Kubernetes.Tests.Configuration;

public sealed class KubeConfigLoaderTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ExplicitPath_WinsOverEverything()
    {
        var own = _folder.Write("own", Config("own"));
        _environment["KUBECONFIG"] = _folder.Write("other", Config("other"));

        KubeConfigLoader.Load(Options() with { Path = own }).Server.Host.ShouldBe("own");
    }

    [Fact]
    public void Load_ExplicitPathMissing_NamesIt()
    {
        var error = Should.Throw<KubeConfigException>(() => KubeConfigLoader.Load(Options() with { Path = _folder.Path("gone") }));

        error.Message.ShouldBe($"{_folder.Path("gone")}: the file does not exist");
    }

    [Fact]
    public void Load_KubeConfigList_SkipsMissingAndMergesFirstWins()
    {
        var first = _folder.Write("a/config", """
            current-context: one
            clusters:
            - name: shared
              cluster: {server: "https://first:6443", certificate-authority: ca.pem}
            contexts:
            - name: one
              context: {cluster: shared, user: admin, namespace: team}
            """);
        var second = _folder.Write("b/config", """
            current-context: two
            clusters:
            - name: shared
              cluster: {server: "https://second:6443"}
            - name: extra
              cluster: {server: "https://extra:6443"}
            users:
            - name: admin
              user: {tokenFile: token}
            contexts:
            - name: two
              context: {cluster: extra, user: admin}
            """);
        _environment["KUBECONFIG"] = string.Join(Path.PathSeparator, _folder.Path("missing"), first, second);

        var config = KubeConfigLoader.Load(Options());

        config.Server.ShouldBe(new Uri("https://first:6443"));
        config.DefaultNamespace.ShouldBe("team");
        config.Tls.CertificateAuthorityFile.ShouldBe(_folder.Path("a/ca.pem"), "relative to the file the cluster is in");
        config.Credentials.TokenFile.ShouldBe(_folder.Path("b/token"), "relative to the file the user is in");
    }

    [Fact]
    public void Load_ContextOverride_ChoosesAcrossMergedFiles()
    {
        _environment["KUBECONFIG"] = string.Join(
            Path.PathSeparator, _folder.Write("a", Config("one", "one")), _folder.Write("b", Config("two", "two")));

        KubeConfigLoader.Load(Options()).Server.Host.ShouldBe("one");
        KubeConfigLoader.Load(Options() with { Context = "two" }).Server.Host.ShouldBe("two");
        Should.Throw<KubeConfigException>(() => KubeConfigLoader.Load(Options() with { Context = "three" }))
            .Message.ShouldEndWith("contexts: no entry is named \"three\"; there is one, two");
    }

    [Fact]
    public void Load_KubeConfigListAllMissing_SaysWhichVariable()
    {
        _environment["KUBECONFIG"] = _folder.Path("gone");

        Should.Throw<KubeConfigException>(() => KubeConfigLoader.Load(Options())).Message.ShouldStartWith("KUBECONFIG: none of the files exists");
    }

    [Fact]
    public void Load_InPod_ComesBeforeHomeFile()
    {
        WriteHome("home");
        WritePod();

        var config = KubeConfigLoader.Load(Options());

        config.Server.ShouldBe(new Uri("https://10.0.0.1:443"));
        config.Credentials.TokenFile.ShouldBe(_folder.Path("pod/token"));
        config.Tls.CertificateAuthorityFile.ShouldBe(_folder.Path("pod/ca.crt"));
        config.DefaultNamespace.ShouldBe("flux-system");
    }

    [Fact]
    public void Load_InPodWithIpv6_BracketsTheAddress()
    {
        WritePod();
        _environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";

        KubeConfigLoader.Load(Options()).Server.AbsoluteUri.ShouldBe("https://[fd00::1]/");
    }

    [Fact]
    public void Load_NothingElse_ReadsHomeFile()
    {
        WriteHome("home");

        KubeConfigLoader.Load(Options()).Server.Host.ShouldBe("home");
    }

    [Fact]
    public void Load_Nothing_NamesTheFourWays()
    {
        Should.Throw<KubeConfigException>(() => KubeConfigLoader.Load(Options())).Message.ShouldBe(
            "kubeconfig: no cluster is configured; name a file with --kubeconfig or KUBECONFIG, run in a pod, or create ~/.kube/config");
    }

    [Fact]
    public void Parse_DataAndFile_DataIsKept()
    {
        var config = Read("cluster: {server: 'https://a', certificate-authority: /x, certificate-authority-data: Q0E=}", "user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}");

        config.Tls.CertificateAuthorityData.ShouldBe("CA");
        config.Tls.ClientCertificateData.ShouldBe("CERT");
        config.Tls.ClientKeyData.ShouldBe("KEY");
    }

    [Fact]
    public void Parse_Impersonation_IsRead()
    {
        var config = Read("cluster: {server: 'https://a'}", "user: {as: jane, as-uid: u1, as-groups: [dev, ops], as-user-extra: {scopes: [view]}}");

        config.Impersonation!.User.ShouldBe("jane");
        config.Impersonation.Uid.ShouldBe("u1");
        config.Impersonation.Groups.ShouldBe(["dev", "ops"]);
        config.Impersonation.Extra["scopes"].ShouldBe(["view"]);
    }

    [Theory]
    [InlineData("api.example.com:6443", "http://api.example.com:6443/")]
    [InlineData("https://rancher.example.com/k8s/clusters/c-1", "https://rancher.example.com/k8s/clusters/c-1")]
    public void Parse_Server_IsCompleted(string server, string expected) =>
        Read($"cluster: {{server: '{server}'}}", "user: {token: t}").Server.AbsoluteUri.ShouldBe(expected);

    [Fact]
    public void Parse_ServerWithoutSchemeButWithAuthority_IsHttps() =>
        Read("cluster: {server: 'api:6443', certificate-authority-data: Q0E=}", "user: {token: t}").Server.Scheme.ShouldBe("https");

    [Theory]
    [InlineData("cluster: {}", "user: {}", "test: clusters[c].cluster.server: is missing")]
    [InlineData("cluster: {server: 'ftp://a'}", "user: {}", "test: clusters[c].cluster.server: \"ftp://a\" is no http or https address")]
    [InlineData("cluster: {server: 'https://a', certificate-authority-data: '!'}", "user: {}", "test: clusters[c].cluster.certificate-authority-data: expected base64")]
    [InlineData("cluster: {server: 'https://a', insecure-skip-tls-verify: true, certificate-authority-data: Q0E=}", "user: {}", "test: clusters[c].cluster.insecure-skip-tls-verify: excludes certificate-authority; remove one of the two")]
    [InlineData("cluster: {server: 'https://a', proxy-url: 'gopher://p'}", "user: {}", "test: clusters[c].cluster.proxy-url: expected an address that begins with http://, https:// or socks5://")]
    [InlineData("cluster: {server: 'https://a'}", "user: {client-certificate-data: Q0E=}", "test: users[u].user.client-key: is missing; certificate and key belong together")]
    [InlineData("cluster: {server: 'https://a'}", "user: {token: t, username: jane}", "test: users[u].user.username: excludes token; remove one of the two")]
    [InlineData("cluster: {server: 'https://a'}", "user: {token: 12}", "test: users[u].user.token: expected a text; put it in quotes")]
    [InlineData("cluster: {server: 'https://a'}", "user: {as-groups: [x]}", "test: users[u].user.as: is missing; uid, groups and extra belong to a user to act as")]
    [InlineData("cluster: {server: 'https://a'}", "user: {auth-provider: {name: gcp}}", "test: users[u].user.auth-provider: is no longer supported by Kubernetes clients; use an exec plugin or a token")]
    [InlineData("cluster: {server: 'https://a'}", "user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}", "test: users[u].user.exec.apiVersion: \"client.authentication.k8s.io/v1alpha1\" is not supported, expected client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1")]
    [InlineData("cluster: {server: 'https://a'}", "user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x}}", "test: users[u].user.exec.interactiveMode: is missing; expected Never or IfAvailable")]
    [InlineData("cluster: {server: 'https://a'}", "user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}}", "test: users[u].user.exec.interactiveMode: \"Always\" needs a person at a terminal, and there is none; use a plugin that works without")]
    [InlineData("cluster: {server: 'https://a'}", "user: {tokenFile: rel}", "test: users[u].user.tokenFile: \"rel\" is relative, and this kubeconfig is in no folder; use an absolute path")]
    public void Parse_Unusable_NamesFieldAndRemedy(string cluster, string user, string message) =>
        Should.Throw<KubeConfigException>(() => Read(cluster, user)).Message.ShouldBe(message);

    [Theory]
    [InlineData("cluster: {server: 'https://a', certificate-authority: /etc/ca}", "user: {}", "clusters[c].cluster.certificate-authority")]
    [InlineData("cluster: {server: 'https://a', insecure-skip-tls-verify: true}", "user: {}", "clusters[c].cluster.insecure-skip-tls-verify")]
    [InlineData("cluster: {server: 'https://a'}", "user: {tokenFile: /var/run/secrets/token}", "users[u].user.tokenFile")]
    [InlineData("cluster: {server: 'https://a'}", "user: {client-certificate: /c, client-key: /k}", "users[u].user.client-certificate")]
    [InlineData("cluster: {server: 'https://a'}", "user: {client-certificate-data: Q0E=, client-key: /k}", "users[u].user.client-key")]
    [InlineData("cluster: {server: 'https://a'}", "user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never}}", "users[u].user.exec")]
    public void Parse_Inline_RefusesWhatReachesTheMachine(string cluster, string user, string field)
    {
        var error = Should.Throw<KubeConfigException>(() => Read(cluster, user, KubeConfigTrust.Inline));

        error.Field.ShouldBe(field);
        error.Message.ShouldContain("for this kubeconfig; ", customMessage: "says what to do instead");
    }

    [Fact]
    public void Parse_InlineWithDataAndToken_IsAccepted() =>
        Read("cluster: {server: 'https://a', certificate-authority-data: Q0E=}", "user: {token: t}", KubeConfigTrust.Inline).Credentials.Token.ShouldBe("t");

    [Fact]
    public void Parse_NoContext_SaysHowToChoose() =>
        Should.Throw<KubeConfigException>(() => KubeConfigLoader.Parse("clusters: []", "test", KubeConfigTrust.Full, Options()))
            .Message.ShouldBe("test: current-context: no context is chosen; set it with kubectl config use-context, or name one");

    [Fact]
    public void Parse_NoYaml_NamesSourceAndLine() =>
        Should.Throw<KubeConfigException>(() => KubeConfigLoader.Parse("a: b\n: : :\n  - {", "Secret apps/target", KubeConfigTrust.Full, Options()))
            .Message.ShouldStartWith("Secret apps/target: line ");

    [Fact]
    public void Parse_ExecCommandName_IsFoundInPathOnly()
    {
        var plugin = _folder.Write("bin/get-token", "");
        _environment["PATH"] = string.Join(Path.PathSeparator, _folder.Path("empty"), _folder.Path("bin"));
        const string exec = "user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: get-token, args: ['--name', 'a b'], env: [{name: K, value: V}]}}";

        var found = Read("cluster: {server: 'https://a'}", exec).Credentials.Exec!;

        found.Command.ShouldBe(plugin);
        found.Arguments.ShouldBe(["--name", "a b"]);
        found.Environment.ShouldBe([new("K", "V")]);
    }

    [Theory]
    [InlineData("https://api.example.com", null, "http://proxy:3128/")]
    [InlineData("https://api.example.com", "example.com", null)]
    [InlineData("https://api.example.com", ".example.com", null)]
    [InlineData("https://example.com", ".example.com", "http://proxy:3128/")]
    [InlineData("https://api.example.com:6443", "api.example.com:443", "http://proxy:3128/")]
    [InlineData("https://10.1.2.3", "10.0.0.0/8", null)]
    [InlineData("https://11.1.2.3", "10.0.0.0/8", "http://proxy:3128/")]
    [InlineData("https://api.example.com", "*", null)]
    [InlineData("https://127.0.0.1:6443", null, null)]
    [InlineData("http://api.example.com", null, null)]
    public void Parse_ProxyEnvironment_FollowsTheRulesOfGo(string server, string? excluded, string? proxy)
    {
        _environment["HTTPS_PROXY"] = "proxy:3128";
        if (excluded is not null)
        {
            _environment["no_proxy"] = excluded;
        }

        (Read($"cluster: {{server: '{server}'}}", "user: {token: t}").Proxy?.AbsoluteUri).ShouldBe(proxy);
    }

    [Fact]
    public void Parse_ProxyUrl_WinsOverEnvironment()
    {
        _environment["HTTPS_PROXY"] = "http://env:1";

        Read("cluster: {server: 'https://a', proxy-url: 'socks5://own:1080'}", "user: {token: t}").Proxy!.AbsoluteUri.ShouldBe("socks5://own:1080/");
    }

    [Fact]
    public void ToString_OfSecrets_ShowsNone()
    {
        var config = Read("cluster: {server: 'https://a'}", "user: {token: s3cret}");

        config.ToString().ShouldNotContain("s3cret");
        new BearerToken("s3cret").ToString().ShouldNotContain("s3cret");
    }

    private static string Config(string host, string name = "c") => $$"""
        current-context: {{name}}
        clusters:
        - name: {{name}}
          cluster: {server: "https://{{host}}:6443"}
        users:
        - name: {{name}}
          user: {token: t}
        contexts:
        - name: {{name}}
          context: {cluster: {{name}}, user: {{name}}}
        """;

    private ClusterConfig Read(string cluster, string user, KubeConfigTrust? trust = null) => KubeConfigLoader.Parse(
        $$"""
        current-context: x
        clusters:
        - name: c
          {{cluster}}
        users:
        - name: u
          {{user}}
        contexts:
        - name: x
          context: {cluster: c, user: u}
        """,
        "test",
        trust ?? KubeConfigTrust.Full,
        Options());

    private KubeConfigOptions Options() => new()
    {
        Environment = name => _environment.GetValueOrDefault(name),
        ServiceAccountFolder = _folder.Path("pod"),
    };

    private void WriteHome(string host)
    {
        _environment["HOME"] = _folder.Path("home");
        _folder.Write("home/.kube/config", Config(host));
    }

    private void WritePod()
    {
        _environment["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        _environment["KUBERNETES_SERVICE_PORT"] = "443";
        _folder.Write("pod/token", "t");
        _folder.Write("pod/ca.crt", "x");
        _folder.Write("pod/namespace", "flux-system\n");
    }
}
