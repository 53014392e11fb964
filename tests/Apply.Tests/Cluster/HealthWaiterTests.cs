using System.Text.Json.Nodes;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests.Cluster;

public sealed class HealthWaiterTests : IAsyncLifetime
{
    private static readonly ApiResource Deployments = new("apps", "v1", "Deployment", "deployments", Namespaced: true);
    private static readonly ObjectIdentity Web = new(new GroupKind("apps", "Deployment"), "apps", "web");
    private readonly ClusterFixture _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Wait_ObjectsHealthyWhenApplied_AsksNothing()
    {
        var changes = await _cluster.ApplyAsync(Manifests.ConfigMap("a"));
        _cluster.Server.Requests.Clear();

        await WaitAsync(new HealthWaiter(_cluster.Client), [.. changes.Entries.Select(HealthTarget.Of)]);

        _cluster.Server.Requests.Snapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task Wait_DeploymentBecomesAvailable_EndsWithTheWatchEvent()
    {
        var changes = await _cluster.ApplyAsync(Deployment());
        var waiting = WaitAsync(new HealthWaiter(_cluster.Client), [.. changes.Entries.Select(HealthTarget.Of)]);
        waiting.IsCompleted.ShouldBeFalse();

        await SetStatusAsync("{observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, conditions: [{type: Available, status: 'True'}, {type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]}");

        await waiting;
    }

    [Fact]
    public async Task Wait_DeploymentFails_EndsEarly()
    {
        await _cluster.ApplyAsync(Deployment());
        await SetStatusAsync("{observedGeneration: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}");

        var error = await Should.ThrowAsync<HealthCheckException>(WaitAsync(new HealthWaiter(_cluster.Client), [new HealthTarget(Web)]));

        error.Message.ShouldBe("failed early due to stalled resources: [Deployment/apps/web status: 'Failed']");
    }

    [Fact]
    public async Task Wait_NobodyActs_TimesOut()
    {
        await _cluster.ApplyAsync(Deployment());
        var waiting = WaitAsync(
            new HealthWaiter(_cluster.Client, _cluster.Clock),
            [new HealthTarget(Web), new HealthTarget(new ObjectIdentity(new GroupKind("", "ConfigMap"), "apps", "missing"))]);
        await WatchOpensAsync("deployments");
        await WatchOpensAsync("configmaps");

        _cluster.Clock.Advance(TimeSpan.FromSeconds(31));

        (await Should.ThrowAsync<HealthCheckException>(waiting)).Message.ShouldBe(
            "timeout waiting for: [Deployment/apps/web status: 'InProgress', ConfigMap/apps/missing status: 'NotFound']");
    }

    [Fact]
    public async Task Wait_JobThatRemovedItself_IsHealthy()
    {
        var job = new ObjectIdentity(new GroupKind("batch", "Job"), "apps", "once");

        await WaitAsync(new HealthWaiter(_cluster.Client), [new HealthTarget(job) { MayVanish = true }]);
    }

    private static Task WaitAsync(HealthWaiter waiter, IReadOnlyList<HealthTarget> targets) =>
        waiter.WaitAsync(targets, new HealthWaitOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken);

    private static Unstructured Deployment() => Manifests.Yaml(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: apps}, spec: {selector: {matchLabels: {app: web}}, "
        + "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: nginx}]}}}}");

    private Task SetStatusAsync(string status) => _cluster.Client.PatchAsync(
        Deployments,
        new NamespacedName("apps", "web"),
        Patch.Merge(new JsonObject { ["status"] = Manifests.Yaml(status).Root }),
        new PatchOptions { Subresource = "status", FieldManager = "kubelet" },
        TestContext.Current.CancellationToken);

    private Task<Testing.ApiRequest> WatchOpensAsync(string resource) =>
        _cluster.Server.Requests.WaitForAsync(request => request.Verb == "watch" && request.Resource == resource, TestContext.Current.CancellationToken);
}
