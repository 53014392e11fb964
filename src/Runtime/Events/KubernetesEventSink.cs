using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>Writes events as <c>v1</c> Events next to the object, so that <c>kubectl describe</c> shows them.</summary>
internal sealed class KubernetesEventSink : QueuedSink
{
    private const int MaxTries = 3;

    private static readonly ApiResource EventType = new("", "v1", "Event", "events", Namespaced: true);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly KubernetesClient _client;
    private readonly TimeProvider _clock;
    private readonly EventCorrelator _correlator;

    public KubernetesEventSink(KubernetesClient client, TimeProvider clock, RuntimeMetrics metrics, ILoggerFactory logs)
        : base(clock, metrics, logs.CreateLogger("GitOpsToolkit.Runtime.Events"))
    {
        _client = client;
        _clock = clock;
        _correlator = new(clock);
    }

    protected override string Name => "kubernetes";

    protected override bool Accepts(ControllerEvent occurrence) => true;

    protected override async Task DeliverAsync(ControllerEvent occurrence, CancellationToken cancellationToken)
    {
        if (_correlator.Correlate(occurrence) is not { } series)
        {
            Drop(1);
            return;
        }

        var ns = occurrence.InvolvedObject.Namespace.Length == 0 ? "default" : occurrence.InvolvedObject.Namespace;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (series.StoredName is null || !await TryCountAsync(ns, series, cancellationToken).ConfigureAwait(false))
                {
                    var created = Create(occurrence, series, ns);
                    await _client.CreateAsync(EventType, created, ct: cancellationToken).ConfigureAwait(false);
                    series.StoredName = created.Name;
                }

                return;
            }
            catch (KubernetesConnectionException) when (attempt < MaxTries)
            {
                await PauseAsync(RetryDelay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TryCountAsync(string ns, EventSeries series, CancellationToken cancellationToken)
    {
        // Annotations stay those of the first occurrence, as client-go leaves them.
        var patch = new JsonObject
        {
            ["count"] = series.Count,
            ["lastTimestamp"] = Time(series.Last),
            ["message"] = series.Message,
        };
        try
        {
            await _client.PatchAsync(EventType, new(ns, series.StoredName!), Patch.Merge(patch), ct: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Events expire after an hour; the series starts over.
            EventCorrelator.Restart(series, _clock.GetUtcNow());
            return false;
        }
    }

    private static Unstructured Create(ControllerEvent occurrence, EventSeries series, string ns)
    {
        var about = occurrence.InvolvedObject;
        var nanoseconds = (series.Last - DateTimeOffset.UnixEpoch).Ticks * 100;
        var created = new Unstructured(
            EventType.Gvk, ns, string.Create(CultureInfo.InvariantCulture, $"{about.Name}.{nanoseconds:x}{Random.Shared.Next(256):x2}"));
        if (Annotations(occurrence) is { } annotations)
        {
            created.Root.EnsureObject("metadata")["annotations"] = annotations;
        }

        var reference = new JsonObject { ["apiVersion"] = about.ApiVersion, ["kind"] = about.Kind, ["name"] = about.Name };
        if (about.Namespace.Length > 0)
        {
            reference["namespace"] = about.Namespace;
        }

        reference["uid"] = about.Uid;
        reference["resourceVersion"] = about.ResourceVersion;
        created.Root["involvedObject"] = reference;
        created.Root["type"] = series.Type;
        created.Root["reason"] = occurrence.Reason;
        created.Root["message"] = series.Message;
        created.Root["source"] = new JsonObject { ["component"] = occurrence.Component };
        created.Root["reportingComponent"] = occurrence.Component;
        created.Root["reportingInstance"] = "";
        created.Root["firstTimestamp"] = Time(series.First);
        created.Root["lastTimestamp"] = Time(series.Last);
        created.Root["count"] = series.Count;
        return created;
    }

    private static JsonObject? Annotations(ControllerEvent occurrence)
    {
        if (occurrence.Metadata.Count == 0)
        {
            return null;
        }

        var annotations = new JsonObject();
        foreach (var (key, value) in occurrence.Metadata)
        {
            annotations[key] = value;
        }

        return annotations;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
