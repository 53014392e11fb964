using System.Diagnostics.Metrics;

namespace GitOpsToolkit.Runtime;

/// <summary>The runtime's instruments, under the names the stock dashboards of controller-runtime and Flux read.</summary>
internal sealed class RuntimeMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string MeterName = "GitOpsToolkit.Runtime";

    /// <summary>Name of the histogram that is kept per object.</summary>
    public const string ReconcileDurationName = "gotk_reconcile_duration_seconds";

    private static readonly double[] QueueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10];

    private static readonly double[] ReconcileBuckets =
    [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0,
        1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ];

    public RuntimeMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        Reconciles = meter.CreateCounter<long>("controller_runtime_reconcile_total", description: "Passes by controller and result");
        ReconcileErrors = meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Passes that failed, by controller");
        TerminalErrors = meter.CreateCounter<long>(
            "controller_runtime_terminal_reconcile_errors_total", description: "Passes that failed beyond retry, by controller");
        ReconcilePanics = meter.CreateCounter<long>(
            "controller_runtime_reconcile_panics_total", description: "Passes whose reconciler threw, by controller");
        ReconcileTime = Histogram(meter, "controller_runtime_reconcile_time_seconds", "Length of passes by controller", ReconcileBuckets);
        ActiveWorkers = meter.CreateUpDownCounter<long>("controller_runtime_active_workers", description: "Passes under way, by controller");
        MaxConcurrent = meter.CreateGauge<long>(
            "controller_runtime_max_concurrent_reconciles", description: "Most passes at once, by controller");
        ReconcileDuration = Histogram(
            meter, ReconcileDurationName, "Length of passes by object", ExponentialRange(0.01, 1800, 10));
        QueueDepth = meter.CreateUpDownCounter<long>("workqueue_depth", description: "Keys that wait");
        QueueAdds = meter.CreateCounter<long>("workqueue_adds_total", description: "Keys added");
        QueueRetries = meter.CreateCounter<long>("workqueue_retries_total", description: "Keys added again after a failure");
        QueueWait = Histogram(meter, "workqueue_queue_duration_seconds", "Time keys wait", QueueBuckets);
        QueueWork = Histogram(meter, "workqueue_work_duration_seconds", "Time keys are worked on", QueueBuckets);
        Leading = meter.CreateGauge<long>("leader_election_master_status", description: "1 while this process holds the lease");
        EventsDropped = meter.CreateCounter<long>("gotk_events_dropped_total", description: "Events that were not delivered, by sink");
    }

    public Counter<long> Reconciles { get; }

    public Counter<long> ReconcileErrors { get; }

    public Counter<long> TerminalErrors { get; }

    public Counter<long> ReconcilePanics { get; }

    public Histogram<double> ReconcileTime { get; }

    public UpDownCounter<long> ActiveWorkers { get; }

    public Gauge<long> MaxConcurrent { get; }

    public Histogram<double> ReconcileDuration { get; }

    public UpDownCounter<long> QueueDepth { get; }

    public Counter<long> QueueAdds { get; }

    public Counter<long> QueueRetries { get; }

    public Histogram<double> QueueWait { get; }

    public Histogram<double> QueueWork { get; }

    public Gauge<long> Leading { get; }

    public Counter<long> EventsDropped { get; }

    private static Histogram<double> Histogram(Meter meter, string name, string description, double[] buckets) =>
        meter.CreateHistogram<double>(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

    /// <summary>Bounds that grow by a constant factor from the first to the last (kustomize contract 19.3).</summary>
    private static double[] ExponentialRange(double first, double last, int count)
    {
        var factor = Math.Pow(last / first, 1.0 / (count - 1));
        return [.. Enumerable.Range(0, count - 1).Select(i => first * Math.Pow(factor, i)), last];
    }
}
