using System.Text;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kustomize.Internal.Artifacts;

namespace GitOpsToolkit.Kustomize.Tests.Internal;

public sealed class ArtifactCacheTests
{
    private static readonly CancellationToken Token = CancellationToken.None;
    private int _fetches;

    [Fact]
    public async Task Open_ManyAtOnce_FetchesOnce()
    {
        using var cache = new ArtifactCache(FetchAsync, 1 << 20);

        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cache.OpenAsync(Of("a"), Token)));

        _fetches.ShouldBe(1);
        leases.Select(lease => lease.Files).Distinct().Count().ShouldBe(1);
        Array.ForEach(leases, lease => lease.Dispose());
        (await cache.OpenAsync(Of("a"), Token)).Dispose();
        _fetches.ShouldBe(1);
    }

    [Fact]
    public async Task Open_AfterAFailure_FetchesAgain()
    {
        var fails = true;
        using var cache = new ArtifactCache((artifact, ct) => fails ? throw new ArtifactFetchException("down") : FetchAsync(artifact, ct), 1 << 20);
        await Should.ThrowAsync<ArtifactFetchException>(cache.OpenAsync(Of("a"), Token));

        fails = false;

        (await cache.OpenAsync(Of("a"), Token)).Dispose();
    }

    [Fact]
    public async Task Release_OverTheCap_ForgetsTheLongestUnused()
    {
        using var cache = new ArtifactCache(FetchAsync, 3000);
        (await cache.OpenAsync(Of("a"), Token)).Dispose();
        (await cache.OpenAsync(Of("b"), Token)).Dispose();
        (await cache.OpenAsync(Of("c"), Token)).Dispose();
        _fetches.ShouldBe(3);

        (await cache.OpenAsync(Of("c"), Token)).Dispose();
        _fetches.ShouldBe(3);
        (await cache.OpenAsync(Of("a"), Token)).Dispose();
        _fetches.ShouldBe(4);
    }

    [Fact]
    public async Task Release_SupersededByALaterArtifactOfItsSource_IsForgotten()
    {
        using var cache = new ArtifactCache(FetchAsync, 1 << 20);
        var older = Of("a");
        var newer = Of("b");
        (older.Path, newer.Path) = ("gitrepository/apps/app/a.tar.gz", "gitrepository/apps/app/b.tar.gz");
        var held = await cache.OpenAsync(older, Token);
        (await cache.OpenAsync(newer, Token)).Dispose();
        held.Dispose();
        _fetches.ShouldBe(2);

        (await cache.OpenAsync(newer, Token)).Dispose();
        _fetches.ShouldBe(2);
        (await cache.OpenAsync(older, Token)).Dispose();
        _fetches.ShouldBe(3);
    }

    [Fact]
    public async Task Open_GivenUpByOne_StillServesTheOthers()
    {
        var gate = new TaskCompletionSource();
        using var cache = new ArtifactCache(
            async (artifact, ct) =>
            {
                await gate.Task;
                return await FetchAsync(artifact, ct);
            },
            1 << 20);
        using var impatient = new CancellationTokenSource();
        var first = cache.OpenAsync(Of("a"), impatient.Token);
        var second = cache.OpenAsync(Of("a"), Token);

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        gate.SetResult();

        (await second).Dispose();
        _fetches.ShouldBe(1);
    }

    [Fact]
    public void MemoryFiles_Children_AreInOrderOfNames()
    {
        using var files = Files(("b.yaml", ""), ("a/x.yaml", ""), ("a.yaml", ""));

        files.Children("/").Select(entry => entry.Path).ShouldBe(["/a", "/a.yaml", "/b.yaml"]);
        files.Children("/a").Select(entry => entry.Path).ShouldBe(["/a/x.yaml"]);
        files.Find("/a")!.Value.IsDirectory.ShouldBeTrue();
        files.Find("/c").ShouldBeNull();
    }

    internal static MemoryArtifactFiles Files(params (string Path, string Text)[] files)
    {
        var content = files.ToDictionary(file => file.Path, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal);
        var directories = files.SelectMany(file => Parents(file.Path)).ToHashSet(StringComparer.Ordinal);
        return new MemoryArtifactFiles(new ArchiveContent(content, directories, new HashSet<string>(), content.Values.Sum(bytes => (long)bytes.Length)));
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static Artifact Of(string digest) => new() { Digest = digest };

    private Task<ArtifactFiles> FetchAsync(Artifact artifact, CancellationToken ct)
    {
        Interlocked.Increment(ref _fetches);
        return Task.FromResult<ArtifactFiles>(Files(("x.yaml", new string('x', 1000))));
    }
}
