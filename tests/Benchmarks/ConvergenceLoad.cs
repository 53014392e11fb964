using System.Globalization;
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

namespace GitOpsToolkit.Benchmarks;

/// <summary>
/// Many Kustomizations on one repository: how long until all have converged, and what a pass costs when nothing has to be done.
/// </summary>
internal sealed class ConvergenceLoad(LoadOptions options, TextWriter output)
{
    private const string Namespace = "bench";
    private static readonly ApiResource Kustomizations = ApiResource.From(Kustomization.Info);
    private static readonly ApiResource Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly ApiResource Definitions = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);
    private static readonly PatchOptions Write = new() { FieldManager = "benchmark", Force = true };

    public async Task RunAsync(CancellationToken ct)
    {
        await using var server = options.KubeConfig is null ? await KubernetesApiServer.StartAsync(new KubernetesApiServerOptions(), ct) : null;
        var config = server is not null ? KubeConfigLoader.Parse(server.KubeConfig(), "the API server in this process", KubeConfigTrust.Full) : KubeConfigLoader.Load(new KubeConfigOptions { Path = options.KubeConfig });
        using var observer = new KubernetesClient(config);
        await PrepareAsync(observer, ct);

        await using var git = await GitServer.StartAsync(ct: ct);
        var repository = await git.CreateRepositoryAsync("apps");
        var commit = await repository.CommitAsync(SampleRepository.Files(options, Namespace, 1));

        var storage = Directory.CreateTempSubdirectory("gitops-bench-");
        using var client = new KubernetesClient(config);
        using var host = Host(client, storage.FullName);
        await host.StartAsync(ct);
        using var meter = new Meter();
        output.WriteLine($"{options.Kustomizations} Kustomizations × {options.Objects} objects, concurrency {options.Concurrent}, {(server is null ? "API server of " + options.KubeConfig : "API server in this process (its work is included)")}");

        meter.Start();
        await ConvergeAsync(observer, ks => ks.Status.LastAppliedRevision?.EndsWith(commit, StringComparison.Ordinal) == true, () => CreateAsync(observer, repository.Url, ct), ct);
        output.WriteLine(meter.Stop("cold", options.Kustomizations));

        for (var round = 1; round <= options.Rounds; round++)
        {
            var token = string.Create(CultureInfo.InvariantCulture, $"round-{round}");
            meter.Start();
            await ConvergeAsync(observer, ks => ks.Status.LastHandledReconcileAt == token, () => RequestAsync(observer, token, ct), ct);
            output.WriteLine(meter.Stop($"no-op {round}", options.Kustomizations));
        }

        meter.Start();
        var upgrade = await repository.CommitAsync(SampleRepository.Files(options, Namespace, 2));
        await ConvergeAsync(observer, ks => ks.Status.LastAppliedRevision?.EndsWith(upgrade, StringComparison.Ordinal) == true, () => RequestSourceAsync(observer, upgrade, ct), ct);
        output.WriteLine(meter.Stop("upgrade", options.Kustomizations));

        output.WriteLine($"peak resident {Meter.PeakMebibytes:0} MiB");
        await host.StopAsync(ct);
        storage.Delete(recursive: true);
    }

    private IHost Host(KubernetesClient client, string storage)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(client);
        builder.Services
            .AddGitOpsToolkit(static o => (o.MetricsAddress, o.HealthAddress) = ("", ""))
            .AddSourceController(o => (o.Storage.Path, o.Storage.ListenAddress) = (storage, "127.0.0.1:0"))
            .AddKustomizeController(o => o.Concurrent = options.Concurrent);
        return builder.Build();
    }

    private static async Task PrepareAsync(KubernetesClient client, CancellationToken ct)
    {
        foreach (var definition in CustomResourceDefinitionGenerator.GenerateAll(typeof(Resource).Assembly))
        {
            await client.PatchAsync(Definitions, definition.Key, Patch.Apply(definition), Write, ct);
        }

        var ns = new Unstructured(new("", "v1", "Namespace"), null, Namespace);
        await client.PatchAsync(Namespaces, ns.Key, Patch.Apply(ns), Write, ct);
    }

    private async Task CreateAsync(KubernetesClient client, string url, CancellationToken ct)
    {
        await client.CreateAsync(
            new GitRepository
            {
                ApiVersion = GitRepository.Info.ApiVersion,
                Kind = GitRepository.Info.Kind,
                Metadata = { Name = "apps", Namespace = Namespace },
                Spec = { Url = url, Interval = TimeSpan.FromMinutes(10), Ref = new GitRepositoryRef { Branch = "main" } },
            },
            ct: ct);
        for (var application = 0; application < options.Kustomizations; application++)
        {
            await client.CreateAsync(
                new Kustomization
                {
                    ApiVersion = Kustomization.Info.ApiVersion,
                    Kind = Kustomization.Info.Kind,
                    Metadata = { Name = NameOf(application), Namespace = Namespace },
                    Spec =
                    {
                        Interval = TimeSpan.FromMinutes(10),
                        RetryInterval = TimeSpan.FromSeconds(30),
                        Timeout = TimeSpan.FromMinutes(3),
                        Prune = true,
                        Wait = options.Wait,
                        Path = "./" + SampleRepository.FolderOf(application),
                        SourceRef = { Kind = GitRepository.Info.Kind, Name = "apps" },
                    },
                },
                ct: ct);
        }
    }

    private static Task RequestSourceAsync(KubernetesClient client, string token, CancellationToken ct) =>
        client.PatchAsync<GitRepository>(new(Namespace, "apps"), Request(token), ct: ct);

    private static Patch Request(string token) =>
        Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["reconcile.fluxcd.io/requestedAt"] = token } } });

    private async Task RequestAsync(KubernetesClient client, string token, CancellationToken ct)
    {
        var request = Request(token);
        for (var application = 0; application < options.Kustomizations; application++)
        {
            await client.PatchAsync(Kustomizations, new(Namespace, NameOf(application)), request, ct: ct);
        }
    }

    /// <summary>Does something and waits, on a watch, until every Kustomization is ready and the condition holds for it.</summary>
    private async Task ConvergeAsync(KubernetesClient client, Predicate<Kustomization> holds, Func<Task> trigger, CancellationToken ct)
    {
        var before = await client.ListPageAsync(Kustomizations, Namespace, ct: ct);
        var open = Enumerable.Range(0, options.Kustomizations).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var triggered = trigger();
        await foreach (var change in client.WatchAsync(Kustomizations, Namespace, new WatchOptions { ResourceVersion = before.ResourceVersion }, ct))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified)
            {
                var kustomization = ResourceSerializer.Read<Kustomization>(change.Object);
                if (holds(kustomization) && kustomization.Status.Conditions.Any(static c => c is { Type: ConditionTypes.Ready, Status: "True" }))
                {
                    open.Remove(kustomization.Name);
                }
            }

            if (open.Count == 0)
            {
                break;
            }
        }

        await triggered;
    }

    private static string NameOf(int application) => string.Create(CultureInfo.InvariantCulture, $"app-{application:000}");
}
