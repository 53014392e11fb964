using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Artifacts.Tests;

public sealed class ArtifactServingTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private ArtifactStorage _storage = null!;
    private ArtifactServer _server = null!;
    private Artifact _artifact = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = new ArtifactStorage(new() { Path = _folder.FullName, ListenAddress = "127.0.0.1:0" });
        _server = new ArtifactServer(_storage, "127.0.0.1:0");
        await _server.StartAsync(Ct);
        _artifact = await _storage.StoreAsync(
            ArtifactStorage.PathOf("HelmChart", "ns", "app", "app-1.0.0+a:b.tgz"), "r", (s, ct) => s.WriteAsync("0123456789"u8.ToArray(), ct).AsTask(), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Get_StoredFile_HasLengthAndDate()
    {
        using var response = await _http.GetAsync(_artifact.Url, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(10);
        response.Content.Headers.LastModified.ShouldNotBeNull();
        response.Headers.ETag.ShouldBeNull();
        (await response.Content.ReadAsStringAsync(Ct)).ShouldBe("0123456789");
    }

    [Fact]
    public async Task Get_EscapedPath_IsTheSameFile() =>
        (await _http.GetStringAsync(_artifact.Url.Replace("+a:b", "%2Ba%3Ab", StringComparison.Ordinal), Ct)).ShouldBe("0123456789");

    [Fact]
    public async Task Get_Range_IsPartial()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _artifact.Url) { Headers = { Range = new RangeHeaderValue(2, 4) } };
        using var response = await _http.SendAsync(request, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await response.Content.ReadAsStringAsync(Ct)).ShouldBe("234");
    }

    [Fact]
    public async Task Get_NotModified_Is304()
    {
        using var first = await _http.GetAsync(_artifact.Url, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, _artifact.Url) { Headers = { IfModifiedSince = first.Content.Headers.LastModified } };
        using var response = await _http.SendAsync(request, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Head_StoredFile_HasNoBody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, _artifact.Url);
        using var response = await _http.SendAsync(request, Ct);

        response.Content.Headers.ContentLength.ShouldBe(10);
        (await response.Content.ReadAsByteArrayAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_Root_IsAListing() => (await _http.GetStringAsync($"http://{_server.Address}/", Ct)).ShouldContain("helmchart/");

    [Theory]
    [InlineData("/nope")]
    [InlineData("/out/passwd")]
    [InlineData("/helmchart/..%2f..%2f..%2fetc/passwd")]
    [InlineData("/link")]
    public async Task Get_NothingOfOurs_Is404(string path)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "out"), "/etc");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), "/etc/passwd");

        using var response = await _http.GetAsync($"http://{_server.Address}{path}", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Put_AnyPath_IsRefused()
    {
        using var response = await _http.PutAsync(_artifact.Url, new ByteArrayContent(Encoding.UTF8.GetBytes("x")), Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }
}
