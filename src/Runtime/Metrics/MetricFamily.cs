using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Runtime;

/// <summary>The series of one metric.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] DefaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly string _name;
    private readonly string _help;
    private readonly MetricKind _kind;
    private readonly bool _isAbsolute;
    private readonly double[] _bounds;
    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public MetricFamily(string name, Instrument instrument)
    {
        _name = name;
        _help = instrument.Description ?? instrument.Name;
        var type = instrument.GetType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        _kind = definition == typeof(Histogram<>) ? MetricKind.Histogram
            : definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;
        _isAbsolute = instrument.IsObservable || definition == typeof(Gauge<>);
        _bounds = _kind != MetricKind.Histogram ? [] : Bounds(instrument) is { Count: > 0 } bounds ? [.. bounds] : DefaultBuckets;
    }

    private enum MetricKind
    {
        Counter,
        Gauge,
        Histogram,
    }

    /// <summary>A name Prometheus accepts.</summary>
    public static string NameOf(string name) =>
        string.Create(name.Length, name, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '_' or ':' ? source[i] : '_';
            }
        });

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MetricsRegistry.MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(labels, static (_, bounds) => new(bounds), _bounds.Length);
        }

        lock (series)
        {
            if (_kind == MetricKind.Histogram)
            {
                var index = Array.BinarySearch(_bounds, value);
                series.Buckets[index < 0 ? ~index : index]++;
                series.Count++;
                series.Value += value;
            }
            else
            {
                series.Value = _isAbsolute ? value : series.Value + value;
            }
        }
    }

    public void Forget(ReadOnlySpan<KeyValuePair<string, object?>> tags) => _series.TryRemove(Labels(tags), out _);

    public void Write(TextWriter writer)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        writer.Write(string.Create(CultureInfo.InvariantCulture,
            $"# HELP {_name} {_help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n# TYPE {_name} {Word(_kind)}\n"));
        foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            lock (series)
            {
                if (_kind == MetricKind.Histogram)
                {
                    WriteHistogram(writer, labels, series);
                }
                else
                {
                    WriteSample(writer, "", labels, series.Value);
                }
            }
        }
    }

    private void WriteHistogram(TextWriter writer, string labels, Series series)
    {
        long below = 0;
        for (var i = 0; i <= _bounds.Length; i++)
        {
            below += series.Buckets[i];
            var bound = i == _bounds.Length ? "+Inf" : Number(_bounds[i]);
            WriteSample(writer, "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", below);
        }

        WriteSample(writer, "_sum", labels, series.Value);
        WriteSample(writer, "_count", labels, series.Count);
    }

    private void WriteSample(TextWriter writer, string suffix, string labels, double value)
    {
        writer.Write(_name);
        writer.Write(suffix);
        if (labels.Length > 0)
        {
            writer.Write('{');
            writer.Write(labels);
            writer.Write('}');
        }

        writer.Write(' ');
        writer.Write(Number(value));
        writer.Write('\n');
    }

    private static IReadOnlyList<double>? Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToList(),
        _ => null,
    };

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        // In the order of their names, as every other exporter writes them and as scrapers compare them.
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder();
        foreach (var (key, value) in sorted)
        {
            if (text.Length > 0)
            {
                text.Append(',');
            }

            text.Append(NameOf(key)).Append("=\"");
            foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                _ = c switch
                {
                    '\\' => text.Append("\\\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(c),
                };
            }

            text.Append('"');
        }

        return text.ToString();
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Series(int bounds)
    {
        public long[] Buckets { get; } = new long[bounds + 1];

        public long Count { get; set; }

        public double Value { get; set; }
    }
}
