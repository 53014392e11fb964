using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

/// <summary>
/// The controller on the harness, with a source whose artifacts the test publishes. With <c>GITOPS_TEST_KUBECONFIG</c> the tests run
/// against that cluster, one after the other in a namespace of their own; those that need what only the server of this process offers are
/// skipped then.
/// </summary>
internal sealed class KustomizeHarness : IAsyncDisposable
{
    public const string Namespace = "apps";

    private static readonly ClusterConfig? Cluster = LiveCluster.Find();

    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kustomize-tests-");
    private ArtifactStorage _storage = null!;
    private ArtifactServer _artifacts = null!;
    private Action<KustomizeControllerOptions> _configure = null!;
    private KubernetesApiServer? _server;

    public ControllerHarness Controllers { get; private set; } = null!;

    /// <summary>True when the tests run against a cluster elsewhere.</summary>
    public static bool IsLive => Cluster is not null;

    /// <summary>The server of this process; ends the test when there is none.</summary>
    public KubernetesApiServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, "needs the faults or the request log of the API server in this process");
            return _server;
        }
    }

    /// <summary>Everything the controllers have logged.</summary>
    public CapturedLog Log { get; } = new();

    /// <summary>Texts of the events so far: type, reason, message.</summary>
    public IReadOnlyList<string> Events => [.. Controllers.Events.Select(item => $"{(item.Flavor == EventFlavor.Warning ? "Warning" : "Normal")} {item.Reason} {item.Message}")];

    public static async Task<KustomizeHarness> StartAsync(
        Action<KustomizeControllerOptions>? configure = null, KubernetesApiServerOptions? server = null)
    {
        Assert.SkipWhen(Cluster is not null && server is { WorkloadSimulator: true }, "needs the workload simulator of the API server in this process");
        if (Cluster is not null)
        {
            await LiveCluster.EnterAsync();
        }

        var result = new KustomizeHarness();
        result._storage = new ArtifactStorage(new ArtifactStorageOptions { Path = result._folder.FullName, ListenAddress = "127.0.0.1:0" });
        result._artifacts = new ArtifactServer(result._storage, "127.0.0.1:0");
        await result._artifacts.StartAsync(CancellationToken.None);
        result._configure = configure ?? (static _ => { });
        result._server = Cluster is null ? await KubernetesApiServer.StartAsync(server) : null;
        await result.StartControllersAsync(PrepareAsync);
        return result;
    }

    /// <summary>Ends the controllers without ado and starts new ones on the same cluster, as after the death of the process.</summary>
    public async Task RestartAsync()
    {
        await Controllers.DisposeAsync();
        await StartControllersAsync(static _ => Task.CompletedTask);
        await SettledAsync();
    }

    public static string ConfigMapYaml(string name, string value = "v", string? ns = Namespace) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n{(ns is null ? "" : $"  namespace: {ns}\n")}data:\n  k: '{value}'\n";

    /// <summary>Makes an artifact of files the current one of the source and lets everything come to rest.</summary>
    public async Task PublishAsync(string revision, params (string Path, string Text)[] files)
    {
        await SetArtifactAsync(await StoreAsync(revision, files));
        await SettledAsync();
    }

    public Task<Artifact> StoreAsync(string revision, params (string Path, string Text)[] files) => _storage.StoreAsync(
        ArtifactStorage.PathOf("GitRepository", Namespace, "app", revision + ".tar.gz"),
        $"main@sha1:{revision}",
        (output, ct) => ArtifactArchive.WriteAsync(output, Entries(files), ct),
        CancellationToken.None);

    public async Task SetArtifactAsync(Artifact? artifact)
    {
        if (await Controllers.FindAsync<GitRepository>(Namespace, "app") is null)
        {
            await Controllers.CreateAsync(new GitRepository
            {
                Metadata = new() { Name = "app", Namespace = Namespace },
                Spec = new() { Url = "https://example.com/app", Interval = TimeSpan.FromMinutes(10) },
            });
        }

        await Controllers.PatchAsync<GitRepository>(Namespace, "app", StatusOf(artifact), "status");
    }

    /// <summary>Serves a kind of source whose own controller, and so its definition, is another package's.</summary>
    public async Task InstallSourceAsync<T>()
        where T : Resource, IResource<T>
    {
        var (kind, plural) = (T.Info.Kind, T.Info.Plural);
        if (await Controllers.Client.Discovery.ResolveAsync(new GroupVersionKind(T.Info.Group, T.Info.Version, kind)) is not null)
        {
            return;
        }

        await Controllers.InstallAsync(YamlReader.ReadResources($$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: {{plural}}.{{T.Info.Group}}}
            spec:
              group: {{T.Info.Group}}
              names: {kind: {{kind}}, plural: {{plural}}, singular: {{kind.ToLowerInvariant()}}, listKind: {{kind}}List}
              scope: Namespaced
              versions:
              - name: {{T.Info.Version}}
                served: true
                storage: true
                subresources: {status: { } }
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} }
            """)[0]);
    }

    /// <summary>Makes an artifact the current one of a source of any kind, which is created first when it is missing.</summary>
    public async Task SetArtifactAsync<T>(Artifact? artifact, string name = "app", string ns = Namespace)
        where T : Resource, IResource<T>, new()
    {
        if (await Controllers.FindAsync<T>(ns, name) is null)
        {
            var source = new T { Metadata = new() { Name = name, Namespace = ns } };
            if (source is OCIRepository registry)
            {
                // A cluster that serves the real definition refuses an address of another kind.
                registry.Spec.Url = "oci://registry.example.com/app";
            }

            await Controllers.CreateAsync(source);
        }

        await Controllers.PatchAsync<T>(ns, name, StatusOf(artifact), "status");
    }

    /// <summary>Creates a Kustomization and lets everything come to rest.</summary>
    public async Task<Kustomization> CreateAsync(Action<KustomizationSpec>? configure = null, string name = "app", string ns = Namespace)
    {
        await SubmitAsync(configure, name, ns);
        await SettledAsync();
        return await Controllers.GetAsync<Kustomization>(ns, name);
    }

    /// <summary>Creates a Kustomization without waiting for anything.</summary>
    public Task SubmitAsync(Action<KustomizationSpec>? configure = null, string name = "app", string ns = Namespace, Action<ObjectMeta>? metadata = null)
    {
        var spec = new KustomizationSpec
        {
            Interval = TimeSpan.FromMinutes(10),
            RetryInterval = TimeSpan.FromMinutes(2),
            Prune = true,
            Path = "./",
            SourceRef = new() { Kind = "GitRepository", Name = "app" },
        };
        configure?.Invoke(spec);
        var meta = new ObjectMeta { Name = name, Namespace = ns, Labels = LiveCluster.Labels };
        metadata?.Invoke(meta);
        return Controllers.CreateAsync(new Kustomization { Metadata = meta, Spec = spec });
    }

    /// <summary>Puts objects into the cluster as someone who is not overridden.</summary>
    public async Task ApplyAsync(string yaml, string manager = "fixture")
    {
        foreach (var item in YamlReader.ReadResources(yaml))
        {
            var type = await Controllers.Client.Discovery.RequireAsync(item.Gvk);
            await Controllers.Client.PatchAsync(type, item.Key, Patch.Apply(item), new PatchOptions { FieldManager = manager, Force = true });
        }
    }

    /// <summary>An object as it is stored, null when there is none.</summary>
    public async Task<Unstructured?> FindObjectAsync(string apiVersion, string kind, string name, string? ns = Namespace)
    {
        var type = await Controllers.Client.Discovery.RequireAsync(GroupVersionKind.Parse(apiVersion, kind));
        return await Controllers.Client.FindAsync(type, new NamespacedName(type.Namespaced ? ns! : "", name));
    }

    /// <summary>Merges a change into an object as someone else.</summary>
    public async Task EditObjectAsync(string apiVersion, string kind, string name, JsonObject change, string manager = "kubectl-edit", string? subresource = null)
    {
        var type = await Controllers.Client.Discovery.RequireAsync(GroupVersionKind.Parse(apiVersion, kind));
        var key = new NamespacedName(type.Namespaced ? Namespace : "", name);
        await Controllers.Client.PatchAsync(type, key, Patch.Merge(change), new PatchOptions { FieldManager = manager, Subresource = subresource });
    }

    /// <summary>Deletes an object.</summary>
    public async Task DeleteObjectAsync(string apiVersion, string kind, string name, string? ns = Namespace)
    {
        var type = await Controllers.Client.Discovery.RequireAsync(GroupVersionKind.Parse(apiVersion, kind));
        await Controllers.Client.DeleteAsync(type, new NamespacedName(type.Namespaced ? ns! : "", name));
    }

    public Task<Kustomization> GetAsync(string name = "app") => Controllers.GetAsync<Kustomization>(Namespace, name);

    public Task<Kustomization?> FindAsync(string name = "app") => Controllers.FindAsync<Kustomization>(Namespace, name);

    /// <summary>Changes the spec and lets everything come to rest.</summary>
    public async Task<Kustomization> SetAsync(JsonObject spec, string name = "app")
    {
        await Controllers.PatchAsync<Kustomization>(Namespace, name, new JsonObject { ["spec"] = spec });
        await SettledAsync();
        return await GetAsync(name);
    }

    /// <summary>Lets everything come to rest; says what the API server was asked last when it does not.</summary>
    public async Task SettledAsync()
    {
        try
        {
            await Controllers.SettledAsync();
        }
        catch (TimeoutException e)
        {
            var last = _server?.Requests.Snapshot().TakeLast(8).Select(request => $"{request.Verb} {request.Path} {request.StatusCode}") ?? [];
            throw new TimeoutException($"{e.Message}; last requests: {string.Join(", ", last)}; events: {string.Join(" | ", Events)}", e);
        }
    }

    /// <summary>Waits until a health check watches ConfigMaps; it is not at rest then, so <see cref="SettledAsync"/> does not return.</summary>
    public async Task HealthWatchAsync()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Server.Requests.WaitForAsync(static request => request is { Verb: "watch", Resource: "configmaps", Namespace: Namespace }, giveUp.Token);
    }

    /// <summary>Waits for what no informer of the harness brings about, such as a watch of the controller's own.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            if (giveUp.IsCancellationRequested)
            {
                throw new TimeoutException($"not so: {what}; events: {string.Join(" | ", Events)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks for a pass and lets everything come to rest.</summary>
    public async Task<Kustomization> ReconcileAsync(string token, string name = "app")
    {
        await Controllers.RequestAsync<Kustomization>(Namespace, name, token);
        await SettledAsync();
        return await GetAsync(name);
    }

    public async Task<string?> ValueOfAsync(string configMap) =>
        (await Controllers.Client.FindAsync(ConfigMaps, new NamespacedName(Namespace, configMap)))?.Root["data"]?["k"]?.GetValue<string>();

    public Task EditAsync(string configMap, JsonObject change, string manager = "kubectl-edit") =>
        Controllers.Client.PatchAsync(ConfigMaps, new NamespacedName(Namespace, configMap), Patch.Merge(change), new PatchOptions { FieldManager = manager });

    public Task EditableConfigMapAsync(string name, string key, string value) =>
        ApplyAsync($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: {Namespace}\ndata:\n  {key}: '{value}'\n");

    public Task DeleteConfigMapAsync(string name) => Controllers.Client.DeleteAsync(ConfigMaps, new NamespacedName(Namespace, name));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Controllers.StopAsync();
            if (_server is null)
            {
                await LiveCluster.CleanAsync(Controllers.Client);
            }
        }
        finally
        {
            await Controllers.DisposeAsync();
            await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
            await _artifacts.DisposeAsync();
            _folder.Delete(recursive: true);
            LiveCluster.Leave(Cluster);
        }
    }

    private async Task StartControllersAsync(Func<ControllerHarness, Task> prepare) => Controllers = await ControllerHarness.StartAsync(
        gitops => gitops.AddKustomizeController(_configure),
        prepare,
        new ControllerHarnessOptions
        {
            Server = _server,
            Cluster = Cluster,
            Logging = builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log),
            Configure = shared => shared.WatchLabelSelector = Cluster is null ? "" : LiveCluster.Selector,
        });

    private static async Task PrepareAsync(ControllerHarness harness)
    {
        await harness.InstallAsync<GitRepository>();
        await harness.InstallAsync<Kustomization>();
        await NamespaceAsync(harness.Client, Namespace);
    }

    /// <summary>Makes a namespace.</summary>
    public Task NamespaceAsync(string name) => NamespaceAsync(Controllers.Client, name);

    private static Task NamespaceAsync(KubernetesClient client, string name)
    {
        var desired = new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, name);
        return client.PatchAsync(LiveCluster.Namespaces, desired.Key, Patch.Apply(desired), new PatchOptions { FieldManager = "fixture", Force = true });
    }

    private static JsonObject StatusOf(Artifact? artifact) =>
        new() { ["status"] = new JsonObject { ["artifact"] = System.Text.Json.JsonSerializer.SerializeToNode(artifact, ApiJson.Reflected) } };

    private static async IAsyncEnumerable<ArchiveEntry> Entries((string Path, string Text)[] files)
    {
        await Task.CompletedTask;
        foreach (var directory in files.Select(file => Path.GetDirectoryName(file.Path)!).Where(path => path.Length > 0).Distinct().Order(StringComparer.Ordinal))
        {
            yield return ArchiveEntry.Directory(directory);
        }

        foreach (var (path, text) in files)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            yield return ArchiveEntry.File(path, bytes.Length, new MemoryStream(bytes));
        }
    }
}
