namespace GitOpsToolkit.Oci.Tests;

/// <summary>The same against a registry that is not ours: <c>OCI_TEST_REGISTRY=user:password@host:port</c>.</summary>
public sealed class RealRegistryTests
{
    private const string Variable = "OCI_TEST_REGISTRY";

    [Theory]
    [InlineData(null)]
    [InlineData(4096)]
    public async Task PushPullTagList_RealRegistry_Agree(int? chunk)
    {
        var address = Environment.GetEnvironmentVariable(Variable) ?? "";
        Assert.SkipWhen(address.Length == 0, $"needs a registry: set {Variable}=user:password@host:port");
        var (credentials, host) = (address[..address.LastIndexOf('@')], address[(address.LastIndexOf('@') + 1)..]);
        using var client = new OciClient(new OciClientOptions { Credentials = RegistryCredential.Parse(credentials), ChunkBytes = chunk });
        using var anonymous = new OciClient();
        var ct = TestContext.Current.CancellationToken;
        var repository = OciReference.Parse($"{host}/gitops-toolkit/test-{Guid.NewGuid():N}");
        var content = string.Concat(Enumerable.Repeat("content ", 5000));

        var pushed = await TestArtifact.PushAsync(client, OciReference.Parse($"{repository.Name}:v1"), content, ct);
        for (var i = 0; i < 5; i++)
        {
            await client.TagAsync(OciReference.Parse($"{repository.Name}:v1"), $"t{i}", ct);
        }

        (await client.ListTagsAsync(repository, ct)).Order(StringComparer.Ordinal).ShouldBe(["t0", "t1", "t2", "t3", "t4", "v1"]);
        (await client.ResolveAsync(OciReference.Parse($"{repository.Name}:t3"), ct)).Digest.ShouldBe(pushed.Digest);
        var manifest = await client.GetImageManifestAsync(repository.WithDigest(pushed.Digest), ct);
        (await client.ReadBlobAsync(repository, manifest.Manifest.Layers![0], 1 << 20, ct)).Length.ShouldBe(content.Length);
        (await client.ListReferrersAsync(repository.WithDigest(pushed.Digest), ct)).ShouldBeEmpty();
        (await Should.ThrowAsync<OciException>(() => anonymous.ResolveAsync(repository, ct))).Error.ShouldBe(OciError.Unauthorized);
    }
}
