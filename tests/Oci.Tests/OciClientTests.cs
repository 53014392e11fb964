using System.Text;
using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Oci.Tests;

public sealed class OciClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RegistryAuthentication.None, null)]
    [InlineData(RegistryAuthentication.Basic, null)]
    [InlineData(RegistryAuthentication.Bearer, null)]
    [InlineData(RegistryAuthentication.Bearer, 1000)]
    public async Task Push_ThenPull_GivesTheSameContent(RegistryAuthentication authentication, int? chunk)
    {
        var setup = new RegistryServerOptions { Authentication = authentication };
        await using var registry = await RegistryServer.StartAsync(setup, Ct);
        using var client = new OciClient(TestArtifact.With(setup) with { ChunkBytes = chunk });
        var reference = TestArtifact.Of(registry, "team/app:v1");
        var content = string.Concat(Enumerable.Repeat("content ", 1000));

        var pushed = await TestArtifact.PushAsync(client, reference, content, Ct);

        (await client.ResolveAsync(reference, Ct)).Digest.ShouldBe(pushed.Digest);
        var manifest = await client.GetImageManifestAsync(reference.WithDigest(pushed.Digest), Ct);
        manifest.Manifest.Annotations![OciAnnotations.Revision].ShouldBe("main@sha1:1");
        var layer = await client.ReadBlobAsync(reference, manifest.Manifest.Layers!.Single(), 1 << 20, Ct);
        Encoding.UTF8.GetString(layer).ShouldBe(content);
    }

    [Fact]
    public async Task Push_KnownBlob_IsNotSentAgain()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:v1"), "x", Ct);
        registry.ClearRequests();

        await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:v2"), "x", Ct);

        registry.Requests.ShouldNotContain(static r => r.Method == "POST");
    }

    [Fact]
    public async Task Tag_Manifest_AddsAName()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        var reference = TestArtifact.Of(registry, "app:v1");
        var pushed = await TestArtifact.PushAsync(client, reference, "x", Ct);

        (await client.TagAsync(reference, "latest", Ct)).Digest.ShouldBe(pushed.Digest);

        registry.TagsOf("app").ShouldBe(["latest", "v1"]);
    }

    [Fact]
    public async Task ListTags_ManyPages_GivesAll()
    {
        await using var registry = await RegistryServer.StartAsync(new RegistryServerOptions { TagsPerPage = 3 }, Ct);
        using var client = new OciClient();
        var names = Enumerable.Range(10, 10).Select(static n => $"v{n}").ToList();
        foreach (var name in names)
        {
            await TestArtifact.PushAsync(client, TestArtifact.Of(registry, $"app:{name}"), "x", Ct);
        }

        (await client.ListTagsAsync(TestArtifact.Of(registry, "app"), Ct)).ShouldBe(names);
    }

    [Fact]
    public async Task ListTags_PageThatRepeats_IsAnError()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:v1"), "x", Ct);
        registry.Fault = RegistryFault.EndlessTags;

        (await Should.ThrowAsync<OciException>(() => client.ListTagsAsync(TestArtifact.Of(registry, "app"), Ct))).Message.ShouldContain("never end");
    }

    [Fact]
    public async Task GetImageManifest_Index_TakesLinuxAmd64()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        var arm = await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:arm"), "arm", Ct);
        var amd = await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:amd"), "amd", Ct);
        var index = new OciManifest { MediaType = OciMediaTypes.Index, Manifests = [arm with { Platform = new("linux", "arm64") }, amd with { Platform = new("linux", "amd64") }] };
        var reference = TestArtifact.Of(registry, "app:multi");
        var pushed = await client.PushManifestAsync(reference, index.ToBytes(), OciMediaTypes.Index, Ct);

        (await client.ResolveAsync(reference, Ct)).Digest.ShouldBe(pushed.Digest);
        (await client.GetImageManifestAsync(reference, Ct)).Descriptor.Digest.ShouldBe(amd.Digest);
    }

    [Theory]
    [InlineData(RegistryFault.UnavailableOnce)]
    [InlineData(RegistryFault.TooManyRequestsOnce)]
    public async Task Resolve_PassingFailure_IsRepeated(RegistryFault fault)
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        var time = new Testing.ManualTimeProvider();
        using var client = new OciClient(new OciClientOptions { RetryDelay = TimeSpan.Zero, AnswerTimeout = Timeout.InfiniteTimeSpan }, time);
        var reference = TestArtifact.Of(registry, "app:v1");
        await TestArtifact.PushAsync(client, reference, "x", Ct);
        registry.Fault = fault;

        var resolving = client.ResolveAsync(reference, Ct);
        while (!resolving.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await resolving).Digest.ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task Resolve_NothingListens_SaysSoForBothSchemes()
    {
        using var client = new OciClient();

        var error = await Should.ThrowAsync<OciException>(() => client.ResolveAsync(OciReference.Parse("127.0.0.1:1/img:v1"), Ct));

        error.Message.ShouldBe("Get \"https://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused; Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused");
    }

    [Fact]
    public async Task Resolve_NoAnswer_EndsInTime()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        registry.Fault = RegistryFault.Hang;
        using var client = new OciClient(new OciClientOptions { AnswerTimeout = TimeSpan.FromMilliseconds(50) });

        (await Should.ThrowAsync<OciException>(() => client.ResolveAsync(TestArtifact.Of(registry, "app"), Ct))).Error.ShouldBe(OciError.Unavailable);
    }

    [Fact]
    public async Task Resolve_UnknownTag_IsNotFound()
    {
        await using var registry = await RegistryServer.StartAsync(ct: Ct);
        using var client = new OciClient();
        await TestArtifact.PushAsync(client, TestArtifact.Of(registry, "app:v1"), "x", Ct);

        (await Should.ThrowAsync<OciException>(() => client.ResolveAsync(TestArtifact.Of(registry, "app:v2"), Ct))).Error.ShouldBe(OciError.NotFound);
    }
}
