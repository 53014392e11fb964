using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Sends requests to one cluster: credentials, retries, deadlines, measurements.</summary>
internal sealed class ApiTransport : IDisposable
{
    /// <summary>Most attempts when the server asks to come back later.</summary>
    public const int MaxAttempts = 10;

    /// <summary>Most broken connections one request puts up with.</summary>
    public const int MaxLostConnections = 3;

    /// <summary>Longest wait a server is granted; when it asks for more, the caller hears of it instead.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(30);

    private const int MaxRedirects = 5;
    private static readonly TimeSpan FirstReconnectWait = TimeSpan.FromMilliseconds(100);
    private static readonly string DefaultUserAgent =
        $"{Telemetry.Name}/{typeof(ApiTransport).Assembly.GetName().Version?.ToString(3)} ({(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")})";

    private readonly ClusterConfig _config;
    private readonly string _root;
    private readonly string _host;
    private readonly string _userAgent;
    private readonly string? _proxiedHost;
    private readonly CredentialSource _credentials;
    private readonly ConnectionSource _connections;
    private readonly ServerWarnings _warnings;
    private readonly TokenBucket? _limit;
    private readonly CancellationTokenSource _disposed = new();

    public ApiTransport(ClusterConfig config, TimeProvider time, ILoggerFactory? logs)
    {
        _config = config;
        Time = time;
        Log = logs?.CreateLogger(Telemetry.Name) ?? NullLogger.Instance;
        _root = config.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _host = config.Server.Authority;
        _userAgent = config.UserAgent ?? DefaultUserAgent;
        _proxiedHost = config.Proxy is null ? null : config.Tls.ServerName;
        _credentials = CredentialSource.Create(config, time, Log);
        _connections = new ConnectionSource(config, time, Log);
        _warnings = new ServerWarnings(Log);
        _limit = config.RequestsPerSecond > 0 ? new TokenBucket(config.RequestsPerSecond, config.RequestBurst, time) : null;
    }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    /// <summary>Sends a request and reads its answer; both are tried again as far as that is safe.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="identity">Whom to act as.</param>
    /// <param name="read">Reads a successful answer; may be called again with another one when the connection breaks meanwhile.</param>
    /// <param name="state">Passed to <paramref name="read"/>.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<TResult> SendAsync<TState, TResult>(
        ApiRequest request,
        IdentityHeaders identity,
        Func<HttpResponseMessage, TState, CancellationToken, ValueTask<TResult>> read,
        TState state,
        CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(KubernetesClient));
        using var activity = StartActivity(request);
        var exchange = new Exchange(request, identity);
        for (var attempt = 1; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            if (_limit is not null)
            {
                await _limit.TakeAsync(ct).ConfigureAwait(false);
            }

            using var deadline = new CancellationTokenSource(_config.RequestTimeout, Time);
            using var link = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
            HttpResponseMessage? response = null;
            TimeSpan wait;
            try
            {
                response = await ExchangeAsync(exchange, deadline.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
                {
                    var result = await read(response, state, deadline.Token).ConfigureAwait(false);
                    if (request.Streaming)
                    {
                        response = null; // now the reader's to close
                    }

                    activity?.SetTag("http.response.status_code", 200);
                    return result;
                }

                var error = await StatusReader.ReadAsync(response, request, Time, deadline.Token).ConfigureAwait(false);
                wait = RetryWait(response, error, attempt) ?? throw error;
                Log.Retrying(request.Method, request.Path, (int)error.Code, wait);
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                throw Failed(activity, Explain(request, $"no answer within {_config.RequestTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", e));
            }
            catch (Exception e) when (request.Idempotent && exchange.LostConnections < MaxLostConnections && IsLoss(e))
            {
                Log.ConnectionLost(e, request.Method, request.Path);
                exchange.Credential = null;
                exchange.LostConnections++;

                // The first failure is most often a pooled connection the server has closed meanwhile.
                wait = exchange.LostConnections == 1 ? TimeSpan.Zero : FirstReconnectWait * (1 << exchange.LostConnections);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidDataException)
            {
                throw Failed(activity, Explain(request, Reason(e), e));
            }
            catch (KubernetesApiException e)
            {
                throw Failed(activity, e);
            }
            finally
            {
                response?.Dispose();
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, Time, ct).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested)
        {
            _disposed.Cancel();
            _connections.Dispose();
        }
    }

    /// <summary>One round: sends, renews credentials once after a 401, follows redirects within the host.</summary>
    private async Task<HttpResponseMessage> ExchangeAsync(Exchange exchange, CancellationToken ct)
    {
        var uri = _root + exchange.Request.Path;
        var redirects = 0;
        while (true)
        {
            exchange.Credential ??= await _credentials.GetAsync(ct).ConfigureAwait(false);
            var response = await SendOnceAsync(exchange, uri, ct).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized && !exchange.Renewed)
            {
                exchange.Renewed = true;
                if (await _credentials.RenewAsync(exchange.Credential, ct).ConfigureAwait(false) is { } renewed)
                {
                    response.Dispose();
                    exchange.Credential = renewed;
                    continue;
                }
            }

            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                response.Dispose();
                uri = Follow(exchange.Request, new Uri(uri), location, ++redirects);
                continue;
            }

            return response;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Exchange exchange, string uri, CancellationToken ct)
    {
        while (true)
        {
            var invoker = await _connections.GetAsync(exchange.Credential!, ct).ConfigureAwait(false);
            using var message = CreateMessage(exchange, uri);
            try
            {
                var response = await invoker.SendAsync(message, ct).ConfigureAwait(false);
                Telemetry.Count((int)response.StatusCode, exchange.Request.Method, _host);
                _warnings.Report(response);
                return response;
            }
            catch (HttpRequestException e) when (!exchange.Reloaded && Find<AuthenticationException>(e) is not null)
            {
                // The other side may have new certificates that ours on disk already know about.
                exchange.Reloaded = true;
                Telemetry.Count(null, exchange.Request.Method, _host);
                if (!await _connections.ReloadAsync(exchange.Credential!, ct).ConfigureAwait(false))
                {
                    throw;
                }
            }
            catch (HttpRequestException)
            {
                Telemetry.Count(null, exchange.Request.Method, _host);
                throw;
            }
        }
    }

    private HttpRequestMessage CreateMessage(Exchange exchange, string uri)
    {
        var request = exchange.Request;

        // The path is escaped and checked already; the parser would only normalize what must reach the server as it is.
        var message = new HttpRequestMessage(
            request.Method, new Uri(uri, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = exchange.Identity.HasRepeatedHeaders ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var headers = message.Headers;
        if (_proxiedHost is not null)
        {
            headers.Host = _proxiedHost;
        }

        headers.TryAddWithoutValidation("Accept", request.Accept);
        headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (exchange.Credential!.Authorization is { } authorization)
        {
            headers.TryAddWithoutValidation("Authorization", authorization);
        }

        exchange.Identity.AddTo(headers);
        if (request.IfNoneMatch is not null)
        {
            headers.TryAddWithoutValidation("If-None-Match", request.IfNoneMatch);
        }

        if (request.Body.Length > 0)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return message;
    }

    private static string Follow(ApiRequest request, Uri from, Uri location, int redirects)
    {
        var target = new Uri(from, location);
        if (request.Method != HttpMethod.Get || redirects > MaxRedirects || target.Scheme != from.Scheme || target.Authority != from.Authority)
        {
            throw new KubernetesConnectionException(
                $"{request.Method} {from.GetLeftPart(UriPartial.Path)} was redirected to {target.GetLeftPart(UriPartial.Path)}, which is not followed: "
                + "credentials stay on the configured host, and only reads are followed there; use the address the server means as cluster.server");
        }

        return target.AbsoluteUri;
    }

    /// <summary>How long to wait before the next attempt; null when there is to be none.</summary>
    private TimeSpan? RetryWait(HttpResponseMessage response, KubernetesApiException error, int attempt)
    {
        var mayRetry = error.Code == HttpStatusCode.TooManyRequests || (int)error.Code >= 500;
        return mayRetry && attempt < MaxAttempts && StatusReader.RetryAfter(response, Time) is { } wait && wait <= MaxRetryAfter ? wait : null;
    }

    /// <summary>True when an established connection broke; one that could not be made is the caller's to retry.</summary>
    private static bool IsLoss(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError } => true,
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } => false,
        HttpRequestException { InnerException: IOException or SocketException } => true,
        IOException => true,
        _ => false,
    };

    private KubernetesConnectionException Explain(ApiRequest request, string reason, Exception e)
    {
        var path = request.Path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? request.Path[..query] : request.Path;
        return new KubernetesConnectionException($"{request.Method} {_root}{path}: {reason}", e);
    }

    private string Reason(Exception e)
    {
        if (Find<AuthenticationException>(e) is { } tls)
        {
            var name = _config.Tls.ServerName ?? _config.Server.IdnHost;
            var remedy = tls.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal)
                ? $"; the certificate is not for {name}: correct cluster.server, or name the certificate's host in tls-server-name"
                : tls.Message.Contains("certificate chain", StringComparison.Ordinal)
                    ? "; the certificate is not signed by the configured certificate-authority"
                    : "";
            return $"the TLS handshake failed: {tls.Message}{remedy}";
        }

        // The innermost message is the operating system's, which says most in fewest words.
        return e is JsonException or InvalidDataException ? $"the answer cannot be read: {e.Message}" : e.GetBaseException().Message;
    }

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }

    private Activity? StartActivity(ApiRequest request)
    {
        if (!Telemetry.Activities.HasListeners())
        {
            return null;
        }

        var activity = Telemetry.Activities.StartActivity(
            request.Resource is null ? request.Method.Method : $"{request.Method.Method} {request.Resource.QualifiedName}", ActivityKind.Client);
        activity?.SetTag("http.request.method", request.Method.Method);
        activity?.SetTag("server.address", _host);
        activity?.SetTag("url.path", request.Path.Split('?', 2)[0]);
        return activity;
    }

    private static Exception Failed(Activity? activity, Exception e)
    {
        if (activity is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, e.Message);
            if (e is KubernetesApiException api)
            {
                activity.SetTag("http.response.status_code", (int)api.Code);
            }
        }

        return e;
    }

    /// <summary>What one request remembers over its attempts.</summary>
    private sealed class Exchange(ApiRequest request, IdentityHeaders identity)
    {
        public ApiRequest Request { get; } = request;

        public IdentityHeaders Identity { get; } = identity;

        public Credential? Credential { get; set; }

        public bool Renewed { get; set; }

        public bool Reloaded { get; set; }

        public int LostConnections { get; set; }
    }
}
