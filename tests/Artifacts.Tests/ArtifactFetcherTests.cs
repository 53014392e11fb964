using System.Net;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Artifacts.Tests;

public sealed class ArtifactFetcherTests : IDisposable
{
    private const string Url = "http://source-controller/a.tar.gz";

    private readonly Responder _responder = new();
    private readonly ManualTimeProvider _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _responder.Dispose();

    [Fact]
    public async Task ReadAsync_RightDigest_HasTheFiles()
    {
        var archive = await TestEntries.ArchiveAsync(("a.yaml", "x"));
        _responder.Answers.Enqueue(() => Ok(archive));

        var content = await Fetcher().ReadAsync(ArtifactOf(archive), null, Ct);

        content.Files.Keys.ShouldBe(["a.yaml"]);
    }

    [Fact]
    public async Task OpenAsync_LargeFile_IsVerifiedFromDisk()
    {
        var bytes = new byte[9 << 20];
        new Random(3).NextBytes(bytes);
        _responder.Answers.Enqueue(() => Ok(bytes));

        await using var content = await Fetcher().OpenAsync(Url, ArtifactDigest.Compute("sha512", bytes).ToString(), Ct);

        content.ShouldBeOfType<FileStream>().Length.ShouldBe(bytes.Length);
    }

    [Theory]
    [InlineData("", "failed to verify archive: empty digest")]
    [InlineData("md5:0", "failed to verify archive: failed to parse digest 'md5:0'")]
    [InlineData("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "computed digest doesn't match provided 'sha256:2cf24")]
    public async Task OpenAsync_WrongDigest_Fails(string digest, string expected)
    {
        _responder.Answers.Enqueue(() => Ok([1]));

        (await Should.ThrowAsync<ArtifactFetchException>(Fetcher().OpenAsync(Url, digest, Ct))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task OpenAsync_DigestWithoutAlgorithm_IsSha256()
    {
        _responder.Answers.Enqueue(() => Ok("hello"u8.ToArray()));

        await using var content = await Fetcher().OpenAsync(Url, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", Ct);

        content.Length.ShouldBe(5);
    }

    [Fact]
    public async Task OpenAsync_NotFound_IsItsOwnExceptionAndNotRetried()
    {
        _responder.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.NotFound));

        await Should.ThrowAsync<ArtifactNotFoundException>(Fetcher().OpenAsync(Url, "sha256:0", Ct));
    }

    [Theory]
    [InlineData(HttpStatusCode.Accepted)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotImplemented)]
    public async Task OpenAsync_OtherStatus_FailsAtOnce(HttpStatusCode status)
    {
        _responder.Answers.Enqueue(() => new HttpResponseMessage(status));

        (await Should.ThrowAsync<ArtifactFetchException>(Fetcher().OpenAsync(Url, "sha256:0", Ct))).Message
            .ShouldStartWith($"failed to download archive from {Url} (status: {(int)status}");
    }

    [Fact]
    public async Task OpenAsync_ServerErrors_AreRetriedWithBackoff()
    {
        _responder.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.BadGateway));
        _responder.Answers.Enqueue(() => throw new HttpRequestException("refused"));
        _responder.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.TooManyRequests));
        _responder.Answers.Enqueue(() => Ok("hello"u8.ToArray()));

        var opening = Fetcher().OpenAsync(Url, "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", Ct);
        foreach (var (seconds, requests) in (IEnumerable<(int, int)>)[(5, 2), (10, 3), (20, 4)])
        {
            _responder.Count.ShouldBe(requests - 1);
            _clock.Advance(TimeSpan.FromSeconds(seconds - 1));
            _responder.Count.ShouldBe(requests - 1);
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _responder.WaitAsync(requests);
        }

        await (await opening).DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_RetriesUsedUp_TellsTheLastStatus()
    {
        _responder.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));

        (await Should.ThrowAsync<ArtifactFetchException>(Fetcher(retries: 0).OpenAsync(Url, "sha256:0", Ct))).Message.ShouldContain("503");
    }

    [Fact]
    public async Task OpenAsync_MoreBytesThanAllowed_Fails()
    {
        _responder.Answers.Enqueue(() => Ok(new byte[100]));

        (await Should.ThrowAsync<ArtifactFetchException>(Fetcher(maxBytes: 99).OpenAsync(Url, "sha256:0", Ct))).Message.ShouldContain("max download size of 99 bytes");
    }

    [Fact]
    public async Task OpenAsync_HostOverride_ReplacesHostOnly()
    {
        _responder.Answers.Enqueue(() => Ok("hello"u8.ToArray()));
        using var fetcher = new ArtifactFetcher(new() { HostOverride = "localhost:8080" }, _clock, _responder);

        await (await fetcher.OpenAsync("http://source-controller.flux-system.svc/a/b", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", Ct)).DisposeAsync();

        _responder.Last.ShouldBe("http://localhost:8080/a/b");
    }

    private static Artifact ArtifactOf(byte[] archive) => new() { Url = Url, Digest = ArtifactDigest.Compute("sha256", archive).ToString() };

    private static HttpResponseMessage Ok(byte[] body) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };

    private ArtifactFetcher Fetcher(int retries = 9, long maxBytes = 1 << 30) =>
        new(new() { Retries = retries, MaxDownloadBytes = maxBytes }, _clock, _responder);

    private sealed class Responder : HttpMessageHandler
    {
        private readonly SemaphoreSlim _served = new(0);

        public Queue<Func<HttpResponseMessage>> Answers { get; } = new();

        public int Count { get; private set; }

        public string? Last { get; private set; }

        public async Task WaitAsync(int count)
        {
            while (Count < count)
            {
                await _served.WaitAsync(Ct);
            }
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            Last = request.RequestUri!.ToString();
            try
            {
                return Task.FromResult(Answers.Dequeue()());
            }
            finally
            {
                _served.Release();
            }
        }

        protected override void Dispose(bool disposing)
        {
            _served.Dispose();
            base.Dispose(disposing);
        }
    }
}
