using BenchmarkDotNet.Attributes;
using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Benchmarks.Kustomize;

/// <summary>Namespace, prefix, labels and images over N objects: time and allocations with the output, in this process.</summary>
[MemoryDiagnoser]
public class OverlayBenchmark
{
    private InMemoryFileTree _files = null!;

    /// <summary>Objects that are built; time and bytes divided by it must not grow.</summary>
    [Params(100, 500, 1000, 2000, 4000)]
    public int Objects { get; set; }

    /// <summary>Makes the tree.</summary>
    [GlobalSetup]
    public void SetUp() => _files = SampleManifests.Wide(Objects).ToTree();

    /// <summary>Builds and prints.</summary>
    [Benchmark]
    public int Build() => KustomizeBuild.Run(_files, SampleManifests.Top).ToYaml().Length;
}
