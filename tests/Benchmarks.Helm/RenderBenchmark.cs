using BenchmarkDotNet.Attributes;
using GitOpsToolkit.Helm.Templates;

namespace GitOpsToolkit.Benchmarks.Helm;

/// <summary>Rendering in one process: a typical chart again and again, and the large umbrella, loaded each time and loaded once.</summary>
[MemoryDiagnoser]
public class RenderBenchmark
{
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "charts");
    private Chart _typical = null!;
    private Chart _umbrella = null!;

    private string Typical => Path.Combine(_folder, "web");

    private string Umbrella => Path.Combine(_folder, "umbrella");

    /// <summary>Writes and loads the charts.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        SampleCharts.WriteTypical(Typical);
        SampleCharts.WriteUmbrella(Umbrella, 100, 10);
        _typical = Chart.Load(Typical);
        _umbrella = Chart.Load(Umbrella);
    }

    /// <summary>A typical chart that is already loaded.</summary>
    [Benchmark]
    public int TypicalLoaded() => ChartRenderer.Render(_typical).Manifests.Count;

    /// <summary>A typical chart, read from disk each time.</summary>
    [Benchmark]
    public int TypicalFromDisk() => ChartRenderer.Render(Chart.Load(Typical)).Manifests.Count;

    /// <summary>100 subcharts of 10 ConfigMaps of 20 tpl and 20 toYaml calls, already loaded.</summary>
    [Benchmark]
    public int UmbrellaLoaded() => ChartRenderer.Render(_umbrella).Manifests.Count;

    /// <summary>The same, read from disk each time.</summary>
    [Benchmark]
    public int UmbrellaFromDisk() => ChartRenderer.Render(Chart.Load(Umbrella)).Manifests.Count;
}
