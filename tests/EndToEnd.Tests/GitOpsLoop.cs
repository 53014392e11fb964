using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime.CustomResources;
using GitOpsToolkit.Testing;
using GitOpsToolkit.Testing.Git;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitOpsToolkit.EndToEnd.Tests;

/// <summary>
/// The whole loop in one process: git server, API server and both controllers, on the system's clock. Tests wait on watches;
/// the only clock they know is the patience after which a test gives up.
/// </summary>
internal sealed class GitOpsLoop : IAsyncDisposable
{
    public const string Namespace = "apps";

    public static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    public static readonly ApiResource Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);
    public static readonly NamespacedName Key = new(Namespace, "app");

    private static readonly ApiResource Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo storage = Directory.CreateTempSubdirectory("gitops-e2e-");
    private readonly string artifactAddress = $"127.0.0.1:{FreePort()}";
    private readonly CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private IHost? host;
    private int tokens;

    private GitOpsLoop(KubernetesApiServer server, GitServer git, GitServerRepository repository)
    {
        Server = server;
        Git = git;
        Repository = repository;
        Client = NewClient();
        patience.CancelAfter(Patience);
    }

    public KubernetesApiServer Server { get; }

    public GitServer Git { get; }

    public GitServerRepository Repository { get; }

    /// <summary>The test's own connection.</summary>
    public KubernetesClient Client { get; }

    public CancellationToken Token => patience.Token;

    public static async Task<GitOpsLoop> StartAsync(bool startControllers = true)
    {
        var server = await KubernetesApiServer.StartAsync(new KubernetesApiServerOptions { WorkloadSimulator = true });
        await server.AddCustomResourceDefinitionsAsync(CustomResourceDefinitionGenerator.GenerateAll(typeof(Resource).Assembly));
        var git = await GitServer.StartAsync();
        var loop = new GitOpsLoop(server, git, await git.CreateRepositoryAsync("app"));
        await loop.Client.CreateAsync(Namespaces, new Unstructured(new("", "v1", "Namespace"), null, Namespace), ct: loop.Token);
        if (startControllers)
        {
            await loop.StartControllersAsync();
        }

        return loop;
    }

    public async Task StartControllersAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_ => NewClient());
        builder.Services
            .AddGitOpsToolkit(static o => (o.MetricsAddress, o.HealthAddress) = ("", ""))
            .AddSourceController(o => (o.Storage.Path, o.Storage.ListenAddress) = (storage.FullName, artifactAddress))
            .AddKustomizeController();
        host = builder.Build();
        await host.StartAsync(Token);
    }

    /// <summary>Ends the controllers without letting them finish anything, as far as a process can do that to itself.</summary>
    public async Task KillControllersAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await host!.StopAsync(now.Token);
        host.Dispose();
        host = null;
    }

    public Task<string> PushAsync(params (string Path, string? Content)[] files) =>
        Repository.CommitAsync(files.ToDictionary(static f => f.Path, static f => f.Content, StringComparer.Ordinal));

    public async Task CreateAsync(Action<GitRepositorySpec>? source = null, Action<KustomizationSpec>? kustomization = null)
    {
        var repository = new GitRepository
        {
            ApiVersion = GitRepository.Info.ApiVersion,
            Kind = GitRepository.Info.Kind,
            Metadata = { Name = Key.Name, Namespace = Key.Namespace },
            Spec = { Url = Repository.Url, Interval = TimeSpan.FromHours(1), Ref = new GitRepositoryRef { Branch = "main" } },
        };
        source?.Invoke(repository.Spec);
        await Client.CreateAsync(repository, ct: Token);

        var applier = new Kustomization
        {
            ApiVersion = Kustomization.Info.ApiVersion,
            Kind = Kustomization.Info.Kind,
            Metadata = { Name = Key.Name, Namespace = Key.Namespace },
            Spec =
            {
                Interval = TimeSpan.FromHours(1),
                Prune = true,
                Path = "./",
                TargetNamespace = Namespace,
                SourceRef = { Kind = GitRepository.Info.Kind, Name = Key.Name },
            },
        };
        kustomization?.Invoke(applier.Spec);
        await Client.CreateAsync(applier, ct: Token);
    }

    public Task RequestAsync<T>()
        where T : Resource, IResource<T>
    {
        var token = (++tokens).ToString(CultureInfo.InvariantCulture);
        return Client.PatchAsync<T>(Key, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["reconcile.fluxcd.io/requestedAt"] = token } } }), ct: Token);
    }

    public Task ChangeAsync<T>(JsonObject spec)
        where T : Resource, IResource<T> =>
        Client.PatchAsync<T>(Key, Patch.Merge(new JsonObject { ["spec"] = spec }), ct: Token);

    /// <summary>The Kustomization once it is ready at a commit.</summary>
    public Task<Kustomization> AppliedAsync(string commit) =>
        UntilAsync<Kustomization>(ks => Ready(ks) is { Status: "True" } && ks.Status.LastAppliedRevision?.EndsWith(commit, StringComparison.Ordinal) == true);

    /// <summary>The object once a condition holds for it, seen through a watch.</summary>
    public async Task<T> UntilAsync<T>(Predicate<T> holds)
        where T : Resource, IResource<T>
    {
        T? seen = null;
        try
        {
            var type = ApiResource.From(T.Info);
            var selector = $"metadata.name={Key.Name}";
            while (true)
            {
                var page = await Client.ListPageAsync(type, Namespace, new ListOptions { FieldSelector = selector }, Token);
                foreach (var item in page.Items)
                {
                    seen = ResourceSerializer.Read<T>(item);
                    if (holds(seen))
                    {
                        return seen;
                    }
                }

                await foreach (var change in Client.WatchAsync(type, Namespace, new WatchOptions { ResourceVersion = page.ResourceVersion, FieldSelector = selector }, Token))
                {
                    if (change.Type is WatchEventType.Added or WatchEventType.Modified)
                    {
                        seen = ResourceSerializer.Read<T>(change.Object);
                        if (holds(seen))
                        {
                            return seen;
                        }
                    }
                }
            }
        }
        catch (OperationCanceledException e)
        {
            var condition = seen is IConditioned { Status.Conditions: { Count: > 0 } conditions } ? string.Join("; ", conditions.Select(static c => $"{c.Type}={c.Status} {c.Reason}: {c.Message}")) : "no conditions";
            throw new TimeoutException($"{T.Info.Kind} {Key} did not come to the expected state; last seen with {condition}", e);
        }
    }

    public async Task<string?> SettingAsync(string name, string key) =>
        (await Client.FindAsync(ConfigMaps, new(Namespace, name), null, Token))?.Root.At("data", key).AsText();

    public static Condition? Ready<T>(T resource)
        where T : Resource, IConditioned =>
        resource.Status.Conditions.FirstOrDefault(static c => c.Type == ConditionTypes.Ready);

    public static string ConfigMap(string name, string value) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  value: \"{value}\"\n";

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        Client.Dispose();
        await Git.DisposeAsync();
        await Server.DisposeAsync();
        patience.Dispose();
        storage.Delete(recursive: true);
    }

    /// <summary>A port that stays the same when the controllers are started again, as the address of a pod's Service does.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private KubernetesClient NewClient() => new(KubeConfigLoader.Parse(Server.KubeConfig(), "the in-process API server", KubeConfigTrust.Full));
}
