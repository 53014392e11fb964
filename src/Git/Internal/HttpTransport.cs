using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>HTTP connections to git servers: trust, client certificate, proxy and authorization of one remote.</summary>
/// <remarks>
/// Redirects are followed here and not by git, because only here is it known whether the new place is the same host and may see credentials.
/// </remarks>
internal sealed class HttpTransport : IDisposable
{
    private const int MaxRedirects = 10;
    private const int ReasonLimit = 200;

    // Some servers choose by the user agent whether to speak git's protocol or to show a web page.
    private const string UserAgent = "git/2.39.0 (GitOpsToolkit)";

    private static readonly Lazy<HttpClient> Shared = new(() => new HttpClient(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan });

    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue? _authorization;

    public HttpTransport(GitRemote remote, RemoteAddress address)
    {
        _authorization = AuthorizationOf(remote, address);
        _http = remote is { CaBundle: null, ClientCertificate: null, Proxy: null }
            ? Shared.Value
            : new HttpClient(CreateHandler(remote)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Value of the <c>Authorization</c> header; null for anonymous.</summary>
    public string? Authorization => _authorization?.ToString();

    /// <summary>Gets an address, following redirects.</summary>
    /// <returns>The successful response, where it came from, and whether that place may see our credentials.</returns>
    /// <exception cref="GitException">No server, no access, or no repository.</exception>
    public async Task<(HttpResponseMessage Response, Uri From, bool Trusted)> GetAsync(Uri address, CancellationToken ct)
    {
        var at = address;
        var trusted = true;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            var response = await SendAsync(request, trusted, ct).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location)
            {
                return (await EnsureSuccessAsync(response, ct).ConfigureAwait(false), at, trusted);
            }

            response.Dispose();
            var next = location.IsAbsoluteUri ? location : new Uri(at, location);
            if (redirects >= MaxRedirects || next.Scheme is not ("http" or "https"))
            {
                throw new GitException(GitError.Other, $"the server redirects without end or to another protocol: {RemoteAddress.Redact(next.GetLeftPart(UriPartial.Path))}");
            }

            // Credentials stay with the host they were given for, and never move from https to http.
            trusted = trusted && next.Host == at.Host && (next.Port == at.Port || (at.Scheme == "http" && next.Scheme == "https"))
                && !(at.Scheme == "https" && next.Scheme == "http");
            at = next;
        }
    }

    /// <summary>Posts a protocol request.</summary>
    /// <exception cref="GitException">No server, no access, or no repository.</exception>
    public async Task<HttpResponseMessage> PostAsync(Uri address, byte[] body, string contentType, bool trusted, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        var response = await SendAsync(request, trusted, ct).ConfigureAwait(false);
        return await EnsureSuccessAsync(response, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!ReferenceEquals(_http, Shared.Value))
        {
            _http.Dispose();
        }
    }

    private static AuthenticationHeaderValue? AuthorizationOf(GitRemote remote, RemoteAddress address) => remote.Credentials switch
    {
        BearerCredentials bearer => new AuthenticationHeaderValue("Bearer", bearer.Token),
        BasicCredentials basic => BasicHeader(basic.Username, basic.Password),
        _ when address.User.Length > 0 => BasicHeader(address.User, address.Password ?? ""),
        _ => null,
    };

    private static AuthenticationHeaderValue BasicHeader(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool trusted, CancellationToken ct)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Git-Protocol", "version=2");
        request.Headers.Authorization = trusted ? _authorization : null;
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw HttpFailure.Describe(request, e);
        }
    }

    private static async Task<HttpResponseMessage> EnsureSuccessAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var reason = await ReasonAsync(response, ct).ConfigureAwait(false);
            throw response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => new GitException(GitError.Authentication, $"authentication required: {reason}"),
                HttpStatusCode.Forbidden => new GitException(GitError.Authentication, $"authorization failed: {reason}"),
                HttpStatusCode.NotFound => new GitException(GitError.RepositoryNotFound, $"repository not found: {reason}"),
                _ => new GitException(GitError.Other, HttpFailure.Status(response, reason)),
            };
        }
    }

    /// <summary>What a server says in plain text about a refusal; web pages are left out.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "text/plain")
        {
            return "";
        }

        var buffer = new byte[ReasonLimit];
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length).Trim().ReplaceLineEndings(" ");
        }
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(30),
    };

    private static SocketsHttpHandler CreateHandler(GitRemote remote)
    {
        var handler = CreateHandler();
        if (remote.Proxy is { } proxy)
        {
            handler.Proxy = ProxyOf(proxy);
        }

        handler.SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = ClientCertificatesOf(remote),
            CertificateChainPolicy = TrustOf(remote),
        };
        return handler;
    }

    private static WebProxy ProxyOf(string proxy)
    {
        var uri = new Uri(proxy);
        var user = uri.UserInfo.Split(':', 2);
        return new WebProxy(new UriBuilder(uri) { UserName = "", Password = "" }.Uri)
        {
            Credentials = uri.UserInfo.Length == 0
                ? null
                : new NetworkCredential(Uri.UnescapeDataString(user[0]), user.Length == 2 ? Uri.UnescapeDataString(user[1]) : ""),
        };
    }

    /// <summary>Trust in the remote's certificates comes on top of the system's, as the contract says.</summary>
    private static X509ChainPolicy? TrustOf(GitRemote remote)
    {
        if (remote.CaBundle is not { } bundle)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(bundle);
        }
        catch (CryptographicException e)
        {
            throw new GitException(GitError.Authentication, $"the CA bundle is not a list of PEM certificates: {e.Message}", e);
        }

        if (policy.CustomTrustStore.Count == 0)
        {
            throw new GitException(GitError.Authentication, "the CA bundle has no PEM certificate in it");
        }

        foreach (var store in (StoreLocation[])[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            using var roots = new X509Store(StoreName.Root, store);
            roots.Open(OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(roots.Certificates);
        }

        return policy;
    }

    private static X509CertificateCollection? ClientCertificatesOf(GitRemote remote)
    {
        if (remote.ClientCertificate is null || remote.ClientKey is null)
        {
            return null;
        }

        try
        {
            return [X509Certificate2.CreateFromPem(remote.ClientCertificate, remote.ClientKey)];
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new GitException(GitError.Authentication, $"client certificate and key are not a PEM pair: {e.Message}", e);
        }
    }
}
