using System.Globalization;
using BenchmarkDotNet.Running;
using GitOpsToolkit.Benchmarks.Helm;
using GitOpsToolkit.Helm.Templates;

switch (args)
{
    // Leaves the charts on disk, so that whole processes can be compared:
    //   time gitops template x FOLDER/umbrella > a; time helm template x FOLDER/umbrella > b; cmp a b
    case ["write", var folder]:
        SampleCharts.WriteUmbrella(Path.Combine(folder, "umbrella"), 100, 10);
        SampleCharts.WriteTypical(Path.Combine(folder, "web"));
        return;

    // A process of its own that loads and renders a chart a number of times and says what the processor did.
    case ["render", var folder, var times]:
        for (var i = 0; i < int.Parse(times, CultureInfo.InvariantCulture); i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var allocated = GC.GetTotalAllocatedBytes();
            var rendered = ChartRenderer.Render(Chart.Load(folder));
            var length = rendered.ToManifestText().Length;
            Console.WriteLine($"{rendered.Manifests.Count} manifests, {length} characters, {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0} ms of CPU, {(GC.GetTotalAllocatedBytes() - allocated) >> 20} MB allocated");
        }

        Console.WriteLine($"whole process: {Environment.CpuUsage.TotalTime.TotalMilliseconds:0} ms of CPU, {Environment.WorkingSet >> 20} MB, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}");
        return;

    default:
        BenchmarkSwitcher.FromAssembly(typeof(RenderBenchmark).Assembly).Run(args);
        return;
}
