using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime;

/// <summary>Posts events to the notification controller, as Flux controllers do (kustomize contract 5, source contract 2.7).</summary>
internal sealed class NotificationSink : QueuedSink
{
    /// <summary>Time one try may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Tries after the first; the defaults of the HTTP client Flux uses.</summary>
    private const int MaxRetries = 4;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);

    private readonly Uri? _address;
    private readonly HttpClient _http;

    public NotificationSink(IOptions<GitOpsOptions> options, TimeProvider clock, RuntimeMetrics metrics, ILoggerFactory logs)
        : this(options.Value.EventsAddress, new SocketsHttpHandler(), clock, metrics, logs.CreateLogger("GitOpsToolkit.Runtime.Events"))
    {
    }

    internal NotificationSink(string address, HttpMessageHandler handler, TimeProvider clock, RuntimeMetrics? metrics, ILogger log)
        : base(clock, metrics, log)
    {
        _address = address.Length == 0 ? null : new Uri(address);
        _http = new HttpClient(handler) { Timeout = Timeout };
    }

    protected override string Name => "notification";

    protected override bool Accepts(ControllerEvent occurrence) => _address is not null && occurrence.Flavor != EventFlavor.Trace;

    protected override async Task DeliverAsync(ControllerEvent occurrence, CancellationToken cancellationToken)
    {
        var payload = Write(occurrence);
        var delay = FirstRetryDelay;
        for (var attempt = 0; ; attempt++)
        {
            var failure = await TryPostAsync(payload, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }

            if (attempt == MaxRetries)
            {
                throw new HttpRequestException(failure);
            }

            await PauseAsync(delay, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 > MaxRetryDelay ? MaxRetryDelay : delay * 2;
        }
    }

    /// <summary>Null when the matter is settled, well or badly; otherwise why another try makes sense.</summary>
    private async Task<string?> TryPostAsync(byte[] payload, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(payload);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.PostAsync(_address, content, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode >= 500)
            {
                return $"the receiver answered {(int)response.StatusCode}";
            }

            // 429 means that the receiver has the same event already.
            return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.TooManyRequests
                ? null
                : throw new InvalidOperationException($"the receiver answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Timeout.TotalSeconds:0} seconds";
        }
    }

    private static byte[] Write(ControllerEvent occurrence)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var about = occurrence.InvolvedObject;
            json.WriteStartObject("involvedObject");
            json.WriteString("kind", about.Kind);
            json.WriteString("namespace", about.Namespace);
            json.WriteString("name", about.Name);
            json.WriteString("uid", about.Uid);
            json.WriteString("apiVersion", about.ApiVersion);
            json.WriteString("resourceVersion", about.ResourceVersion);
            json.WriteEndObject();
            json.WriteString("severity", occurrence.Flavor == EventFlavor.Warning ? "error" : "info");
            json.WriteString("timestamp", occurrence.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("message", occurrence.Message);
            json.WriteString("reason", occurrence.Reason);
            if (occurrence.Metadata.Count > 0)
            {
                json.WriteStartObject("metadata");
                foreach (var (key, value) in occurrence.Metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            json.WriteString("reportingController", occurrence.Component);
            json.WriteString("reportingInstance", occurrence.Instance);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
