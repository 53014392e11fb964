using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Tests.Kustomizations;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.ReconcileTests;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

public sealed class ReconcileDecryptionTests : IAsyncLifetime
{
    private const string Kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    private static readonly ApiResource Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);

    private KustomizeHarness _harness = null!;
    private KeyServiceServer _services = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await KeyServiceServer.StartAsync();
        _harness = await StartAsync(options =>
        {
            options.KeyServiceHandler = _services.Handler();
            options.ObjectLevelWorkloadIdentity = true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        _services.Dispose();
    }

    [Fact]
    public async Task Reconcile_AgePgpAndPostQuantumInOneFolder_DecryptsAll()
    {
        await KeysAsync("x25519.agekey", "hybrid.agekey", "pgp-rsa.asc", "pgp-curve25519.asc", "ssh-ed25519.agekey");
        await _harness.PublishAsync("one", Files("x25519.yaml", "hybrid.yaml", "pgp-rsa.yaml", "pgp-curve25519.yaml", "ssh-ed25519.yaml"));

        var app = await CreateAsync(spec => spec.TargetNamespace = Namespace);

        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        foreach (var name in (string[])["x25519", "hybrid", "pgp-rsa", "pgp-curve25519", "ssh-ed25519"])
        {
            (await ValueAsync(name, "password")).ShouldBe("s3cr3t-" + name);
            (await SecretAsync(name)).Root.ContainsKey("sops").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Reconcile_SameContentAgain_WritesNothing()
    {
        await KeysAsync("x25519.agekey");
        await _harness.PublishAsync("one", Files("x25519.yaml"));
        await CreateAsync(spec => spec.TargetNamespace = Namespace);
        var version = (await SecretAsync("x25519")).ResourceVersion;

        await _harness.PublishAsync("two", [.. Files("x25519.yaml"), ("README.md", "new")]);

        Ready(await _harness.GetAsync()).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:two");
        (await SecretAsync("x25519")).ResourceVersion.ShouldBe(version);
        _harness.Events.Count(static text => text.StartsWith("Normal Progressing", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Reconcile_GeneratorSourcesAndPatches_AreDecryptedBeforeTheBuild()
    {
        await KeysAsync("x25519.agekey");
        await _harness.PublishAsync(
            "one",
            ("kustomization.yaml", Kustomization + $$"""
                namespace: {{Namespace}}
                components: [component]
                resources: [nested]
                generatorOptions: {disableNameSuffixHash: true}
                secretGenerator:
                - name: files
                  files: [conf.yaml=config.yaml, config.json, blob=blob.bin, app.ini, plain.txt]
                - name: envs
                  envs: [app.env]
                configMapGenerator:
                - name: shared
                  files: [config.json]
                patches:
                - path: x25519.yaml
                """),
            ("component/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator:\n- name: component\n  envs: [../app.env]\n  options: {disableNameSuffixHash: true}\n"),
            ("nested/kustomization.yaml", Kustomization + "resources: [s.yaml]\n"),
            ("nested/s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: x25519}\nstringData: {other: o}\n"),
            ("config.yaml", Fixture.Text("config.yaml")), ("config.json", Fixture.Text("config.json")), ("blob.bin", Fixture.Text("blob.bin")),
            ("app.ini", Fixture.Text("app.ini")), ("app.env", Fixture.Text("app.env")), ("x25519.yaml", Fixture.Text("x25519.yaml")), ("plain.txt", "open"));

        var app = await CreateAsync();

        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        (await ValueAsync("files", "conf.yaml")).ShouldStartWith("# what this is\ndb:\n    host: s3cr3t-host # behind\n    port: 5432\n");
        (await ValueAsync("files", "config.json")).ShouldContain("\"user\": \"s3cr3t-user\"");
        Convert.FromBase64String((await SecretAsync("files")).Root["data"]!["blob"]!.GetValue<string>()).Length.ShouldBe(267);
        (await ValueAsync("files", "app.ini")).ShouldContain("user     = s3cr3t-user");
        (await ValueAsync("files", "plain.txt")).ShouldBe("open");
        (await ValueAsync("envs", "USER")).ShouldBe("s3cr3t-user");
        (await ValueAsync("component", "USER")).ShouldBe("s3cr3t-user");
        (await ValueAsync("x25519", "password")).ShouldBe("s3cr3t-x25519");
        (await ValueAsync("x25519", "other")).ShouldBe("o");
    }

    [Fact]
    public async Task Reconcile_EncryptedDataValues_AreDecryptedByMarkerAndWrittenByKey()
    {
        await KeysAsync("x25519.agekey");
        string Data(string file) => Convert.ToBase64String(Fixture.File(file));
        var secret = $"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: {Namespace}}}\ndata:\n  conf.yaml: {Data("config.yaml")}\n  app.ini: {Data("app.ini")}\n"
            + $"  .dockerconfigjson: {Data("config.json")}\n  blob: {Data("blob.bin")}\n  blob.json: {Data("config.json")}\n  plain: {Convert.ToBase64String("open"u8)}\n";
        await _harness.PublishAsync("one", ("s.yaml", secret));

        var app = await CreateAsync();

        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        (await ValueAsync("s", "conf.yaml")).ShouldContain("host: s3cr3t-host");
        (await ValueAsync("s", "app.ini")).ShouldContain("s3cr3t-user");
        (await ValueAsync("s", ".dockerconfigjson")).ShouldContain("\"user\": \"s3cr3t-user\"");
        (await ValueAsync("s", "blob.json")).ShouldContain("\"user\": \"s3cr3t-user\"");
        (await ValueAsync("s", "blob")).ShouldEndWith("s3cr3t-blob");
        (await ValueAsync("s", "plain")).ShouldBe("open");
    }

    [Fact]
    public async Task Reconcile_OptedOutResource_StaysEncryptedAndIsNotRefused()
    {
        await KeysAsync("x25519.agekey");
        var text = Fixture.Text("x25519.yaml").Replace(
            "    name: x25519\n", $"    name: x25519\n    namespace: {Namespace}\n    annotations:\n        kustomize.toolkit.fluxcd.io/decrypt: disabled\n", StringComparison.Ordinal);
        await _harness.PublishAsync("one", ("s.yaml", text));

        Ready(await CreateAsync()).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        (await ValueAsync("x25519", "password")).ShouldStartWith("ENC[AES256_GCM");
    }

    [Fact]
    public async Task Reconcile_WithoutDecryption_RefusesTheEncryptedSecret()
    {
        await _harness.PublishAsync("one", Files("x25519.yaml"));

        var app = await _harness.CreateAsync(spec => spec.TargetNamespace = Namespace);

        Ready(app).ShouldBe("False ReconciliationFailed Secret/apps/x25519 is SOPS encrypted, configuring decryption is required for this secret to be reconciled");
    }

    [Fact]
    public async Task Reconcile_MissingKeySecret_FailsTheBuildWithTheApisWords()
    {
        await _harness.PublishAsync("one", Files("x25519.yaml"));

        Ready(await CreateAsync()).ShouldBe("False BuildFailed secrets \"sops-keys\" not found");
    }

    [Fact]
    public async Task Reconcile_KeySecretOfAnotherNamespace_IsNeverRead()
    {
        await _harness.Server.ApplyAsync([new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, "other")]);
        await KeysAsync(["x25519.agekey"], ns: "other");
        await _harness.PublishAsync("one", Files("x25519.yaml"));

        Ready(await CreateAsync()).ShouldBe("False BuildFailed secrets \"sops-keys\" not found");
        _harness.Server.Requests.Snapshot().ShouldNotContain(static request => request.Resource == "secrets" && request.Namespace == "other" && request.Verb == "get");
    }

    [Fact]
    public async Task Reconcile_MalformedKey_NamesTheEntry()
    {
        await SecretAsync("sops-keys", Namespace, new() { ["a.agekey"] = "AGE-SECRET-KEY-1S3CR3TX"u8.ToArray() });
        await _harness.PublishAsync("one", Files("x25519.yaml"));

        Ready(await CreateAsync()).ShouldStartWith("False BuildFailed failed to import 'a.agekey' data from sops decryption Secret 'apps/sops-keys': failed to parse and add to age identities: malformed secret key");
    }

    [Fact]
    public async Task Reconcile_KeyAddedLater_HealsOnTheNextPass()
    {
        await KeysAsync("hybrid.agekey");
        await _harness.PublishAsync("one", Files("x25519.yaml"));
        Ready(await CreateAsync(spec => spec.TargetNamespace = Namespace)).ShouldStartWith(
            "False BuildFailed decryption failed for 'Secret.v1.[noGrp]/x25519': failed to decrypt and format 'apps/x25519' Secret data: cannot get sops data key: ");

        await KeysAsync("x25519.agekey");

        Ready(await _harness.ReconcileAsync("now")).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
    }

    [Fact]
    public async Task Reconcile_KeyRemoved_FailsThoughTheBuildIsKnown()
    {
        await KeysAsync("x25519.agekey");
        await _harness.PublishAsync("one", Files("x25519.yaml"));
        await CreateAsync(spec => spec.TargetNamespace = Namespace);
        await KeysAsync("hybrid.agekey");

        Ready(await _harness.ReconcileAsync("now")).ShouldStartWith("False BuildFailed decryption failed for");
    }

    [Theory]
    [InlineData("resource")]
    [InlineData("generator")]
    [InlineData("value")]
    public async Task Reconcile_ChangedWithoutTheKey_NamesTheFileAndTheRemedy(string place)
    {
        await KeysAsync("x25519.agekey");
        var text = Fixture.Text("x25519.yaml").Replace("type: Opaque", "type: changed", StringComparison.Ordinal);
        (string, string)[] files = place switch
        {
            "resource" => [("sub/s.yaml", text)],
            "generator" => [("kustomization.yaml", Kustomization + "secretGenerator: [{name: g, files: [sub/s.yaml]}]\n"), ("sub/s.yaml", text)],
            _ => [("v.yaml", $"apiVersion: v1\nkind: Secret\nmetadata: {{name: v, namespace: apps}}\ndata: {{k.yaml: {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}\n")],
        };
        await _harness.PublishAsync("one", files);

        var ready = Ready(await CreateAsync(spec => spec.TargetNamespace = Namespace));

        ready.ShouldStartWith("False BuildFailed ");
        ready.ShouldContain($"failed to verify sops data integrity of '{(place == "value" ? "apps/v k.yaml" : "sub/s.yaml")}'");
        ready.ShouldContain("--sops-verify-mac=false");
    }

    [Theory]
    [InlineData("files: [missing.yaml]", "error decrypting sources: lstat missing.yaml: no such file or directory")]
    [InlineData("files: [folder]", "error decrypting sources: cannot decrypt irregular file as it has file mode type bits set")]
    [InlineData("files: [../../../large.yaml]", "error decrypting sources: cannot decrypt file with size (5242881 bytes) exceeding limit (5242880)")]
    public async Task Reconcile_SourceThatCannotBeRead_FailsWithPathsBelowTheRoot(string source, string expected)
    {
        await KeysAsync("x25519.agekey");
        await _harness.PublishAsync(
            "one",
            ("kustomization.yaml", Kustomization + $"secretGenerator: [{{name: g, {source}}}]\n"),
            ("folder/a.txt", "x"),
            ("large.yaml", new string('x', (5 << 20) + 1)));

        Ready(await CreateAsync()).ShouldBe($"False BuildFailed {expected}");
    }

    [Theory]
    [InlineData("empty", "error decrypting sources: no kustomization file found")]
    [InlineData("two", "error decrypting sources: found multiple kustomization files")]
    public async Task Reconcile_FolderThatIsNoKustomization_FailsBeforeTheBuild(string folder, string expected)
    {
        await KeysAsync("x25519.agekey");
        await _harness.PublishAsync(
            "one",
            ("kustomization.yaml", Kustomization + $"resources: [{folder}]\n"),
            ("empty/a.txt", ""),
            ("two/kustomization.yaml", Kustomization), ("two/kustomization.yml", Kustomization));

        Ready(await CreateAsync()).ShouldBe($"False BuildFailed {expected}");
    }

    [Fact]
    public async Task Reconcile_KustomizationsThatReferToEachOther_EndTheWalk()
    {
        await KeysAsync("x25519.agekey");
        await _harness.PublishAsync("one", ("a/kustomization.yaml", Kustomization + "resources: [../b]\n"), ("b/kustomization.yaml", Kustomization + "resources: [../a]\n"));

        Ready(await CreateAsync(spec => spec.Path = "./a")).ShouldStartWith("False BuildFailed kustomize build failed: ");
    }

    [Fact]
    public async Task Reconcile_KeyOfAService_IsAskedForOnEveryPass()
    {
        var sops = new SopsEncrypter();
        _services.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");
        _services.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");
        _services.Answer(403, "{}");
        await SecretAsync("sops-keys", Namespace, new() { ["sops.vault-token"] = "t0ken"u8.ToArray() });
        await _harness.PublishAsync("one", ("s.yaml", sops.Secret("remote", "s3cr3t", KeyServiceServer.VaultKey())));

        Ready(await CreateAsync(spec => spec.TargetNamespace = Namespace)).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        (await ValueAsync("remote", "password")).ShouldBe("s3cr3t");
        Ready(await _harness.ReconcileAsync("two")).ShouldStartWith("True ");
        Ready(await _harness.ReconcileAsync("three")).ShouldStartWith("False BuildFailed decryption failed for");
        _services.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    public async Task Reconcile_ServiceAccountForDecryption_AsksTheServiceAsThatAccount(string cloud)
    {
        var sops = new SopsEncrypter();
        var url = System.Buffers.Text.Base64Url.EncodeToString(sops.DataKey);
        var (annotations, keys) = cloud switch
        {
            "aws" => (new JsonObject { ["eks.amazonaws.com/role-arn"] = "arn:aws:iam::1:role/team" }, "kms:\n  - arn: arn:aws:kms:eu-west-1:1:key/k\n    enc: eA==\n"),
            "azure" => (new JsonObject { ["azure.workload.identity/client-id"] = "c", ["azure.workload.identity/tenant-id"] = "t" },
                "azure_kv:\n  - vault_url: https://team.vault.azure.net\n    name: k\n    version: v\n    enc: eA\n"),
            _ => (new JsonObject { ["gcp.auth.fluxcd.io/workload-identity-provider"] = "projects/1/p", ["iam.gke.io/gcp-service-account"] = "a@p.iam" },
                "gcp_kms:\n  - resource_id: projects/p/locations/l/keyRings/r/cryptoKeys/k\n    enc: eA==\n"),
        };
        _services.Answer(200, cloud == "aws"
            ? """{"AssumeRoleWithWebIdentityResponse": {"AssumeRoleWithWebIdentityResult": {"Credentials": {"AccessKeyId": "W", "SecretAccessKey": "x", "SessionToken": "y", "Expiration": 4e9}}}}"""
            : """{"access_token": "at", "expires_in": 3599}""");
        if (cloud == "gcp")
        {
            _services.Answer(200, """{"accessToken": "impersonated", "expireTime": "2100-01-01T00:00:00Z"}""");
        }

        _services.Answer(200, $$"""{"Plaintext": "{{sops.DataKeyText}}", "plaintext": "{{sops.DataKeyText}}", "value": "{{url}}"}""");
        await _harness.Server.ApplyAsync(
        [
            new Unstructured(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = "decrypter", ["namespace"] = Namespace, ["annotations"] = annotations },
            }),
        ]);
        await _harness.PublishAsync("one", ("s.yaml", sops.Secret("cloudy", "s3cr3t", keys)));

        var app = await _harness.CreateAsync(spec =>
        {
            spec.TargetNamespace = Namespace;
            spec.Decryption = new() { Provider = "sops", ServiceAccountName = "decrypter" };
        });

        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        (await ValueAsync("cloudy", "password")).ShouldBe("s3cr3t");
        _services.Requests[0].Url.ShouldBe(cloud switch
        {
            "aws" => "https://sts.eu-west-1.amazonaws.com/",
            "azure" => "https://login.microsoftonline.com/t/oauth2/v2.0/token",
            _ => "https://sts.googleapis.com/v1/token",
        });
        _services.Requests[0].Body.ShouldContain(cloud switch { "aws" => "WebIdentityToken=ey", "azure" => "client_assertion=ey", _ => "subject_token=ey" });
        if (cloud == "gcp")
        {
            _services.Requests[1].Url.ShouldBe("https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a%40p.iam:generateAccessToken");
            _services.Requests[2].Headers["Authorization"].ShouldBe("Bearer impersonated");
        }
    }

    [Fact]
    public async Task Reconcile_ServiceAccountForDecryption_IsStalledByItsGate()
    {
        await _harness.DisposeAsync();
        _harness = await StartAsync();
        await _harness.PublishAsync("one", Files("x25519.yaml"));

        var app = await _harness.CreateAsync(spec => spec.Decryption = new() { Provider = "sops", ServiceAccountName = "sa" });

        Ready(app).ShouldBe("False FeatureGateDisabled to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller");
        app.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("FeatureGateDisabled");
        app.Status.ObservedGeneration.ShouldBe(-1);
    }

    /// <summary>Whatever goes wrong, and wherever: no value, no key and no part of them leaves the process.</summary>
    [Fact]
    public async Task Reconcile_EveryFailure_KeepsSecretsOutOfStatusEventsAndLogs()
    {
        var password = Fixture.Text("x25519.yaml");
        var sops = new SopsEncrypter();
        _services.Answer(200, $$"""{"data": {"plaintext": "{{sops.DataKeyText}}"} }""");

        string Sealed(string value, string type) =>
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: sealed}}\nstringData:\n  n: {sops.Seal(Encoding.UTF8.GetBytes(value), type, "stringData:n:")}\n"
            + MacOf(value) + sops.Metadata(KeyServiceServer.VaultKey(), "encrypted_regex: ^stringData$");

        string MacOf(string value) => string.Concat(((string[])["v1", "Secret", "sealed", value]).Select(sops.Plain).Select(static _ => ""));
        (string Name, Action<KustomizationSpec>? Spec, (string, string)[] Files)[] cases =
        [
            ("changed", null, [("s.yaml", password.Replace("Opaque", "changed", StringComparison.Ordinal))]),
            ("plain value", null, [("s.yaml", password.Replace("empty: \"\"", "empty: s3cr3t-in-the-clear", StringComparison.Ordinal))]),
            ("unknown key", null, [("s.yaml", Fixture.Text("pgp-rsa.yaml"))]),
            ("malformed", null, [("kustomization.yaml", Kustomization + "secretGenerator: [{name: g, files: [s.yaml]}]\n"), ("s.yaml", "s3cr3t: [\nmac: ENC[\n")]),
            ("wrong type", null, [("s.yaml", password.Replace("stringData:", "immutable: s3cr3t-type\nstringData:", StringComparison.Ordinal))]),
            ("immutable", null, [("s.yaml", password.Replace("kind: Secret", "kind: ConfigMap", StringComparison.Ordinal))]),
            ("number", null, [("s.yaml", Sealed("8159904711", "int"))]),
            ("unclosed", static spec => spec.PostBuild = new() { Substitute = new() { ["a"] = "b" } }, [("s.yaml", Sealed("s3cr3t-${a", "str"))]),
            ("undefined", static spec => spec.PostBuild = new() { Substitute = new() { ["a"] = "b" } }, [("s.yaml", Sealed("s3cr3t-${undefined}-s3cr3t", "str"))]),
            ("broken", static spec => spec.PostBuild = new() { Substitute = new() { ["a"] = "'s" } }, [("s.yaml", Sealed("s3cr3t-: '${a}", "str"))]),
            ("substitution", static spec => spec.PostBuild = new() { Substitute = new() { ["a-b"] = "s3cr3t-variable" } }, [("s.yaml", password)]),
            ("dotenv", null, [("kustomization.yaml", Kustomization + "secretGenerator: [{name: g, envs: [s.env]}]\n"), ("s.env", "s3cr3t-line\n" + Fixture.Text("app.env"))]),
        ];
        await SecretAsync("sops-keys", Namespace, new()
        {
            ["a.agekey"] = Fixture.Key("x25519.agekey"),
            ["b.asc"] = Fixture.Key("pgp-curve25519.asc"),
            ["sops.vault-token"] = "s3cr3t-token"u8.ToArray(),
        });
        foreach (var (name, spec, files) in cases)
        {
            await _harness.PublishAsync("r" + name.Replace(" ", "", StringComparison.Ordinal), files);
            var app = await CreateAsync(
                s =>
                {
                    s.TargetNamespace = Namespace;
                    spec?.Invoke(s);
                }, name.Replace(' ', '-'));

            Ready(app).ShouldStartWith("False ", customMessage: name);
            await _harness.Controllers.EventsWrittenAsync();
            var seen = string.Join('\n', app.Status.Conditions.Select(static condition => condition.Message).Concat(_harness.Events).Concat(_harness.Log.Lines));
            foreach (var secret in (string[])["s3cr3t", "8159904711", "AGE-SECRET-KEY", "PRIVATE KEY"])
            {
                seen.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{name}: {seen}");
            }

            await _harness.Controllers.DeleteAsync<GitOpsToolkit.Api.Kustomize.Kustomization>(Namespace, name.Replace(' ', '-'));
        }
    }

    private static (string, string)[] Files(params string[] names) => [.. names.Select(static name => (name, Fixture.Text(name)))];

    private Task<GitOpsToolkit.Api.Kustomize.Kustomization> CreateAsync(Action<KustomizationSpec>? configure = null, string name = "app") => _harness.CreateAsync(
        spec =>
        {
            spec.Decryption = new() { Provider = "sops", SecretRef = new() { Name = "sops-keys" } };
            configure?.Invoke(spec);
        }, name);

    private Task KeysAsync(params string[] keys) => KeysAsync(keys, Namespace);

    private Task KeysAsync(string[] keys, string ns) => SecretAsync("sops-keys", ns, keys.ToDictionary(static key => key, Fixture.Key));

    private Task SecretAsync(string name, string ns, Dictionary<string, byte[]> data) => _harness.Server.ApplyAsync(
    [
        new Unstructured(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["data"] = new JsonObject(data.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)Convert.ToBase64String(pair.Value)))),
        }),
    ]);

    private Task<Unstructured> SecretAsync(string name) => _harness.Controllers.Client.GetAsync(Secrets, new NamespacedName(Namespace, name));

    private async Task<string> ValueAsync(string name, string key) =>
        Encoding.UTF8.GetString(Convert.FromBase64String((await SecretAsync(name)).Root["data"]![key]!.GetValue<string>()));
}
