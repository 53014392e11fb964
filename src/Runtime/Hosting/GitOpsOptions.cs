using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Runtime;

/// <summary>What every controller of a process shares. Each property mirrors a flag of the Flux controllers.</summary>
public sealed class GitOpsOptions
{
    /// <summary>Default of <see cref="MinRetryDelay"/>; the flag <c>--min-retry-delay</c>.</summary>
    public static readonly TimeSpan DefaultMinRetryDelay = TimeSpan.FromMilliseconds(750);

    /// <summary>Default of <see cref="MaxRetryDelay"/>; the flag <c>--max-retry-delay</c>.</summary>
    public static readonly TimeSpan DefaultMaxRetryDelay = TimeSpan.FromMinutes(15);

    /// <summary>Default of <see cref="IntervalJitterPercentage"/>; the flag <c>--interval-jitter-percentage</c>.</summary>
    public const int DefaultIntervalJitterPercentage = 5;

    /// <summary>Default of <see cref="MetricsAddress"/>; the flag <c>--metrics-addr</c>.</summary>
    public const string DefaultMetricsAddress = ":8080";

    /// <summary>Default of <see cref="HealthAddress"/>; the flag <c>--health-addr</c>.</summary>
    public const string DefaultHealthAddress = ":9440";

    /// <summary>False limits everything to <see cref="RuntimeNamespace"/>; the flag <c>--watch-all-namespaces</c>.</summary>
    /// <value>True.</value>
    public bool WatchAllNamespaces { get; set; } = true;

    /// <summary>Namespace the process runs in; by default the environment variable <c>RUNTIME_NAMESPACE</c>.</summary>
    public string? RuntimeNamespace { get; set; }

    /// <summary>Only reconciled objects with these labels are seen (sharding); the flag <c>--watch-label-selector</c>.</summary>
    public string WatchLabelSelector { get; set; } = "";

    /// <summary>Spread of intervals in percent each way, 0 to 99.</summary>
    /// <value>5.</value>
    [Range(0, 99)]
    public int IntervalJitterPercentage { get; set; } = DefaultIntervalJitterPercentage;

    /// <summary>First back-off delay of an object.</summary>
    /// <value>750 ms.</value>
    public TimeSpan MinRetryDelay { get; set; } = DefaultMinRetryDelay;

    /// <summary>Longest back-off delay of an object.</summary>
    /// <value>15 minutes.</value>
    public TimeSpan MaxRetryDelay { get; set; } = DefaultMaxRetryDelay;

    /// <summary>Address events are posted to; empty means none; the flag <c>--events-addr</c>.</summary>
    public string EventsAddress { get; set; } = "";

    /// <summary>Address of <c>/metrics</c>: <c>host:port</c>, <c>:port</c> for every interface, empty or <c>0</c> for none.</summary>
    /// <value><c>:8080</c>.</value>
    public string MetricsAddress { get; set; } = DefaultMetricsAddress;

    /// <summary>Address of <c>/healthz</c> and <c>/readyz</c>, in the form of <see cref="MetricsAddress"/>.</summary>
    /// <value><c>:9440</c>.</value>
    public string HealthAddress { get; set; } = DefaultHealthAddress;

    /// <summary>Endpoint OTLP traces and metrics go to; by default the environment variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, none when that is empty too.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>Leader election.</summary>
    public LeaderElectionOptions LeaderElection { get; } = new();
}
