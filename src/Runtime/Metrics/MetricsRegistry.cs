using System.Diagnostics.Metrics;

namespace GitOpsToolkit.Runtime;

/// <summary>Collects what the process measures, for <c>/metrics</c>.</summary>
/// <remarks>
/// Listens to the toolkit's meters of this host and to the runtime's own. The number of series per metric is bounded,
/// and series of deleted objects are removed.
/// </remarks>
internal sealed class MetricsRegistry : IDisposable
{
    /// <summary>Series kept per metric; further ones are not recorded.</summary>
    public const int MaxSeries = 20_000;

    private const string ToolkitPrefix = "GitOpsToolkit.";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _factory;

    public MetricsRegistry(IMeterFactory factory)
    {
        _factory = factory;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsOurs(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Removes a series.</summary>
    public void Forget(string metric, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        MetricFamily? family;
        lock (_gate)
        {
            _families.TryGetValue(metric, out family);
        }

        family?.Forget(tags);
    }

    /// <summary>Writes every metric in the text format of Prometheus, version 0.0.4.</summary>
    public void Write(TextWriter writer)
    {
        _listener.RecordObservableInstruments();
        MetricFamily[] families;
        lock (_gate)
        {
            families = [.. _families.Values];
        }

        foreach (var family in families)
        {
            family.Write(writer);
        }
    }

    public void Dispose() => _listener.Dispose();

    private bool IsOurs(Meter meter) =>
        meter.Name == "System.Runtime"
        || (meter.Name.StartsWith(ToolkitPrefix, StringComparison.Ordinal) && (meter.Scope is null || ReferenceEquals(meter.Scope, _factory)));

    private MetricFamily FamilyOf(Instrument instrument)
    {
        var name = MetricFamily.NameOf(instrument.Name);
        lock (_gate)
        {
            if (!_families.TryGetValue(name, out var family))
            {
                _families[name] = family = new(name, instrument);
            }

            return family;
        }
    }
}
