using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Source.Tests.OciRepositories;

public sealed class OciRepositoryTests : IAsyncLifetime
{
    private static readonly RegistryServerOptions Closed = new() { Authentication = RegistryAuthentication.Bearer, Password = "canary-password" };

    private readonly OciClient _client = new(new OciClientOptions { Credentials = RegistryCredential.Basic(Closed.Username, Closed.Password) });
    private SourceFixture _source = null!;
    private RegistryServer _registry = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = await SourceFixture.StartAsync();
        _registry = await RegistryServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _registry.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Tag_Latest_IsStoredAndAnnounced()
    {
        var pushed = await PushAsync("latest", ("app/cm.yaml", "a: 1"), (".git/config", "x"), ("logo.png", "x"));

        var found = await CreateAsync();

        found.Status.Artifact!.Revision.ShouldBe($"latest@{pushed.Digest}");
        found.Status.Artifact.Path.ShouldBe($"ocirepository/default/app/{pushed.Digest}.tar.gz");
        found.Status.Artifact.Metadata![OciAnnotations.Revision].ShouldBe("main@sha1:1");
        found.Status.Url!.ShouldEndWith("/ocirepository/default/app/latest.tar.gz");
        found.Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
        (await SourceFixture.ReadAsync(found.Status.Artifact)).ShouldBe(new Dictionary<string, string> { ["app/cm.yaml"] = "a: 1" });
        _source.Events(EventFlavor.Normal).ShouldContain(
            ("NewArtifact", $"stored artifact with revision 'latest@{pushed.Digest}' from 'oci://{_registry.Host}/app', origin source 'https://example.com', origin revision 'main@sha1:1'"));
    }

    [Fact]
    public async Task Tag_Unchanged_DownloadsAndWritesNothing()
    {
        await PushAsync("latest", ("a", "1"));
        await CreateAsync();
        _registry.ClearRequests();

        await _source.RequestAsync<OCIRepository>("app", "1");

        _registry.Requests.ShouldNotContain(static r => r.Path.Contains("/blobs/") || r.Method == "GET" && r.Path.Contains("/manifests/"));
        _source.Events(EventFlavor.Trace).ShouldContain(static e => e.Reason == "ArtifactUpToDate");
    }

    [Fact]
    public async Task Tag_Moved_GivesANewArtifact()
    {
        await PushAsync("latest", ("a", "1"));
        await CreateAsync();
        var moved = await PushAsync("latest", ("a", "2"));

        var found = await _source.RequestAsync<OCIRepository>("app", "1");

        found.Status.Artifact!.Revision.ShouldBe($"latest@{moved.Digest}");
        found.Status.Condition(SourceConditions.ArtifactOutdated).ShouldBeNull();
    }

    [Theory]
    [InlineData(">=1.0.0", null, "v1.10.0")]
    [InlineData(">=1.0.0-0", null, "2.0.0-rc.1")]
    [InlineData(">=1.0.0-0", ".*-rc.*", "2.0.0-rc.1")]
    [InlineData("1.9.x", "^v", "v1.9.0")]
    public async Task Semver_Range_TakesTheHighest(string range, string? filter, string expected)
    {
        foreach (var tag in (string[])["v1.9.0", "v1.10.0", "2.0.0-rc.1", "1.0", "text"])
        {
            await PushAsync(tag, ("a", tag));
        }

        (await CreateAsync(s => s.Ref = new() { Semver = range, SemverFilter = filter, Tag = "text" })).Status.Artifact!.Revision.ShouldStartWith($"{expected}@sha256:");
    }

