using GitOpsToolkit.Kubernetes;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>What every controller of a process shares.</summary>
internal sealed class ControllerServices(
    KubernetesClient client,
    ResourceCache cache,
    EventRecorder events,
    RuntimeMetrics metrics,
    MetricsRegistry registry,
    TimeProvider clock,
    ILoggerFactory logs)
{
    public KubernetesClient Client => client;

    public ResourceCache Cache => cache;

    public EventRecorder Events => events;

    public RuntimeMetrics Metrics => metrics;

    public MetricsRegistry Registry => registry;

    public TimeProvider Clock => clock;

    public ILoggerFactory Logs => logs;
}
