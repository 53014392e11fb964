using BenchmarkDotNet.Attributes;
using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Benchmarks.Kustomize;

/// <summary>Overlays over overlays over 500 objects, with replacements and name references at every layer.</summary>
[MemoryDiagnoser]
public class LayersBenchmark
{
    private InMemoryFileTree _files = null!;

    /// <summary>Overlays on top of each other.</summary>
    [Params(1, 8)]
    public int Layers { get; set; }

    /// <summary>Makes the tree.</summary>
    [GlobalSetup]
    public void SetUp() => _files = SampleManifests.Deep(500, Layers).ToTree();

    /// <summary>Builds and prints.</summary>
    [Benchmark]
    public int Build() => KustomizeBuild.Run(_files, SampleManifests.Top).ToYaml().Length;
}
