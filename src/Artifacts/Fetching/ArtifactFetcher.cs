using System.Net;
using System.Net.Sockets;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Artifacts;

/// <summary>Downloads artifacts and hands them on only after their digest was verified over the raw bytes.</summary>
/// <remarks>Thread-safe; one per process. Source of the rules: kustomize.md §8 of the contract (Flux' archive fetcher).</remarks>
public sealed class ArtifactFetcher : IDisposable
{
    private readonly ArtifactFetcherOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>Creates a fetcher with its own connections.</summary>
    public ArtifactFetcher(ArtifactFetcherOptions? options = null, TimeProvider? time = null)
        : this(
            options ?? new ArtifactFetcherOptions(),
            time ?? TimeProvider.System,
            new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(2), // artifact addresses are DNS names of Services
                ConnectTimeout = TimeSpan.FromSeconds(15),
                AutomaticDecompression = DecompressionMethods.None, // the digest is over the stored bytes
                UseCookies = false,
            })
    {
    }

    internal ArtifactFetcher(ArtifactFetcherOptions options, TimeProvider time, HttpMessageHandler handler)
    {
        _options = options;
        _time = time;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Downloads and verifies an artifact.</summary>
    /// <returns>A stream at the artifact's first byte; disposing it removes any temporary file.</returns>
    /// <exception cref="ArtifactNotFoundException">The server answered 404; never retried here.</exception>
    /// <exception cref="ArtifactFetchException">The download failed after all retries, or the digest is missing or different.</exception>
    public Task<Stream> OpenAsync(Artifact artifact, CancellationToken ct) => OpenAsync(artifact.Url, artifact.Digest, ct);

    /// <summary>Downloads and verifies the file at an address.</summary>
    /// <param name="url">Address, before any host override.</param>
    /// <param name="digest">Expected digest; without <c>algorithm:</c> it is taken as sha256.</param>
    /// <param name="ct">Stops the download and the waiting between tries.</param>
    /// <exception cref="ArtifactNotFoundException">The server answered 404; never retried here.</exception>
    /// <exception cref="ArtifactFetchException">The download failed after all retries, or the digest is missing or different.</exception>
    public async Task<Stream> OpenAsync(string url, string digest, CancellationToken ct)
    {
        var content = await DownloadAsync(WithOverriddenHost(url), ct).ConfigureAwait(false);
        try
        {
            await VerifyAsync(content, digest, ct).ConfigureAwait(false);
            content.Position = 0;
            return content;
        }
        catch
        {
            await content.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Downloads, verifies and unpacks an artifact to memory.</summary>
    /// <exception cref="ArtifactNotFoundException">The server answered 404; never retried here.</exception>
    /// <exception cref="ArtifactFetchException">Download, digest or unpacking failed.</exception>
    public async Task<ArchiveContent> ReadAsync(Artifact artifact, ArchiveLimits? limits, CancellationToken ct)
    {
        var content = await OpenAsync(artifact, ct).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return await UnpackAsync(() => ArtifactArchive.ReadAsync(content, limits, ct)).ConfigureAwait(false);
        }
    }

    /// <summary>Downloads, verifies and unpacks an artifact into a folder.</summary>
    /// <exception cref="ArtifactNotFoundException">The server answered 404; never retried here.</exception>
    /// <exception cref="ArtifactFetchException">Download, digest or unpacking failed.</exception>
    public async Task ExtractAsync(Artifact artifact, string directory, ArchiveLimits? limits, CancellationToken ct)
    {
        var content = await OpenAsync(artifact, ct).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await UnpackAsync(async () =>
            {
                await ArtifactArchive.ExtractAsync(content, directory, limits, ct).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<T> UnpackAsync<T>(Func<Task<T>> unpack)
    {
        try
        {
            return await unpack().ConfigureAwait(false);
        }
        catch (ArchiveException e)
        {
            throw new ArtifactFetchException($"failed to extract archive: {e.Message}", e);
        }
    }

    private string WithOverriddenHost(string url)
    {
        var host = url.Contains("//source-watcher", StringComparison.Ordinal) ? _options.SourceWatcherHostOverride : _options.HostOverride;
        if (string.IsNullOrEmpty(host))
        {
            return url;
        }

        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? -1 : url.IndexOf('/', scheme + 3);
        return scheme < 0 ? url : $"{url[..(scheme + 3)]}{host}{(path < 0 ? "" : url[path..])}";
    }

    private async Task<Stream> DownloadAsync(string url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ArtifactFetchException($"failed to create a new request: '{url}' is not an http address");
        }

        for (var attempt = 0; ; attempt++)
        {
            var (content, failure) = await TryDownloadAsync(address, url, ct).ConfigureAwait(false);
            if (content is not null)
            {
                return content;
            }

            if (attempt >= _options.Retries)
            {
                throw failure!;
            }

            await Task.Delay(_options.RetryDelay(attempt), _time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>One try. A failure that is returned may be retried; one that is thrown may not.</summary>
    private async Task<(Stream? Content, ArtifactFetchException? Failure)> TryDownloadAsync(Uri address, string url, CancellationToken ct)
    {
        using var idle = new CancellationTokenSource(_options.IdleTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, idle.Token);
        try
        {
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return (await SaveAsync(response, url, idle, either.Token).ConfigureAwait(false), null);
                case HttpStatusCode.NotFound:
                    throw new ArtifactNotFoundException(url);
                default:
                    var isTransient = status == 429 || (status >= 500 && status != 501);
                    var failure = new ArtifactFetchException($"failed to download archive from {url} (status: {status} {response.ReasonPhrase})") { IsTransient = isTransient };
                    return isTransient ? (null, failure) : throw failure;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return (null, new ArtifactFetchException($"failed to download archive: GET {url}: {e.Message}", e) { IsTransient = true });
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            return (null, new ArtifactFetchException($"failed to download archive: GET {url}: no data for {_options.IdleTimeout.TotalSeconds:0} s", e) { IsTransient = true });
        }
    }

    private async Task<Stream> SaveAsync(HttpResponseMessage response, string url, CancellationTokenSource idle, CancellationToken ct)
    {
        var buffer = new SpoolStream(_options.ScratchPath);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var chunk = new byte[64 * 1024];
                long total = 0;
                while (await body.ReadAsync(chunk, ct).ConfigureAwait(false) is > 0 and var read)
                {
                    idle.CancelAfter(_options.IdleTimeout);
                    total += read;
                    if (_options.MaxDownloadBytes > 0 && total > _options.MaxDownloadBytes)
                    {
                        throw new ArtifactFetchException(
                            $"failed to download archive from {url}: artifact is greater than the max download size of {_options.MaxDownloadBytes} bytes");
                    }

                    await buffer.WriteAsync(chunk.AsMemory(0, read), ct).ConfigureAwait(false);
                }
            }

            return await buffer.DetachAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            await buffer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task VerifyAsync(Stream content, string digest, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(digest))
        {
            throw new ArtifactFetchException("failed to verify archive: empty digest");
        }

        var text = digest.Contains(':', StringComparison.Ordinal) ? digest : $"{ArtifactDigest.DefaultAlgorithm}:{digest}";
        ArtifactDigest expected;
        try
        {
            expected = ArtifactDigest.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ArtifactFetchException($"failed to verify archive: failed to parse digest '{text}': {e.Message}", e);
        }

        content.Position = 0;
        if (!await expected.MatchesAsync(content, ct).ConfigureAwait(false))
        {
            throw new ArtifactFetchException($"failed to verify archive: computed digest doesn't match provided '{text}'");
        }
    }
}
