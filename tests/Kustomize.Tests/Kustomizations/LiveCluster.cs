using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

/// <summary>
/// The cluster that <c>GITOPS_TEST_KUBECONFIG</c> names, when it names one. The tests use the namespace <c>apps</c> and others whose
/// names begin with it, so nobody else should; the controllers under test look at nothing but what the tests have made.
/// </summary>
internal static class LiveCluster
{
    public const string Selector = "gitops-toolkit-tests=kustomize";

    public static readonly ApiResource Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);

    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Labels that bring a Kustomization into view.</summary>
    public static Dictionary<string, string> Labels => new(StringComparer.Ordinal) { ["gitops-toolkit-tests"] = "kustomize" };

    public static ClusterConfig? Find() => Environment.GetEnvironmentVariable("GITOPS_TEST_KUBECONFIG") is { Length: > 0 } file
        ? KubeConfigLoader.Load(new KubeConfigOptions { Path = file })
        : null;

    public static Task EnterAsync() => OneAtATime.WaitAsync(TestContext.Current.CancellationToken);

    public static void Leave(ClusterConfig? cluster)
    {
        if (cluster is not null)
        {
            OneAtATime.Release();
        }
    }

    /// <summary>
    /// Deletes the tests' namespaces and everything in them, whatever finalizers say: the controllers are stopped, and a bare API server
    /// has nobody else who would finish a deletion.
    /// </summary>
    public static async Task CleanAsync(KubernetesClient client)
    {
        client.Discovery.Invalidate();
        await foreach (var ns in client.ListAsync(Namespaces, null, null))
        {
            if (ns.Name is KustomizeHarness.Namespace || ns.Name.StartsWith($"{KustomizeHarness.Namespace}-", StringComparison.Ordinal))
            {
                await CleanAsync(client, ns.Name);
                await client.DeleteAsync(Namespaces, ns.Key);
                var finalized = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = ns.Name }, ["spec"] = new JsonObject() };
                await client.RequestAsync(HttpMethod.Put, $"/api/v1/namespaces/{ns.Name}/finalize", finalized);
            }
        }
    }

    private static async Task CleanAsync(KubernetesClient client, string ns)
    {
        foreach (var type in (await client.Discovery.ListAsync()).Where(type => type.Namespaced && type is not { Kind: "Event" } && type.Verbs.Contains("delete") && type.Verbs.Contains("list")))
        {
            try
            {
                await CleanAsync(client, type, ns);
            }
            catch (KubernetesApiException e) when (e.IsNotFound)
            {
                // The definition of the kind went while its objects were looked for.
            }
        }
    }

    private static async Task CleanAsync(KubernetesClient client, ApiResource type, string ns)
    {
        await foreach (var item in client.ListAsync(type, ns, null))
        {
            if (item.Root.At("metadata", "finalizers") is JsonArray { Count: > 0 })
            {
                await client.PatchAsync(type, item.Key, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }));
            }

            await client.DeleteAsync(type, item.Key);
        }
    }
}
