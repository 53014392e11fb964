using System.Text.Json.Nodes;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class HealthTests
{
    private const string Deployment =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  selector:\n    matchLabels: {app: web}\n"
        + "  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: main\n        image: nginx\n";

    [Fact]
    public async Task Wait_ObjectsThatAreHealthyAtOnce_SetsHealthy()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await harness.CreateAsync(spec => spec.Wait = true);

        var healthy = app.Status.Condition("Healthy")!;
        $"{healthy.Status} {healthy.Reason} {healthy.Message}".ShouldBe("True Succeeded Health check passed in 0s");
        harness.Events.ShouldContain("Normal Progressing Health check passed in 0s");

        await harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a")), ("readme.md", "x"));
        harness.Events.Count(text => text.Contains("Health check passed", StringComparison.Ordinal)).ShouldBe(1);

        await harness.PublishAsync("three", ("a.yaml", ConfigMapYaml("a", "3")));
        harness.Events.Count(text => text.Contains("Health check passed", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Wait_DeploymentThatComesUp_EndsWithIt()
    {
        await using var harness = await StartAsync(server: new KubernetesApiServerOptions { WorkloadSimulator = true });
        await harness.PublishAsync("one", ("web.yaml", Deployment));

        var app = await harness.CreateAsync(spec => spec.Wait = true);

        ReconcileTests.Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        app.Status.Condition("Healthy")!.Status.ShouldBe("True");
    }

    [Fact]
    public async Task Wait_NewRevisionMeanwhile_IsCanceledForIt()
    {
        await using var harness = await StartAsync();
        await StartWaitingAsync(harness);

        await harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")));

        harness.Events.ShouldContain("Normal HealthCheckCanceled Health checks canceled due to new reconciliation triggered by GitRepository/apps/app");
        var app = await harness.GetAsync();
        ReconcileTests.Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:two");
        app.Status.Condition("Healthy")!.Status.ShouldBe("True");
        app.Status.History!.Select(snapshot => snapshot.LastReconciledStatus).ShouldBe(["ReconciliationSucceeded"]);
    }

    [Fact]
    public async Task Wait_NewRevisionMeanwhileWithoutTheGate_RunsToItsEnd()
    {
        await using var harness = await StartAsync(options => options.CancelHealthCheckOnNewRevision = false);
        await StartWaitingAsync(harness);

        await harness.SetArtifactAsync(await harness.StoreAsync("two", ("a.yaml", ConfigMapYaml("a", "2"))));
        harness.Controllers.Clock.Advance(TimeSpan.FromSeconds(30));
        await harness.SettledAsync();

        harness.Events.ShouldContain(text => text.StartsWith("Warning HealthCheckFailed ", StringComparison.Ordinal));
        harness.Events.ShouldNotContain(text => text.Contains("HealthCheckCanceled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HealthChecks_MissingObject_FailsAfterTheTimeoutAndKeepsTheInventory()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await harness.CreateAsync();

        var change = new JsonObject
        {
            ["timeout"] = "1s",
            ["healthChecks"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = "missing", ["namespace"] = Namespace }),
        };
        await harness.Controllers.PatchAsync<Api.Kustomize.Kustomization>(Namespace, "app", new JsonObject { ["spec"] = change });
        await harness.HealthWatchAsync();
        harness.Controllers.Clock.Advance(TimeSpan.FromSeconds(30));
        await harness.SettledAsync();

        var app = await harness.GetAsync();
        ReconcileTests.Ready(app).ShouldBe("False HealthCheckFailed health check failed after 30s: timeout waiting for: [ConfigMap/apps/missing status: 'NotFound']");
        var healthy = app.Status.Condition("Healthy")!;
        $"{healthy.Status} {healthy.Reason} {healthy.Message}".ShouldBe("False HealthCheckFailed timeout waiting for: [ConfigMap/apps/missing status: 'NotFound']");
        app.Status.ObservedGeneration.ShouldBe(1);
        app.Status.History!.Select(snapshot => snapshot.LastReconciledStatus).ShouldBe(["HealthCheckFailed", "ReconciliationSucceeded"]);
        app.Status.Inventory!.Entries.Count.ShouldBe(1);
        app.Status.Condition("Reconciling")!.Message.ShouldBe("Running health checks for revision main@sha1:one with a timeout of 30s");
    }

    /// <summary>Starts a health check of ConfigMap a that value 2 alone ends.</summary>
    private static async Task StartWaitingAsync(KustomizeHarness harness)
    {
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "1")));
        await harness.SubmitAsync(spec =>
        {
            spec.Timeout = TimeSpan.FromSeconds(30);
            spec.Wait = true;
            spec.HealthCheckExprs = [new() { ApiVersion = "v1", Kind = "ConfigMap", Current = "data.k == '2'" }];
        });
        await harness.HealthWatchAsync();
    }
}
