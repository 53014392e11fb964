using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Asks key services over HTTP: one deadline, small answers, no redirects, and errors that show a status and nothing of a body.</summary>
internal sealed partial class KeyServiceHttp : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    /// <summary>Talks through a handler.</summary>
    /// <param name="handler">Makes the connections; disposed with this.</param>
    public KeyServiceHttp(HttpMessageHandler handler) => _http = new HttpClient(handler)
    {
        Timeout = Deadline,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    /// <summary>A handler for services of the outside: proxies of the environment, no redirects (a credential must not follow one).</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Sends a request and reads the JSON object it is answered with.</summary>
    /// <param name="request">The request; disposed.</param>
    /// <param name="service">The service's name in messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SopsException">The service cannot be reached, or answered with an error.</exception>
    public async Task<JsonObject> SendAsync(HttpRequestMessage request, string service, CancellationToken cancellationToken)
    {
        var text = await SendTextAsync(request, service, cancellationToken).ConfigureAwait(false);
        return Parse(text) ?? throw new SopsException($"{service} answered with something that is not JSON");
    }

    /// <summary>Sends a request and reads the text it is answered with.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<string> SendTextAsync(HttpRequestMessage request, string service, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                return response.IsSuccessStatusCode ? text
                    : throw new SopsException($"{service} answered {(int)response.StatusCode} {response.StatusCode}{Code(Parse(text))}");
            }
            catch (HttpRequestException e)
            {
                throw new SopsException($"{service} cannot be reached: {Plain(e)}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new SopsException($"{service} did not answer within {Deadline.TotalSeconds:0} seconds");
            }
        }
    }

    /// <summary>A JSON body.</summary>
    public static HttpContent Json(JsonObject body, string mediaType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The machine-readable name of an error, where a service has one; free text stays out of messages.</summary>
    private static string Code(JsonObject? answer)
    {
        var code = answer?["__type"] ?? answer?["code"] ?? (answer?["error"] as JsonObject)?["status"] ?? (answer?["error"] as JsonObject)?["code"] ?? answer?["error"];
        return code is JsonValue value && value.TryGetValue(out string? text) && Name().IsMatch(text) ? $" ({text[(text.IndexOf('#', StringComparison.Ordinal) + 1)..]})" : "";
    }

    private static string Plain(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name cannot be resolved",
        HttpRequestError.ConnectionError => "the connection failed",
        HttpRequestError.SecureConnectionError => "the TLS connection failed",
        HttpRequestError.ConfigurationLimitExceeded => $"its answer is larger than {MaxAnswerBytes} bytes",
        _ => "the request failed",
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.#-]{1,100}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
