using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Runtime.Tests.Metrics;

public sealed class MetricsRegistryTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricsRegistry _registry;
    private readonly RuntimeMetrics _metrics;

    public MetricsRegistryTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _registry = new(factory);
        _metrics = new(factory);
    }

    public void Dispose()
    {
        _registry.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Write_Counter_HasHelpTypeAndLabels()
    {
        _metrics.Reconciles.Add(2, new("controller", "widget"), new("result", "success"));

        Text().ShouldContain("# TYPE controller_runtime_reconcile_total counter\ncontroller_runtime_reconcile_total{controller=\"widget\",result=\"success\"} 2\n");
    }

    [Fact]
    public void Write_Histogram_CountsIntoCumulativeBuckets()
    {
        foreach (var seconds in new[] { 0.001, 0.01, 5000 })
        {
            _metrics.ReconcileDuration.Record(seconds, new("kind", "Widget"), new("name", "w"), new("namespace", "a\"b"));
        }

        var text = Text();
        text.ShouldContain("gotk_reconcile_duration_seconds_bucket{kind=\"Widget\",name=\"w\",namespace=\"a\\\"b\",le=\"0.01\"} 2\n");
        text.ShouldContain("le=\"1800\"} 2\n");
        text.ShouldContain("le=\"+Inf\"} 3\n");
        text.ShouldContain("gotk_reconcile_duration_seconds_count{kind=\"Widget\",name=\"w\",namespace=\"a\\\"b\"} 3\n");
    }

    [Fact]
    public void Forget_Series_IsNoLongerWritten()
    {
        KeyValuePair<string, object?>[] tags = [new("kind", "Widget"), new("name", "w"), new("namespace", "default")];
        _metrics.ReconcileDuration.Record(1, tags);

        _registry.Forget(RuntimeMetrics.ReconcileDurationName, tags);

        Text().ShouldNotContain("gotk_reconcile_duration_seconds");
    }

    [Fact]
    public void Write_UpDownCounter_IsAGauge()
    {
        _metrics.QueueDepth.Add(3, new KeyValuePair<string, object?>("name", "widget"));
        _metrics.QueueDepth.Add(-1, new KeyValuePair<string, object?>("name", "widget"));

        Text().ShouldContain("# TYPE workqueue_depth gauge\nworkqueue_depth{name=\"widget\"} 2\n");
    }

    private string Text()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        _registry.Write(writer);
        return writer.ToString();
    }
}
