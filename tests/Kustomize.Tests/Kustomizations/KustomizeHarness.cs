using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

/// <summary>The controller on the harness, with a source whose artifacts the test publishes.</summary>
internal sealed class KustomizeHarness : IAsyncDisposable
{
    public const string Namespace = "apps";

    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kustomize-tests-");
    private ArtifactStorage _storage = null!;
    private ArtifactServer _artifacts = null!;
    private Action<KustomizeControllerOptions> _configure = null!;

    public ControllerHarness Controllers { get; private set; } = null!;

    public KubernetesApiServer Server { get; private set; } = null!;

    /// <summary>Texts of the events so far: type, reason, message.</summary>
    public IReadOnlyList<string> Events => [.. Controllers.Events.Select(item => $"{(item.Flavor == EventFlavor.Warning ? "Warning" : "Normal")} {item.Reason} {item.Message}")];

    public static async Task<KustomizeHarness> StartAsync(
        Action<KustomizeControllerOptions>? configure = null, KubernetesApiServerOptions? server = null)
    {
        var result = new KustomizeHarness();
        result._storage = new ArtifactStorage(new ArtifactStorageOptions { Path = result._folder.FullName, ListenAddress = "127.0.0.1:0" });
        result._artifacts = new ArtifactServer(result._storage, "127.0.0.1:0");
        await result._artifacts.StartAsync(CancellationToken.None);
        result._configure = configure ?? (static _ => { });
        result.Server = await KubernetesApiServer.StartAsync(server);
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

        var status = System.Text.Json.JsonSerializer.SerializeToNode(artifact, ApiJson.Reflected);
        await Controllers.PatchAsync<GitRepository>(Namespace, "app", new JsonObject { ["status"] = new JsonObject { ["artifact"] = status } }, "status");
    }

    /// <summary>Creates a Kustomization and lets everything come to rest.</summary>
    public async Task<Kustomization> CreateAsync(Action<KustomizationSpec>? configure = null, string name = "app")
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
        await Controllers.CreateAsync(new Kustomization { Metadata = new() { Name = name, Namespace = Namespace }, Spec = spec });
        await SettledAsync();
        return await GetAsync(name);
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
            var last = Server.Requests.Snapshot().TakeLast(8).Select(request => $"{request.Verb} {request.Path} {request.StatusCode}");
            throw new TimeoutException($"{e.Message}; last requests: {string.Join(", ", last)}; events: {string.Join(" | ", Events)}", e);
        }
    }

    /// <summary>Waits until a health check watches ConfigMaps; it is not at rest then, so <see cref="SettledAsync"/> does not return.</summary>
    public async Task HealthWatchAsync()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Server.Requests.Count(static request => request is { Verb: "watch", Resource: "configmaps", Namespace: Namespace }) == 0)
        {
            if (giveUp.IsCancellationRequested)
            {
                throw new TimeoutException($"no health check watches; events: {string.Join(" | ", Events)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
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

    public Task EditableConfigMapAsync(string name, string key, string value) => Server.ApplyAsync(
    [
        new Unstructured(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace },
            ["data"] = new JsonObject { [key] = value },
        }),
    ]);

    public Task DeleteConfigMapAsync(string name) => Controllers.Client.DeleteAsync(ConfigMaps, new NamespacedName(Namespace, name));

    public async ValueTask DisposeAsync()
    {
        await Controllers.DisposeAsync();
        await Server.DisposeAsync();
        await _artifacts.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartControllersAsync(Func<ControllerHarness, Task> prepare) => Controllers = await ControllerHarness.StartAsync(
        gitops => gitops.AddKustomizeController(_configure), prepare, new ControllerHarnessOptions { Server = Server });

    private static async Task PrepareAsync(ControllerHarness harness)
    {
        await harness.InstallAsync<GitRepository>();
        await harness.InstallAsync<Kustomization>();
        await harness.Server.ApplyAsync([new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, Namespace)]);
    }

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
