using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Hands out the connections of one cluster, and new ones once the certificates have changed.</summary>
internal sealed class ConnectionSource : IDisposable
{
    private static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    // Often enough to follow a moved address, rare enough to cost nothing. Streams in flight end in their own time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);

    private readonly ClusterConfig _config;
    private readonly ILogger _log;
    private readonly WatchedFile? _authorityFile;
    private readonly WatchedFile? _certificateFile;
    private readonly WatchedFile? _keyFile;
    private readonly SemaphoreSlim _rebuild = new(1, 1);
    private volatile Generation? _current;

    public ConnectionSource(ClusterConfig config, TimeProvider time, ILogger log)
    {
        _config = config;
        _log = log;
        var tls = config.Tls;
        _authorityFile = Watch(tls.CertificateAuthorityData, tls.CertificateAuthorityFile);
        _certificateFile = Watch(tls.ClientCertificateData, tls.ClientCertificateFile);
        _keyFile = Watch(tls.ClientKeyData, tls.ClientKeyFile);

        WatchedFile? Watch(string? data, string? file) => data is null && file is not null ? new WatchedFile(file, time) : null;
    }

    /// <summary>True when certificates can change while the process runs.</summary>
    private bool HasFiles => _authorityFile is not null || _certificateFile is not null || _keyFile is not null;

    private bool FilesAreFresh =>
        _authorityFile is null or { IsFresh: true } && _certificateFile is null or { IsFresh: true } && _keyFile is null or { IsFresh: true };

    /// <summary>Where to send a request that shows this credential.</summary>
    public ValueTask<HttpMessageInvoker> GetAsync(Credential credential, CancellationToken ct) =>
        _current is { } current && current.Shows(credential) && FilesAreFresh ? new(current.Invoker) : BuildAsync(credential, ct);

    /// <summary>Reads files again, after a handshake failed; true when that changed anything.</summary>
    public async ValueTask<bool> ReloadAsync(Credential credential, CancellationToken ct)
    {
        if (!HasFiles)
        {
            return false;
        }

        var before = _current;
        _authorityFile?.Expire();
        _certificateFile?.Expire();
        _keyFile?.Expire();
        await BuildAsync(credential, ct).ConfigureAwait(false);
        return !ReferenceEquals(before, _current);
    }

    public void Dispose()
    {
        _current?.Invoker.Dispose();
        _rebuild.Dispose();
    }

    private async ValueTask<HttpMessageInvoker> BuildAsync(Credential credential, CancellationToken ct)
    {
        await _rebuild.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var current = _current;
            if (current is not null && current.Shows(credential) && FilesAreFresh)
            {
                return current.Invoker;
            }

            var material = await ReadAsync(current?.Material, credential, ct).ConfigureAwait(false);
            if (current is not null && current.Material == material)
            {
                _current = current with { CertificateOf = credential.Certificate };
                return current.Invoker;
            }

            if (current is not null)
            {
                _log.CertificatesChanged(_config.Server);
            }

            // The old generation is left to the collector: requests may still be on its connections, and unused ones
            // close by themselves after their idle time.
            var next = new Generation(material, credential.Certificate, new HttpMessageInvoker(CreateHandler(material)));
            _current = next;
            return next.Invoker;
        }
        finally
        {
            _rebuild.Release();
        }
    }

    private async Task<TlsMaterial> ReadAsync(TlsMaterial? last, Credential credential, CancellationToken ct)
    {
        var tls = _config.Tls;
        var authority = await TextAsync("certificate-authority", tls.CertificateAuthorityData, _authorityFile, last?.Authority, ct).ConfigureAwait(false);
        if (credential.Certificate is not null)
        {
            return new TlsMaterial(authority, credential.Certificate, credential.Key);
        }

        return new TlsMaterial(
            authority,
            await TextAsync("client-certificate", tls.ClientCertificateData, _certificateFile, last?.Certificate, ct).ConfigureAwait(false),
            await TextAsync("client-key", tls.ClientKeyData, _keyFile, last?.Key, ct).ConfigureAwait(false));
    }

    private static async ValueTask<string?> TextAsync(string field, string? data, WatchedFile? file, string? last, CancellationToken ct)
    {
        if (data is not null || file is null)
        {
            return data;
        }

        try
        {
            return await file.ReadAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return last ?? throw new KubernetesConnectionException($"{field} cannot be read: {e.Message}", e);
        }
    }

    private SocketsHttpHandler CreateHandler(TlsMaterial material)
    {
        var isSecure = _config.Server.Scheme == Uri.UriSchemeHttps;
        var tls = isSecure ? material.CreateOptions(_config.Tls) : new SslClientAuthenticationOptions();
        var handler = new SocketsHttpHandler
        {
            // Redirects are followed by the transport, which keeps credentials on the host they are for.
            AllowAutoRedirect = false,
            UseCookies = false,
            RequestHeaderEncodingSelector = RepeatedHeaderEncoding.Select,
            AutomaticDecompression = _config.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,

            // One connection carries a limited number of streams, and every watch is one.
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = KeepAlivePingDelay,
            KeepAlivePingTimeout = KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            SslOptions = tls,
            UseProxy = _config.Proxy is not null,
            Proxy = _config.Proxy is null ? null : CreateProxy(_config.Proxy),
        };

        // Behind a proxy the handshake follows the tunnel, out of reach; there the Host header names the server.
        if (isSecure && _config.Tls.ServerName is not null && _config.Proxy is null)
        {
            handler.ConnectCallback = new NamedServerConnector(tls).ConnectAsync;
        }

        return handler;
    }

    private static WebProxy CreateProxy(Uri address)
    {
        var proxy = new WebProxy(address);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest is [var password] ? password : ""));
        }

        return proxy;
    }

    /// <summary>Connections made with the same certificates.</summary>
    private sealed record Generation(TlsMaterial Material, string? CertificateOf, HttpMessageInvoker Invoker)
    {
        public bool Shows(Credential credential) => ReferenceEquals(CertificateOf, credential.Certificate) || CertificateOf == credential.Certificate;
    }
}
