using BenchmarkDotNet.Running;
using GitOpsToolkit.Benchmarks.Kustomize;

// "write FOLDER" leaves the same trees on disk, so that whole processes can be compared:
//   time gitops build kustomization FOLDER/4000/top > a; time kustomize build FOLDER/4000/top > b; cmp a b
if (args is ["write", var folder])
{
    foreach (var objects in new[] { 100, 500, 1000, 2000, 4000 })
    {
        SampleManifests.Wide(objects).WriteTo(Path.Combine(folder, $"{objects}"));
    }

    SampleManifests.Deep(500, 8).WriteTo(Path.Combine(folder, "deep"));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(OverlayBenchmark).Assembly).Run(args);
