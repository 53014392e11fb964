using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace GitOpsToolkit.Oci;

/// <summary>
/// Requests to one repository: finds the scheme, answers challenges, follows redirects without credentials, and repeats what failed for a
/// passing reason.
/// </summary>
internal sealed class RegistrySession(OciReference repository, OciClientOptions options, HttpMessageInvoker http, TimeProvider time) : IDisposable
{
    private const int MaxRedirects = 10;
    private const int MaxAnswer = 1 << 20;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly TokenService _tokens = new(repository, options);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Uri? _root;
    private AuthenticationHeaderValue? _authorization;

    /// <summary>Sends a request below <c>/v2/NAME/</c>.</summary>
    /// <param name="method">Verb.</param>
    /// <param name="path">Path below the repository, or an absolute address that the registry gave.</param>
    /// <param name="prepare">Adds headers and content; called for every attempt.</param>
    /// <param name="push">True when the token must allow to write.</param>
    /// <param name="ct">Stops everything.</param>
    /// <param name="expected">Statuses besides success that are answers, not failures.</param>
    /// <returns>The answer, which the caller disposes.</returns>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, Action<HttpRequestMessage>? prepare, bool push, CancellationToken ct, params HttpStatusCode[] expected)
    {
        var root = await ConnectAsync(ct).ConfigureAwait(false);
        var address = new Uri(new Uri(root, $"/v2/{repository.Repository}/"), path);
        var answer = await AttemptAsync(method, address, prepare, ct).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && IsRegistry(address))
        {
            // The token ran out, or does not cover what was asked for.
            using (answer)
            {
                await AuthorizeAsync(answer, push, ct).ConfigureAwait(false);
            }

            answer = await AttemptAsync(method, address, prepare, ct).ConfigureAwait(false);
        }

        if (answer.IsSuccessStatusCode || Array.IndexOf(expected, answer.StatusCode) >= 0)
        {
            return answer;
        }

