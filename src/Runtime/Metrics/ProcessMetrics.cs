using System.Diagnostics.Metrics;

namespace GitOpsToolkit.Runtime;

/// <summary>What the process costs, under the names of Prometheus' own clients.</summary>
internal static class ProcessMetrics
{
    public static void Register(IMeterFactory factory)
    {
        var meter = factory.Create(RuntimeMetrics.MeterName);
        meter.CreateObservableCounter(
            "process_cpu_seconds_total", static () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time used");
        meter.CreateObservableGauge(
            "process_resident_memory_bytes", static () => Environment.WorkingSet, "By", "Memory in use");
    }
}
