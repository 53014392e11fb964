using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class ForeignDependencyTests
{
    private static readonly ApiResource Deployments = new("apps", "v1", "Deployment", "deployments", Namespaced: true);

    [Fact]
    public async Task OtherKind_Missing_IsWaitedForAndWakesWhenItAppears()
    {
        await using var harness = await StartAsync();

        var waiting = await harness.CreateAsync(static spec => spec.DependsOn = [ConfigMap("gate")]);
        Ready(waiting).Reason.ShouldBe("DependencyNotReady");
        Ready(waiting).Message.ShouldStartWith("dependency 'ConfigMap/apps/gate' not found: ");
        Watches(harness).ShouldBe(1);
        await harness.EditableConfigMapAsync("gate", "open", "no");

        await harness.UntilAsync(async () => Ready(await harness.GetAsync()).Reason == "ReconciliationSucceeded", "the dependent runs without its time having come");
        Watches(harness).ShouldBe(0, "nobody waits any more");
    }

    [Fact]
    public async Task OtherKind_NotHealthyYet_WakesWhenItsStatusChanges()
    {
        await using var harness = await StartAsync();
        var deployment = new Resources.Unstructured(new("apps", "v1", "Deployment"), KustomizeHarness.Namespace, "db");
        deployment.Root["spec"] = JsonNode.Parse("""{"replicas":1,"selector":{"matchLabels":{"app":"db"}},"template":{"metadata":{"labels":{"app":"db"}},"spec":{"containers":[{"name":"db","image":"db"}]}}}""");
        await harness.Controllers.Client.CreateAsync(Deployments, deployment, ct: TestContext.Current.CancellationToken);

        var waiting = await harness.CreateAsync(static spec => spec.DependsOn = [new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "db" }]);
        Ready(waiting).Message.ShouldBe("dependency 'Deployment/apps/db' is not ready");
        await harness.Controllers.Client.PatchAsync(
            Deployments,
            new(KustomizeHarness.Namespace, "db"),
            Patch.Merge(JsonNode.Parse("""{"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"}]}}""")!),
            new PatchOptions { Subresource = "status" },
            TestContext.Current.CancellationToken);

        await harness.UntilAsync(async () => Ready(await harness.GetAsync()).Reason == "ReconciliationSucceeded", "the dependent runs");
    }

    [Fact]
    public async Task ReadyExpr_OverAnotherKind_Decides()
    {
        await using var harness = await StartAsync();
        await harness.EditableConfigMapAsync("gate", "open", "no");
        var gate = ConfigMap("gate");
        gate.ReadyExpr = "dep.data.open == 'yes'";

        var waiting = await harness.CreateAsync(spec => spec.DependsOn = [gate]);
        Ready(waiting).Message.ShouldBe("dependency 'ConfigMap/apps/gate' is not ready according to readyExpr eval");
        await harness.EditAsync("gate", new JsonObject { ["data"] = new JsonObject { ["open"] = "yes" } });

        await harness.UntilAsync(async () => Ready(await harness.GetAsync()).Reason == "ReconciliationSucceeded", "the dependent runs");
    }

    [Fact]
    public async Task OtherKind_Unknown_IsNotReady()
    {
        await using var harness = await StartAsync();

        var waiting = await harness.CreateAsync(static spec => spec.DependsOn = [new() { ApiVersion = "example.com/v1", Kind = "Widget", Name = "w" }]);

        Ready(waiting).Message.ShouldBe("dependency 'Widget/apps/w' not found: no matches for kind \"Widget\" in version \"example.com/v1\"");
    }

    [Theory]
    [InlineData("ConfigMap", "v1", true)]
    [InlineData("Kustomization", null, false)]
    public async Task OtherNamespace_WithReferencesBlocked_DeniesOtherKindsOnly(string kind, string? apiVersion, bool isDenied)
    {
        await using var harness = await StartAsync(static options => options.NoCrossNamespaceRefs = true);

        var owner = await harness.CreateAsync(spec => spec.DependsOn = [new() { ApiVersion = apiVersion, Kind = kind, Name = "gate", Namespace = "default" }]);

        Ready(owner).Reason.ShouldBe(isDenied ? "AccessDenied" : "DependencyNotReady");
        owner.Status.IsTrue(ConditionTypes.Stalled).ShouldBe(isDenied);
    }

    [Fact]
    public async Task OtherKind_IsReadAsTheServiceAccountOfTheKustomization()
    {
        await using var harness = await StartAsync();
        await harness.EditableConfigMapAsync("gate", "open", "yes");

        await harness.CreateAsync(static spec =>
        {
            spec.ServiceAccountName = "tenant";
            spec.DependsOn = [ConfigMap("gate")];
        });

        harness.Server.Requests.Snapshot().ShouldContain(static request =>
            request.Verb == "get" && request.Resource == "configmaps" && request.Name == "gate" && request.User == "system:serviceaccount:apps:tenant");
    }

    [Fact]
    public async Task Deletion_DependantsFirst_GoesInReverseOrder()
    {
        await using var harness = await StartAsync(static options => options.DeleteDependantsFirst = true);
        await harness.CreateAsync(static spec => spec.NamePrefix = "base-", "base");
        await harness.CreateAsync(static spec => (spec.NamePrefix, spec.DependsOn) = ("top-", [new() { Name = "base" }]), "top");
        await harness.CreateAsync(static spec => (spec.NamePrefix, spec.DependsOn) = ("roof-", [new() { Name = "top" }]), "roof");
        var held = harness.Server.Faults.Reject("not yet", static request => request is { Verb: "delete", Resource: "configmaps" });
        foreach (var name in new[] { "roof", "top", "base" })
        {
            await harness.Controllers.DeleteAsync<Kustomization>(KustomizeHarness.Namespace, name);
        }

        await harness.SettledAsync();
        (await harness.FindAsync("base")).ShouldNotBeNull();
        harness.Server.Requests.Clear();
        held.Dispose();
        await harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(2));

        (await harness.FindAsync("base")).ShouldBeNull();
        var deleted = harness.Server.Requests.Writes().Where(static write => write is { Verb: "delete", Resource: "configmaps" }).Select(static write => write.Name).ToList();
        deleted.IndexOf("roof-a").ShouldBeLessThan(deleted.IndexOf("top-a"));
        deleted.IndexOf("top-a").ShouldBeLessThan(deleted.IndexOf("base-a"));
    }

    [Fact]
    public async Task Deletion_OfACircle_DoesNotWaitForEver()
    {
        await using var harness = await StartAsync(static options => options.DeleteDependantsFirst = true);
        await harness.CreateAsync(static spec => spec.DependsOn = [new() { Name = "two" }], "one");
        await harness.CreateAsync(static spec => spec.DependsOn = [new() { Name = "one" }], "two");

        await harness.Controllers.DeleteAsync<Kustomization>(KustomizeHarness.Namespace, "one");
        await harness.Controllers.DeleteAsync<Kustomization>(KustomizeHarness.Namespace, "two");
        await harness.SettledAsync();

        (await harness.FindAsync("one")).ShouldBeNull();
        (await harness.FindAsync("two")).ShouldBeNull();
    }

    private static async Task<KustomizeHarness> StartAsync(Action<KustomizeControllerOptions>? configure = null)
    {
        var harness = await KustomizeHarness.StartAsync(configure);
        await harness.PublishAsync("1", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));
        return harness;
    }

    private static KustomizationDependency ConfigMap(string name) => new() { ApiVersion = "v1", Kind = "ConfigMap", Name = name };

    private static Condition Ready(Kustomization owner) => owner.Status.Condition(ConditionTypes.Ready)!;

    private static int Watches(KustomizeHarness harness) => harness.Controllers.Services.GetRequiredService<KustomizationServices>().DependencyWatches.Count;
}
