using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GitOpsToolkit.Benchmarks;

/// <summary>What a stretch of work cost this process: time, processor, allocations and API requests.</summary>
internal sealed class Meter : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> requests = new(StringComparer.Ordinal);
    private long started;
    private TimeSpan processor;
    private long allocated;

    public Meter()
    {
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "rest_client_requests_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "method")
                {
                    requests.AddOrUpdate((string)tag.Value!, count, (_, sum) => sum + count);
                }
            }
        });
        listener.Start();
    }

    public static double PeakMebibytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 / (1024.0 * 1024.0);
        }
    }

    public void Start()
    {
        requests.Clear();
        started = TimeProvider.System.GetTimestamp();
        processor = Processor();
        allocated = GC.GetTotalAllocatedBytes(precise: true);
    }

    public string Stop(string phase, int passes)
    {
        var wall = TimeProvider.System.GetElapsedTime(started);
        var cpu = Processor() - processor;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var byMethod = string.Join(' ', requests.OrderBy(static r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value / (double)passes:0.0}"));
        return $"{phase,-14} wall {wall.TotalSeconds,6:0.00} s   cpu/pass {cpu.TotalMilliseconds / passes,7:0.0} ms   allocated/pass {bytes / 1024.0 / passes,8:0} KiB   requests/pass {byMethod}";
    }

    public void Dispose() => listener.Dispose();

    private static TimeSpan Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
