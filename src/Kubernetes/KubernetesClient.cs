using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes.Internal;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes;

/// <summary>Talks to one cluster as one identity. Safe for concurrent use; keep one per cluster and share it.</summary>
/// <remarks>
/// Every verb throws <see cref="KubernetesApiException"/> when the server refuses and
/// <see cref="KubernetesConnectionException"/> when it does not answer. A request is tried again when the server names a
/// time to come back (429 and 5xx with Retry-After), and when a connection breaks during a request that may be repeated
/// without harm.
/// </remarks>
public sealed partial class KubernetesClient : IDisposable
{
    /// <summary>Identities kept ready; they are cheap to make again, so more simply start over.</summary>
    private const int MaxIdentities = 1024;

    private readonly ApiTransport _transport;
    private readonly IdentityHeaders _identity;
    private readonly ConcurrentDictionary<string, KubernetesClient>? _identities;
    private readonly KubernetesClient _own;

    /// <summary>Prepares a client; nothing is sent before the first request.</summary>
    /// <param name="config">Where and as whom.</param>
    /// <param name="time">Clock of retries, timeouts and token ages; null for the system's.</param>
    /// <param name="logs">Where server warnings and retries go; null for nowhere.</param>
    public KubernetesClient(ClusterConfig config, TimeProvider? time = null, ILoggerFactory? logs = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _transport = new ApiTransport(config, time ?? TimeProvider.System, logs);
        _identity = new IdentityHeaders(config.Impersonation);
        _identities = new ConcurrentDictionary<string, KubernetesClient>(StringComparer.Ordinal);
        _own = this;
        Discovery = new Discovery(_transport, _identity);
    }

    private KubernetesClient(KubernetesClient own, Impersonation impersonation)
    {
        Config = own.Config with { Impersonation = impersonation };
        _transport = own._transport;
        _identity = new IdentityHeaders(impersonation);
        _own = own;
        Discovery = own.Discovery;
    }

    /// <summary>Where and as whom.</summary>
    public ClusterConfig Config { get; }

    /// <summary>What the cluster serves; read with the client's own identity, and shared with impersonating clients.</summary>
    public Discovery Discovery { get; }

    internal TimeProvider Time => _transport.Time;

    internal ILogger Log => _transport.Log;

    /// <summary>
    /// A client that acts as someone else over the same connections. It is kept for the next call with the same user and
    /// groups, and need not be disposed. Impersonating from an impersonating client replaces the identity.
    /// </summary>
    /// <exception cref="ArgumentException">The user is empty, or a name cannot be sent in a header.</exception>
    public KubernetesClient Impersonate(string user, IReadOnlyList<string>? groups = null)
    {
        var impersonation = new Impersonation(user, groups);
        var identities = _own._identities!;
        var key = Describe(impersonation);
        if (identities.TryGetValue(key, out var known))
        {
            return known;
        }

        if (identities.Count >= MaxIdentities)
        {
            identities.Clear();
        }

        return identities.GetOrAdd(key, new KubernetesClient(_own, impersonation));
    }

    /// <summary>Sends a request to a path no other method knows, such as <c>/version</c> or a subject access review.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query, escaped, beginning with a slash.</param>
    /// <param name="body">Body to send as JSON; null sends none.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The answer's JSON; its text as a string when it is none; null when it is empty.</returns>
    public Task<JsonNode?> RequestAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!path.StartsWith('/'))
        {
            throw new ArgumentException($"\"{path}\" must begin with a slash", nameof(path));
        }

        var request = new ApiRequest(method, path)
        {
            Body = body is null ? default : JsonBody.Write(body),
            Accept = "application/json, */*",
            Idempotent = method == HttpMethod.Get || method == HttpMethod.Put || method == HttpMethod.Delete,
        };
        return _transport.SendAsync(request, _identity, ReadAnyAsync, 0, ct);
    }

    /// <summary>Closes the connections, and with them those of impersonating clients. Disposing of such a client does nothing.</summary>
    public void Dispose()
    {
        if (ReferenceEquals(_own, this))
        {
            _transport.Dispose();
        }
    }

    private static async ValueTask<JsonNode?> ReadAnyAsync(HttpResponseMessage response, int state, CancellationToken ct)
    {
        using var body = await ReadBodyAsync(response, ct).ConfigureAwait(false);
        return body.Length == 0 ? null
            : response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(body.Written)
            : JsonValue.Create(Encoding.UTF8.GetString(body.Written));
    }

    private static async ValueTask<PooledBuffer> ReadBodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        // One byte more than announced, so that the end is seen without growing.
        var announced = response.Content.Headers.ContentLength ?? 0;
        var body = new PooledBuffer((int)Math.Clamp(announced + 1, 1024, PooledBuffer.MaxCapacity));
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            while (await body.ReadAsync(stream, ct).ConfigureAwait(false))
            {
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    // Names are separated by a character that no header can carry.
    private static string Describe(Impersonation impersonation) =>
        impersonation.Groups.Count == 0 ? impersonation.User : $"{impersonation.User}\n{string.Join('\n', impersonation.Groups)}";
}
