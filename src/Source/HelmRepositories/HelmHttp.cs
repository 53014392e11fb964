using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.HelmRepositories;

/// <summary>
/// Downloads from a Helm repository over HTTP. Credentials go to the repository's own scheme, host and port, to others only when the spec
/// says so, and never along a redirect.
/// </summary>
internal sealed class HelmHttp : IDisposable
{
    private const int MaxRedirects = 10;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _repository;
    private readonly AuthenticationHeaderValue? _credentials;
    private readonly bool _passCredentials;

    /// <exception cref="FormatException">A certificate or key cannot be read.</exception>
    public HelmHttp(Uri repository, HelmHttpOptions options)
    {
        var (handler, isOwned) = RegistryHandlers.For(new OciClientOptions { CaBundle = options.Authority, ClientCertificate = options.Certificate, ClientKey = options.Key });
        _http = new HttpMessageInvoker(handler, isOwned);
        _repository = repository;
        _passCredentials = options.PassCredentials;
        _credentials = options.Username is null
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="OciException">It is not there, larger than the limit, or cannot be read.</exception>
    public async Task<byte[]> GetAsync(Uri address, int limit, CancellationToken ct)
    {
        try
        {
            using var answer = await FollowAsync(address, ct).ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? await BoundedContent.ReadAsync(answer.Content, limit, ct).ConfigureAwait(false)
                : throw new OciException(OciError.Unavailable, $"failed to fetch {address} : {(int)answer.StatusCode} {ReasonOf(answer.StatusCode)}") { StatusCode = (int)answer.StatusCode };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OciException(OciError.Unavailable, ConnectionFailure.Describe(HttpMethod.Get, address, e), e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Uri address, CancellationToken ct)
    {
        for (var hop = 0; ; hop++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("User-Agent", OciClientOptions.DefaultUserAgent);
            if (hop == 0 && (_passCredentials || IsRepository(address)))
            {
                request.Headers.Authorization = _credentials;
            }

            var answer = await _http.SendAsync(request, ct).ConfigureAwait(false);
            if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            var next = new Uri(address, location);
            if (hop >= MaxRedirects || next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme == "http"))
            {
                throw new OciException(OciError.Refused, $"{address} redirects to {next}, which is not followed: too many redirects, or less safe than the first address");
            }

            address = next;
        }
    }

    private bool IsRepository(Uri address) =>
        address.Scheme == _repository.Scheme && address.Port == _repository.Port && address.IdnHost.Equals(_repository.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static string ReasonOf(HttpStatusCode status) => new HttpResponseMessage(status).ReasonPhrase ?? "";
}

/// <summary>Credentials and certificates of a Helm repository.</summary>
internal sealed record HelmHttpOptions
{
    public string? Username { get; init; }

    public string? Password { get; init; }

    public bool PassCredentials { get; init; }

    public string? Authority { get; init; }

    public string? Certificate { get; init; }

    public string? Key { get; init; }
}