    [Theory]
    [InlineData(">=9", null, "no match found for semver: >=9")]
    [InlineData("not a range", null, "semver 'not a range' parse error")]
    [InlineData("1.x", "(", "failed to determine the artifact tag")]
    public async Task Semver_WithoutMatch_SaysSo(string range, string? filter, string expected)
    {
        await PushAsync("1.0.0", ("a", "1"));

        var failed = (await CreateAsync(s => s.Ref = new() { Semver = range, SemverFilter = filter })).Status.Condition(SourceConditions.FetchFailed)!;

        failed.Reason.ShouldBe("ReadOperationFailed");
        failed.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Digest_Given_WinsAndNeedsNoTag()
    {
        var pushed = await PushAsync("v1", ("a", "1"));
        await PushAsync("latest", ("a", "2"));

        (await CreateAsync(s => s.Ref = new() { Digest = pushed.Digest, Tag = "latest", Semver = "*" })).Status.Artifact!.Revision.ShouldBe(pushed.Digest);
    }

    [Fact]
    public async Task Url_WithTag_Stalls()
    {
        var found = await CreateAsync(s => s.Url += ":v1");

        found.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("URLInvalid");
        found.Status.ObservedGeneration.ShouldBe(1);
    }

    [Fact]
    public async Task LayerSelector_Copy_KeepsTheBytes()
    {
        var pushed = await PushAsync("latest", ("a", "1"));
        var manifest = await _client.GetImageManifestAsync(Reference("latest").WithDigest(pushed.Digest), Ct);

        var found = await CreateAsync(s => s.LayerSelector = new() { MediaType = OciMediaTypes.FluxContent, Operation = "copy" });

        found.Status.Artifact!.Digest.ShouldBe(manifest.Manifest.Layers![0].Digest);
        found.Status.ObservedLayerSelector!.Operation.ShouldBe("copy");
    }

    [Fact]
    public async Task LayerSelector_AbsentType_Fails()
    {
        await PushAsync("latest", ("a", "1"));

        var failed = (await CreateAsync(s => s.LayerSelector = new() { MediaType = "text/plain" })).Status.Condition(SourceConditions.FetchFailed)!;

        (failed.Reason, failed.Message).ShouldBe(("OCIArtifactLayerOperationFailed", "failed to find layer with media type 'text/plain' in artifact"));
    }

    [Fact]
    public async Task Ignore_Edited_StoresTheSameRevisionAgain()
    {
        await PushAsync("latest", ("a.txt", "1"), ("b.md", "1"));
        var before = await CreateAsync();

        var after = await _source.ChangeAsync<OCIRepository>("app", new() { ["ignore"] = "*.md" });

        after.Status.Artifact!.Revision.ShouldBe(before.Status.Artifact!.Revision);
        after.Status.ObservedIgnore.ShouldBe("*.md");
        (await SourceFixture.ReadAsync(after.Status.Artifact)).Keys.ShouldBe(["a.txt"]);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("account")]
    public async Task PullSecret_Given_LetsIn(string how)
    {
        await using var closed = await RegistryServer.StartAsync(Closed, Ct);
        await PushAsync(closed, "latest", ("a", "1"));
        await _source.SecretAsync("pull", (".dockerconfigjson", Config(closed, Closed.Password)));
        await _source.Harness.Server.ApplyAsync([new Unstructured(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ServiceAccount",
            ["metadata"] = new JsonObject { ["namespace"] = "default", ["name"] = "puller" },
            ["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "pull" }),
        })]);

        var found = await CreateAsync(s =>
        {
            s.Url = $"oci://{closed.Host}/app";
            (s.SecretRef, s.ServiceAccountName) = how == "secret" ? (new() { Name = "pull" }, null) : ((LocalObjectReference?)null, "puller");
        });

        found.Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
    }

    [Fact]
    public async Task PullSecret_WrongOrMissing_FailsWithoutShowingIt()
    {
        await using var closed = await RegistryServer.StartAsync(Closed, Ct);
        await _source.SecretAsync("pull", (".dockerconfigjson", Config(closed, "wrong-canary")));

        var missing = await CreateAsync(s => s.SecretRef = new() { Name = "none" });
        var wrong = await CreateAsync(s => (s.Url, s.SecretRef) = ($"oci://{closed.Host}/app", new() { Name = "pull" }), "wrong");

        missing.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");
        wrong.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("OCIArtifactPullFailed");
        _source.Harness.Events.ShouldAllBe(static e => !e.Message.Contains("canary"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/abs")]
    [InlineData("a\\b")]
    public async Task Layer_WithHostilePath_IsRefusedAndNothingIsStored(string name)
    {
        await PushAsync("latest", (name, "x"));

        var found = await CreateAsync();

        found.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("OCIArtifactLayerOperationFailed");
        found.Status.Artifact.ShouldBeNull();
    }

    [Fact]
    public async Task Layer_ThatIsABomb_IsRefused()
    {
        await using var small = await SourceFixture.StartAsync(static o => o.MaxArtifactBytes = 1000);
        await PushAsync("latest", ("a", new string('x', 2000)));

        var found = await small.CreateAsync("app", New());

        found.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("bigger than max archive size");
    }

    [Fact]
    public async Task Verify_Unsigned_ThenSigned_ThenDropped()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await _source.SecretAsync("keys", ("a.pub", other.ExportSubjectPublicKeyInfoPem()), ("b.pub", key.ExportSubjectPublicKeyInfoPem()), ("note.txt", "x"));
        var pushed = await PushAsync("latest", ("a", "1"));

        var unsigned = await CreateAsync(s => s.Verify = new() { SecretRef = new() { Name = "keys" } });
        await SignAsync(pushed.Digest, key);
        var signed = await _source.RequestAsync<OCIRepository>("app", "1");
        var dropped = await _source.ChangeAsync<OCIRepository>("app", new() { ["verify"] = null });

        unsigned.Status.Condition(ConditionTypes.Ready)!.Reason.ShouldBe("VerificationError");
        unsigned.Status.Artifact.ShouldBeNull();
        signed.Status.Condition(SourceConditions.SourceVerified)!.Message.ShouldBe($"verified signature of revision latest@{pushed.Digest}");
        signed.Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
        dropped.Status.Condition(SourceConditions.SourceVerified).ShouldBeNull();
    }

    [Theory]
    [InlineData("notation", "keys")]
    [InlineData("cosign", null)]
    public async Task Verify_NotSupported_TrustsNothing(string provider, string? secret)
    {
        await PushAsync("latest", ("a", "1"));

        var found = await CreateAsync(s => s.Verify = new() { Provider = provider, SecretRef = secret is null ? null : new() { Name = secret } });

        found.Status.Condition(SourceConditions.SourceVerified)!.Reason.ShouldBe("VerificationError");
        found.Status.Artifact.ShouldBeNull();
    }

    [Fact]
    public async Task Provider_WithServiceAccount_NeedsTheGate()
    {
        await _source.Harness.Server.ApplyAsync([new Unstructured(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["namespace"] = "default", ["name"] = "sa" } })]);

        var found = await CreateAsync(s => (s.Provider, s.ServiceAccountName) = ("aws", "sa"));

        found.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("FeatureGateDisabled");
        found.Status.Condition(SourceConditions.FetchFailed).ShouldBeNull();
    }

    [Fact]
    public async Task File_Deleted_IsStoredAgain()
    {
        await PushAsync("latest", ("a", "1"));
        var found = await CreateAsync();
        File.Delete(Path.Combine(_source.StoragePath, found.Status.Artifact!.Path));

        found = await _source.RequestAsync<OCIRepository>("app", "1");

        File.Exists(Path.Combine(_source.StoragePath, found.Status.Artifact!.Path)).ShouldBeTrue();
    }

    [Fact]
    public async Task Deleted_LeavesNothing()
    {
        await PushAsync("latest", ("a", "1"));
        await CreateAsync();

        await _source.Harness.DeleteAsync<OCIRepository>("default", "app");
        await _source.Harness.SettledAsync();

        Directory.Exists(Path.Combine(_source.StoragePath, "ocirepository/default/app")).ShouldBeFalse();
    }

    private OCIRepository New() => new() { Spec = new() { Url = $"oci://{_registry.Host}/app", Interval = TimeSpan.FromMinutes(30) } };

    private Task<OCIRepository> CreateAsync(Action<OCIRepositorySpec>? configure = null, string name = "app")
    {
        var repository = New();
        configure?.Invoke(repository.Spec);
        return _source.CreateAsync(name, repository);
    }

    private OciReference Reference(string tag) => OciReference.Parse($"{_registry.Host}/app:{tag}");

    private Task<OciDescriptor> PushAsync(string tag, params (string Path, string Content)[] files) => PushAsync(_registry, tag, files);

    private async Task<OciDescriptor> PushAsync(RegistryServer registry, string tag, params (string Path, string Content)[] files)
    {
        using var layer = new MemoryStream();
        await using (var gzip = new GZipStream(layer, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(gzip))
        {
            foreach (var (path, content) in files)
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) }, Ct);
            }
        }

        return await OciArtifacts.PushAsync(
            _client,
            OciReference.Parse($"{registry.Host}/app:{tag}"),
            layer,
            OciMediaTypes.FluxContent,
            "{}"u8.ToArray(),
            OciMediaTypes.FluxConfig,
            new Dictionary<string, string> { [OciAnnotations.Source] = "https://example.com", [OciAnnotations.Revision] = "main@sha1:1" },
            Ct);
    }

    private async Task SignAsync(string digest, ECDsa key)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new { critical = new { image = new Dictionary<string, string> { ["docker-manifest-digest"] = digest }, type = "cosign container image signature" } });
        var layer = new OciDescriptor
        {
            MediaType = "application/vnd.dev.cosign.simplesigning.v1+json",
            Digest = OciDigest.Of(payload),
            Size = payload.Length,
            Annotations = new Dictionary<string, string> { ["dev.cosignproject.cosign/signature"] = Convert.ToBase64String(key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)) },
        };
        await _client.PushBlobAsync(Reference("x"), layer, new MemoryStream(payload), Ct);
        await _client.PushManifestAsync(Reference(digest.Replace(':', '-') + ".sig"), new OciManifest { MediaType = OciMediaTypes.Manifest, Config = layer, Layers = [layer] }.ToBytes(), OciMediaTypes.Manifest, Ct);
    }

    private static string Config(RegistryServer registry, string password) =>
        new JsonObject { ["auths"] = new JsonObject { [registry.Host] = new JsonObject { ["username"] = Closed.Username, ["password"] = password } } }.ToJsonString();
}
