using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

/// <summary>A server with a client of this project, for tests of what only this server can do.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(KubernetesApiServer server, KubernetesClient client)
    {
        Server = server;
        Client = client;
    }

    public static ApiResource ConfigMaps { get; } = new("", "v1", "ConfigMap", "configmaps", true);

    public static ApiResource Namespaces { get; } = new("", "v1", "Namespace", "namespaces", false);

    public static ApiResource Deployments { get; } = new("apps", "v1", "Deployment", "deployments", true);

    public KubernetesApiServer Server { get; }

    public KubernetesClient Client { get; }

    public static async Task<RunningServer> StartAsync(KubernetesApiServerOptions? options = null)
    {
        var server = await KubernetesApiServer.StartAsync(options);
        return new RunningServer(server, new KubernetesClient(server.CreateConfig()));
    }

    public static Unstructured ConfigMap(string name, string ns = "default", string? owner = null, string? ownerUid = null, bool blocks = false)
    {
        var item = new Unstructured(new GroupVersionKind("", "v1", "ConfigMap"), ns, name);
        if (owner is not null)
        {
            item.Root["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = owner, ["uid"] = ownerUid, ["blockOwnerDeletion"] = blocks,
            });
        }

        return item;
    }

    public static Unstructured Yaml(string yaml) => YamlReader.ReadResources(yaml)[0];

    /// <summary>Creates an object over HTTP.</summary>
    public Task<Unstructured> CreateAsync(ApiResource type, Unstructured item) => Client.CreateAsync(type, item, null, CancellationToken.None);

    public Unstructured? FindConfigMap(string name, string ns = "default") => Server.Find(ConfigMaps.Gvk, new NamespacedName(ns, name));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
