using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Apply.Tests.Cluster;

/// <summary>An API server, a client of it and an applier that acts as the Kustomize controller does.</summary>
public sealed class ClusterFixture : IAsyncLifetime, IDisposable
{
    public static readonly ApplierSettings Settings = new() { FieldManager = "kustomize-controller", ControlGroup = "kustomize.toolkit.fluxcd.io" };

    public static readonly NamespacedName Owner = new("apps", "web");

    public static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    private KubernetesClient? _client;

    public KubernetesApiServer Server { get; private set; } = null!;

    public KubernetesClient Client => _client!;

    public AppliedStateMemo Memo { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public ResourceApplier Applier => new(Client, Settings, Memo);

    public ResourcePruner Pruner => new(Client, Settings);

    public async ValueTask InitializeAsync()
    {
        Server = await KubernetesApiServer.StartAsync();
        _client = new KubernetesClient(KubeConfigLoader.Parse(Server.KubeConfig(), "test", KubeConfigTrust.Full));
        await Server.ApplyAsync([new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, "apps")]);
    }

    public Task<ChangeSet> ApplyAsync(params Unstructured[] resources) => ApplyAsync(new ApplyOptions(), resources);

    public Task<ChangeSet> ApplyAsync(ApplyOptions options, params Unstructured[] resources) =>
        Applier.ApplyAsync([.. resources.Select(Stamp)], options, TestContext.Current.CancellationToken);

    public async Task<Unstructured?> FindAsync(string name, string ns = "apps") =>
        await Client.FindAsync(ConfigMaps, new NamespacedName(ns, name), null, TestContext.Current.CancellationToken);

    public async Task<string?> DataAsync(string name, string key) => ((await FindAsync(name))?.Root["data"] as JsonObject)?.GetText(key);

    /// <summary>Changes a ConfigMap as someone else.</summary>
    public Task EditAsync(string name, JsonObject change, string manager = "kubectl-edit") =>
        Client.PatchAsync(ConfigMaps, new NamespacedName("apps", name), Patch.Merge(change), new PatchOptions { FieldManager = manager }, TestContext.Current.CancellationToken);

    public static JsonObject Data(string key, string? value) => new() { ["data"] = new JsonObject { [key] = value } };

    public static JsonObject Annotation(string key, string value) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [key] = value } } };

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await Server.DisposeAsync();
    }

    public void Dispose() => _client?.Dispose();

    private static Manifest Stamp(Unstructured resource)
    {
        var copy = resource.DeepClone();
        new ControlMetadata(Settings.ControlGroup).SetOwner(copy, Owner);
        return new Manifest(copy);
    }
}