        using (answer)
        {
            throw await FailureAsync(method, address, answer, ct).ConfigureAwait(false);
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Asks the registry once whether it is there and what it wants; https first, and plain http where that is allowed.</summary>
    private async Task<Uri> ConnectAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return _root ??= await PingAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Uri> PingAsync(CancellationToken ct)
    {
        // A certificate that was given is there to be checked, so the connection must not be downgraded.
        var mayBePlain = (options.Insecure || repository.IsLocalRegistry) && options is { CaBundle: null, ClientCertificate: null };
        var problems = new List<string>();
        foreach (var scheme in mayBePlain ? (string[])["https", "http"] : ["https"])
        {
            var address = new Uri($"{scheme}://{repository.Registry}/v2/");
            try
            {
                using var answer = await TryOnceAsync(new HttpRequestMessage(HttpMethod.Get, address), ct).ConfigureAwait(false);
                _root = new Uri(address, "/");
                if (answer.StatusCode == HttpStatusCode.Unauthorized)
                {
                    await AuthorizeAsync(answer, push: false, ct).ConfigureAwait(false);
                }

                return _root;
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                problems.Add(ConnectionFailure.Describe(HttpMethod.Get, address, e));
            }
        }

        throw new OciException(OciError.Unavailable, string.Join("; ", problems));
    }

    private async Task AuthorizeAsync(HttpResponseMessage answer, bool push, CancellationToken ct) =>
        _authorization = await _tokens.AnswerAsync(_root!, Challenge.ReadAll(answer), push, FetchTokenAsync, ct).ConfigureAwait(false);

    private async Task<TokenAnswer> FetchTokenAsync(Func<HttpRequestMessage> create, CancellationToken ct)
    {
        Uri? address = null;
        try
        {
            var request = create();
            address = request.RequestUri!;
            using var answer = await TryOnceAsync(request, ct).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw new OciException(
                    answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? OciError.Unauthorized : OciError.Unavailable,
                    $"{request.Method} {address}: unexpected status code {(int)answer.StatusCode} {answer.ReasonPhrase}") { StatusCode = (int)answer.StatusCode };
            }

            var bytes = await BoundedContent.ReadAsync(answer.Content, MaxAnswer, ct).ConfigureAwait(false);
            return JsonSerializer.Deserialize(bytes, OciJson.Default.TokenAnswer) ?? new TokenAnswer(null, null);
        }
        catch (JsonException e)
        {
            // The text of the parser's message could quote the token.
            throw new OciException(OciError.Unauthorized, $"the answer of the token service {address} is not JSON", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new OciException(OciError.Unavailable, ConnectionFailure.Describe(HttpMethod.Get, address!, e), e);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(HttpMethod method, Uri address, Action<HttpRequestMessage>? prepare, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                var answer = await FollowAsync(method, address, prepare, ct).ConfigureAwait(false);
                if (attempt >= options.Attempts || !IsPassing(answer.StatusCode))
                {
                    return answer;
                }

                wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
                answer.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                if (attempt >= options.Attempts)
                {
                    throw new OciException(OciError.Unavailable, ConnectionFailure.Describe(method, address, e), e);
                }

                wait = TimeSpan.Zero;
            }

            var backOff = options.RetryDelay * Math.Pow(2, attempt - 1);
            wait = wait > backOff ? wait : backOff;
            await Task.Delay(wait < LongestRetry ? wait : LongestRetry, time, ct).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpMethod method, Uri address, Action<HttpRequestMessage>? prepare, CancellationToken ct)
    {
        for (var hop = 0; ; hop++)
        {
            var request = new HttpRequestMessage(method, address);
            prepare?.Invoke(request);
            if (IsRegistry(address))
            {
                request.Headers.Authorization = _authorization;
            }

            var answer = await TryOnceAsync(request, ct).ConfigureAwait(false);
            if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || answer.Headers.Location is not { } location || !(method == HttpMethod.Get || method == HttpMethod.Head))
            {
                return answer;
            }

            answer.Dispose();
            var next = new Uri(address, location);
            if (hop >= MaxRedirects || next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme == "http" && !options.Insecure))
            {
                throw new OciException(OciError.Refused, $"{address} redirects to {next}, which is not followed: too many redirects, or less safe than the first address");
            }

            address = next;
        }
    }

    private async Task<HttpResponseMessage> TryOnceAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        using var deadline = new CancellationTokenSource(options.AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        // The invoker of a plain handler returns with the headers; the body is read by the caller.
        return await http.SendAsync(request, either.Token).ConfigureAwait(false);
    }

    private bool IsRegistry(Uri address) =>
        _root is not null && address.Scheme == _root.Scheme && address.IdnHost == _root.IdnHost && address.Port == _root.Port;

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static async Task<OciException> FailureAsync(HttpMethod method, Uri address, HttpResponseMessage answer, CancellationToken ct)
    {
        var text = "";
        try
        {
            var bytes = await BoundedContent.ReadAsync(answer.Content, MaxAnswer, ct).ConfigureAwait(false);
            var errors = JsonSerializer.Deserialize(bytes, OciJson.Default.RegistryErrors)?.Errors ?? [];
            text = string.Join("; ", errors.Select(static e => $"{e.Code}: {e.Message}"));
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or OciException)
        {
            // What went wrong is in the status; the body is only a bonus.
        }

        var error = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => OciError.Unauthorized,
            HttpStatusCode.NotFound => OciError.NotFound,
            var status when IsPassing(status) => OciError.Unavailable,
            _ => OciError.Refused,
        };
        return new OciException(error, text.Length > 0 ? $"{method} {address}: {text}" : $"{method} {address}: unexpected status code {(int)answer.StatusCode} {answer.ReasonPhrase}")
        {
            StatusCode = (int)answer.StatusCode,
        };
    }
}
