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
    /// Deletes everything in a namespace, whatever finalizers say: the controllers are stopped. The namespace stays, for there may be
    /// nobody who would finish its deletion.
    /// </summary>
    public static async Task CleanAsync(KubernetesClient client, string ns)
    {
        client.Discovery.Invalidate();
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
