using System.Text;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Artifacts.Tests;

public sealed class ArtifactStorageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task StoreAsync_NewFile_IsPrivateHashedAndAddressed()
    {
        var storage = Storage();

        var artifact = await StoreAsync(storage, "one.tar.gz", "hello");

        artifact.Path.ShouldBe("gitrepository/ns/app/one.tar.gz");
        artifact.Url.ShouldBe("http://localhost:9090/gitrepository/ns/app/one.tar.gz");
        artifact.Digest.ShouldBe("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        artifact.Size.ShouldBe(5);
        TestFiles.ModeOf(Path.Combine(_folder.FullName, artifact.Path)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        TestFiles.ModeOf(Path.Combine(_folder.FullName, "gitrepository")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await storage.VerifyAsync(artifact, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task StoreAsync_WriterFails_KeepsTheOldFile()
    {
        var storage = Storage();
        var artifact = await StoreAsync(storage, "one", "old");

        await Should.ThrowAsync<InvalidOperationException>(storage.StoreAsync(
            artifact.Path,
            "r",
            async (stream, ct) =>
            {
                await stream.WriteAsync("new"u8.ToArray(), ct);
                throw new InvalidOperationException();
            },
            Ct));

        (await storage.VerifyAsync(artifact, Ct)).ShouldBeNull();
        Directory.EnumerateFiles(_folder.FullName, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task VerifyAsync_AlteredFile_SaysSo()
    {
        var storage = Storage();
        var artifact = await StoreAsync(storage, "one", "hello");
        await File.AppendAllTextAsync(Path.Combine(_folder.FullName, artifact.Path), "!", Ct);

        (await storage.VerifyAsync(artifact, Ct)).ShouldBe($"computed digest doesn't match '{artifact.Digest}'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha256:xyz")]
    public async Task VerifyAsync_UnusableDigest_SaysSo(string digest)
    {
        var storage = Storage();
        var artifact = await StoreAsync(storage, "one", "hello");
        artifact.Digest = digest;

        (await storage.VerifyAsync(artifact, Ct)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("")]
    [InlineData("a\\b")]
    public void Resolve_PathOutside_IsNull(string path) => Storage().Resolve(path).ShouldBeNull();

    [Fact]
    public void Resolve_ThroughALink_IsNull()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "out"), "/etc");

        Storage().Resolve("out/passwd").ShouldBeNull();
    }

    [Fact]
    public async Task Exists_LinkInPlaceOfTheFile_IsFalse()
    {
        var storage = Storage();
        var artifact = await StoreAsync(storage, "one", "hello");
        var file = Path.Combine(_folder.FullName, artifact.Path);
        File.Move(file, file + ".moved");
        File.CreateSymbolicLink(file, file + ".moved");

        storage.Exists(artifact).ShouldBeFalse();
    }

    [Fact]
    public async Task CollectGarbage_MoreThanTheRecords_KeepsCurrentAndNewest()
    {
        var storage = Storage(records: 2);
        var artifacts = await AgedAsync(storage, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));

        storage.CollectGarbage(artifacts[0], Ct).Select(Path.GetFileName).ShouldBe(["f1", "f2"]);

        Remaining().ShouldBe(["f0", "f0.lock", "f3", "f3.lock"]);
    }

    [Fact]
    public async Task CollectGarbage_Expired_KeepsOnlyCurrent()
    {
        var storage = Storage(records: 5);
        var artifacts = await AgedAsync(storage, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(3));

        storage.CollectGarbage(artifacts[0], Ct).Select(Path.GetFileName).ShouldBe(["f1"]);
    }

    [Fact]
    public async Task RemoveAll_ObjectWithFiles_RemovesOnlyItsFolder()
    {
        var storage = Storage();
        await StoreAsync(storage, "one", "hello");
        await storage.StoreAsync(ArtifactStorage.PathOf("GitRepository", "ns", "other", "x"), "r", (s, ct) => s.WriteAsync(new byte[1], ct).AsTask(), Ct);

        storage.RemoveAll("GitRepository", "ns", "app").ShouldBeTrue();
        storage.RemoveAll("GitRepository", "ns", "app").ShouldBeFalse();

        Directory.GetDirectories(Path.Combine(_folder.FullName, "gitrepository/ns")).Select(Path.GetFileName).ShouldBe(["other"]);
    }

    [Fact]
    public void Constructor_FolderMissing_NamesTheFlag() =>
        Should.Throw<InvalidOperationException>(() => new ArtifactStorage(new() { Path = "/does/not/exist" })).Message.ShouldContain("--storage-path");

    [Theory]
    [InlineData("", ":9090", "http://localhost:9090/a")]
    [InlineData("", "127.0.0.1:8000", "http://127.0.0.1:8000/a")]
    [InlineData("source-controller.flux-system.svc.cluster.local.", ":9090", "http://source-controller.flux-system.svc.cluster.local./a")]
    [InlineData("https://artifacts.example.com", ":9090", "https://artifacts.example.com/a")]
    public void UrlOf_AdvertisedAddress_IsUsed(string advertised, string listen, string expected) =>
        new ArtifactStorage(new() { Path = _folder.FullName, AdvertisedAddress = advertised, ListenAddress = listen }).UrlOf("a").ShouldBe(expected);

    private ArtifactStorage Storage(int records = 2) => new(new() { Path = _folder.FullName, RetentionRecords = records }, _clock);

    private static Task<Artifact> StoreAsync(ArtifactStorage storage, string file, string content) => storage.StoreAsync(
        ArtifactStorage.PathOf("GitRepository", "ns", "app", file), "main@sha1:1", (s, ct) => s.WriteAsync(Encoding.UTF8.GetBytes(content), ct).AsTask(), Ct);

    private async Task<List<Artifact>> AgedAsync(ArtifactStorage storage, params TimeSpan[] ages)
    {
        var artifacts = new List<Artifact>();
        for (var i = 0; i < ages.Length; i++)
        {
            artifacts.Add(await StoreAsync(storage, $"f{i}", $"{i}"));
            File.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, artifacts[i].Path), (_clock.GetUtcNow() - ages[i]).UtcDateTime);
        }

        return artifacts;
    }

    private string?[] Remaining() =>
        [.. Directory.GetFiles(Path.Combine(_folder.FullName, "gitrepository/ns/app")).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
}
