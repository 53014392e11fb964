using GitOpsToolkit.Api;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Runtime.CustomResources;
using GitOpsToolkit.Testing;

namespace Quickstart;

/// <summary>The Kubernetes API the story plays on: in this process, or a real one.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly ApiResource CustomResourceDefinitions = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);

    private readonly KubernetesApiServer? server;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gitops-quickstart-");

    private Cluster(ClusterConfig config, KubernetesApiServer? server, string? kubeConfig)
    {
        Config = config;
        this.server = server;
        KubeConfigPath = kubeConfig ?? Path.Combine(folder.FullName, "kubeconfig");
        StoragePath = folder.CreateSubdirectory("artifacts").FullName;
    }

    public ClusterConfig Config { get; }

    public string KubeConfigPath { get; }

    public string StoragePath { get; }

    public static async Task<Cluster> StartAsync(string? kubeConfig, CancellationToken ct)
    {
        var definitions = CustomResourceDefinitionGenerator.GenerateAll(typeof(Resource).Assembly);
        if (kubeConfig is not null)
        {
            var real = new Cluster(KubeConfigLoader.Load(new KubeConfigOptions { Path = kubeConfig }), null, Path.GetFullPath(kubeConfig));
            using var client = new KubernetesClient(real.Config);
            foreach (var definition in definitions)
            {
                await client.PatchAsync(CustomResourceDefinitions, definition.Key, Patch.Apply(definition), new PatchOptions { FieldManager = "gitops-quickstart", Force = true }, ct);
            }

            return real;
        }

        var inProcess = await KubernetesApiServer.StartAsync(new KubernetesApiServerOptions { WorkloadSimulator = true, NamespaceDefaults = true }, ct);
        await inProcess.AddCustomResourceDefinitionsAsync(definitions);
        var access = inProcess.KubeConfig();
        var cluster = new Cluster(KubeConfigLoader.Parse(access, "the API server in this process", KubeConfigTrust.Full), inProcess, null);
        await File.WriteAllTextAsync(cluster.KubeConfigPath, access, ct);
        return cluster;
    }

    public void ExplainHowToLook(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Everything is still running. In another terminal:");
        output.WriteLine();
        output.WriteLine($"  export KUBECONFIG={KubeConfigPath}");
        output.WriteLine($"  kubectl -n {Story.Namespace} get gitrepositories,kustomizations");
        output.WriteLine($"  kubectl -n {Story.Application} get all,configmaps");
        output.WriteLine($"  kubectl -n {Story.Namespace} get events --sort-by=.lastTimestamp");
        output.WriteLine();
        output.WriteLine("Stop with Ctrl+C.");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
