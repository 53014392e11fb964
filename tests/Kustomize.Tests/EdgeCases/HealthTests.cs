using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Health.</summary>
public sealed class HealthTests : EdgeCaseTests
{
    private const string FailedStatus = """{"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}}""";

    [Fact]
    public async Task Case065_ShortTimeout_IsHalfAMinute()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.SubmitAsync(spec => (spec.Timeout, spec.HealthChecks) = (TimeSpan.FromSeconds(1), [Check("v1", "ConfigMap", "missing")]));

        var app = await TimeOutAsync("configmaps");

        Ready(app).ShouldBe("False HealthCheckFailed health check failed after 30s: timeout waiting for: [ConfigMap/apps/missing status: 'NotFound']");
    }

    [Fact]
    public async Task Case066_HealthyThenUnhealthyThenHealthy_IsToldByConditionsHistoryAndEvents()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("s.yaml", "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: apps-class\nprovisioner: example.com/none\n"));
        var app = await Harness.CreateAsync(spec => spec.Wait = true);
        Healthy(app).ShouldBe("True Succeeded Health check passed in 0s");

        Harness.Server.Requests.Clear();
        await Harness.Controllers.PatchAsync<Kustomization>(Namespace, "app", Json("""
            {"metadata":{"annotations":{"reconcile.fluxcd.io/requestedAt":"now"}},
             "spec":{"wait":false,"timeout":"30s","healthChecks":[{"apiVersion":"v1","kind":"ConfigMap","name":"missing","namespace":"apps"}]}}
            """));
        await Harness.HealthWatchAsync();
        Healthy(await Harness.GetAsync()).ShouldBe("Unknown Progressing Running health checks for revision main@sha1:one with a timeout of 30s");

        app = await TimeOutAsync("configmaps");
        Healthy(app).ShouldBe("False HealthCheckFailed timeout waiting for: [ConfigMap/apps/missing status: 'NotFound']");
        app.Status.ObservedGeneration.ShouldBe(app.Metadata.Generation - 1);
        app.Status.LastHandledReconcileAt.ShouldBe("now");
        app.Status.History!.Count.ShouldBe(2);

        app = await Harness.SetAsync(Json("""{"wait":true,"healthChecks":null}"""));
        Healthy(app).ShouldBe("True Succeeded Health check passed in 0s");
        Harness.Events.Count(text => text == "Normal Progressing Health check passed in 0s").ShouldBe(2);
        app.Status.History!.Select(snapshot => (snapshot.LastReconciledStatus, snapshot.TotalReconciliations)).ShouldBe([("ReconciliationSucceeded", 2), ("HealthCheckFailed", 1)]);
    }

    [Fact]
    public async Task Case067_PassedEvent_ComesWithChangesOfANewRevisionOnly()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => spec.Wait = true);
        var passed = () => Harness.Events.Count(text => text.Contains("Health check passed", StringComparison.Ordinal));
        passed().ShouldBe(1);

        await Harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a")), ("readme.md", "x"));
        passed().ShouldBe(1);

        await Harness.PublishAsync("three", ("a.yaml", ConfigMapYaml("a", "3")));
        passed().ShouldBe(2);
    }

    [Fact]
    public async Task Case068_DeploymentThatGivesUp_FailsEarly()
    {
        await Harness.PublishAsync("one", ("web.yaml", Deployment));
        await Harness.CreateAsync();
        await Harness.EditObjectAsync("apps/v1", "Deployment", "web", Json(FailedStatus), "kube-controller-manager", "status");

        var app = await Harness.SetAsync(Json("""{"wait":true}"""));

        Ready(app).ShouldBe("False HealthCheckFailed health check failed after 0s: failed early due to stalled resources: [Deployment/apps/web status: 'Failed']");
    }

    [Theory]
    [InlineData("""{"status":{"active":1}}""", "", "InProgress")]
    [InlineData("""{}""", "  suspend: true\n", null)]
    [InlineData("""{"status":{"conditions":[{"type":"FailureTarget","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"Failed","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],"startTime":"2026-01-01T00:00:00Z"}}""", "", "Failed")]
    [InlineData("""{"status":{"conditions":[{"type":"SuccessCriteriaMet","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"Complete","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T00:00:00Z","succeeded":1}}""", "", null)]
    public async Task Case069_Job_IsHealthyWhenDoneOrSuspended(string status, string spec, string? unhealthy)
    {
        await Harness.PublishAsync("one", ("job.yaml", Job + spec));
        await Harness.CreateAsync();
        await Harness.EditObjectAsync("batch/v1", "Job", "once", Json(status), "kube-controller-manager", "status");

        await Harness.Controllers.PatchAsync<Kustomization>(Namespace, "app", Json("""{"spec":{"wait":true,"timeout":"30s"}}"""));
        if (unhealthy is "InProgress")
        {
            Ready(await TimeOutAsync("jobs")).ShouldEndWith("timeout waiting for: [Job/apps/once status: 'InProgress']");
            return;
        }

        await Harness.SettledAsync();
        var ready = Ready(await Harness.GetAsync());
        ready.ShouldBe(unhealthy is null ? Succeeded + "one" : "False HealthCheckFailed health check failed after 0s: failed early due to stalled resources: [Job/apps/once status: 'Failed']");
    }

    [Fact]
    public async Task Case069_JobWithTimeToLiveThatIsGone_IsHealthy()
    {
        await Harness.PublishAsync("one", ("job.yaml", Job + "  ttlSecondsAfterFinished: 0\n"));
        await Harness.SubmitAsync(spec => (spec.Wait, spec.Timeout) = (true, TimeSpan.FromSeconds(30)));
        await Harness.Server.Requests.WaitForAsync(request => request is { Verb: "watch", Resource: "jobs" }, TestContext.Current.CancellationToken);

        await Harness.DeleteObjectAsync("batch/v1", "Job", "once");
        await Harness.SettledAsync();

        Ready(await Harness.GetAsync()).ShouldBe(Succeeded + "one");
    }

    [Fact]
    public async Task Case069_JobThatIsGone_IsNotHealthy()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.SubmitAsync(spec => (spec.HealthChecks, spec.Timeout) = ([Check("batch/v1", "Job", "gone")], TimeSpan.FromSeconds(30)));

        Ready(await TimeOutAsync("jobs")).ShouldEndWith("timeout waiting for: [Job/apps/gone status: 'NotFound']");
    }

    [Theory]
    [InlineData("""[{"apiVersion":"v1","kind":"ConfigMap","current":"data.k == 'v'"},{"apiVersion":"v1","current":"data.k == 'never'"}]""", null)]
    [InlineData("""[{"apiVersion":"v1","current":"data.k == 'v'"}]""", null)]
    [InlineData("""[{"apiVersion":"v1","kind":"ConfigMap","current":"data.none == 'v'"}]""", "timeout waiting for: [ConfigMap/apps/a status: 'Unknown': failed to evaluate the CEL expression 'data.none == 'v'': no such key: none]")]
    [InlineData("""[{"apiVersion":"v1","kind":"ConfigMap","current":"data.k == 'v'","failed":"data.k == 'v'"}]""", "failed early due to stalled resources: [ConfigMap/apps/a status: 'Failed']")]
    public async Task Case071_HealthExpressions_ReplaceTheRulesOfKindsAndGroups(string expressions, string? failure)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.SubmitAsync(spec =>
        {
            spec.Wait = true;
            spec.Timeout = TimeSpan.FromSeconds(30);
            spec.HealthCheckExprs = System.Text.Json.JsonSerializer.Deserialize<List<HealthCheckExpression>>(expressions, ApiJson.Reflected);
        });

        Kustomization app;
        if (failure?.StartsWith("timeout", StringComparison.Ordinal) is true)
        {
            app = await TimeOutAsync("configmaps");
        }
        else
        {
            await Harness.SettledAsync();
            app = await Harness.GetAsync();
        }

        Ready(app).ShouldEndWith(failure ?? Succeeded + "one");
    }

    [Theory]
    [InlineData("""[{"apiVersion":"v1","kind":"ConfigMap","current":"data.("}]""", "failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Current: failed to parse the CEL expression 'data.(': ")]
    [InlineData("""[{"apiVersion":"v1","kind":"ConfigMap","current":"true"},{"apiVersion":"v1","kind":"ConfigMap","current":"true"}]""", "duplicate custom health check for GroupKind ConfigMap at healthchecks[1]")]
    public async Task Case071_MistakeInAnExpression_Stalls(string expressions, string reason)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await Harness.CreateAsync(spec => spec.HealthCheckExprs = System.Text.Json.JsonSerializer.Deserialize<List<HealthCheckExpression>>(expressions, ApiJson.Reflected));

        Ready(app).ShouldStartWith("False InvalidCELExpression Reconciliation failed terminally due to configuration error: " + reason);
        app.Status.IsTrue(ConditionTypes.Stalled).ShouldBeTrue();
        app.Status.ObservedGeneration.ShouldBe(1);
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case071_RuleWithoutAKind_CoversEveryKindOfItsGroup()
    {
        await Harness.PublishAsync(
            "one",
            ("a.yaml", ConfigMapYaml("a")),
            ("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: apps\nstringData: {other: x}\n"));
        await Harness.SubmitAsync(spec =>
        {
            spec.Wait = true;
            spec.Timeout = TimeSpan.FromSeconds(30);
            spec.HealthCheckExprs = [new() { ApiVersion = "v1", Current = "has(data.k)", InProgress = "!has(data.k)" }];
        });

        Ready(await TimeOutAsync("secrets")).ShouldEndWith("timeout waiting for: [Secret/apps/s status: 'InProgress']");
    }

    [Fact]
    public async Task Case072_KustomizationThatAppliesItself_DoesNotWaitForItself()
    {
        await Harness.PublishAsync(
            "one",
            ("self.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: app\n  namespace: apps\nspec:\n  interval: 10m\n  retryInterval: 2m\n  prune: true\n  wait: true\n  path: ./\n  sourceRef: {kind: GitRepository, name: app}\n"));

        await Harness.SubmitAsync(spec => spec.Wait = true);

        await Harness.SettledAsync();

        var app = await Harness.GetAsync();
        Ready(app).ShouldBe(Succeeded + "one");
        Inventory(app).ShouldBe(["apps_app_kustomize.toolkit.fluxcd.io_Kustomization"]);
    }

    [Fact]
    public async Task Case073_NewRevisionDuringALongWait_EndsIt()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "1")));
        await Harness.SubmitAsync(spec =>
        {
            spec.Wait = true;
            spec.Timeout = TimeSpan.FromSeconds(30);
            spec.HealthCheckExprs = [new() { ApiVersion = "v1", Kind = "ConfigMap", Current = "data.k == '2'" }];
        });
        await Harness.HealthWatchAsync();

        var app = await PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")));

        Harness.Events.ShouldContain("Normal HealthCheckCanceled Health checks canceled due to new reconciliation triggered by GitRepository/apps/app");
        Ready(app).ShouldBe(Succeeded + "two");
    }

    private const string Deployment =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  selector:\n    matchLabels: {app: web}\n"
        + "  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: main\n        image: nginx\n";

    private const string Job =
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\n  namespace: apps\nspec:\n  template:\n    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}\n";

    private static HealthCheckReference Check(string? apiVersion, string kind, string name) => new() { ApiVersion = apiVersion, Kind = kind, Name = name, Namespace = Namespace };

    private static string Healthy(Kustomization app) => app.Status.Condition("Healthy") is { } healthy ? $"{healthy.Status} {healthy.Reason} {healthy.Message}" : "";

    /// <summary>Waits until the objects are watched, then lets half a minute pass.</summary>
    [Fact]
    public async Task Case099_NothingToWaitFor_RemovesTheCondition()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        Healthy(await Harness.CreateAsync(spec => spec.Wait = true)).ShouldStartWith("True ");

        await Harness.EditAsync("a", Json("""{"metadata":{"annotations":{"kustomize.toolkit.fluxcd.io/reconcile":"disabled"}}}"""));
        Healthy(await Harness.ReconcileAsync("again")).ShouldBe("");
    }

    [Fact]
    public async Task Case100_CheckWithoutApiVersion_IsInTheGroupApps()
    {
        await Harness.PublishAsync("one", ("web.yaml", Deployment));
        await Harness.CreateAsync();
        await Harness.EditObjectAsync("apps/v1", "Deployment", "web", Json(FailedStatus), "kube-controller-manager", "status");

        await Harness.Controllers.PatchAsync<Kustomization>(Namespace, "app", new JsonObject
        {
            ["spec"] = new JsonObject { ["healthChecks"] = new JsonArray(new JsonObject { ["kind"] = "Deployment", ["name"] = "web", ["namespace"] = Namespace }) },
        });
        await Harness.SettledAsync();

        Ready(await Harness.GetAsync()).ShouldEndWith("failed early due to stalled resources: [Deployment/apps/web status: 'Failed']");
    }
}

/// <summary>Health checks that go on waiting for others when one has failed.</summary>
public sealed class PatientHealthTests : EdgeCaseTests
{
    private const string Files =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  selector:\n    matchLabels: {app: web}\n"
        + "  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: web:1\n---\n"
        + "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: disk\n  namespace: apps\nspec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n";

    protected override void Configure(KustomizeControllerOptions options) => options.DisableFailFastBehavior = true;

    [Fact]
    public async Task Case068_ClaimStillPending_IsWaitedForToTheEnd()
    {
        await StartAsync("Pending");

        Ready(await TimeOutAsync("persistentvolumeclaims")).ShouldEndWith(
            "timeout waiting for: [Deployment/apps/web status: 'Failed', PersistentVolumeClaim/apps/disk status: 'InProgress']");
    }

    [Fact]
    public async Task Case068_NothingLeftToWaitFor_EndsEarly()
    {
        await StartAsync("Bound");

        await Harness.SettledAsync();
        Ready(await Harness.GetAsync()).ShouldEndWith("failed early due to stalled resources: [Deployment/apps/web status: 'Failed']");
    }

    private async Task StartAsync(string claim)
    {
        await Harness.PublishAsync("one", ("all.yaml", Files));
        await Harness.CreateAsync();
        await Harness.EditObjectAsync(
            "apps/v1", "Deployment", "web",
            Json("""{"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}}"""),
            "kube-controller-manager", "status");
        await Harness.EditObjectAsync(
            "v1", "PersistentVolumeClaim", "disk", new JsonObject { ["status"] = new JsonObject { ["phase"] = claim } }, "kube-controller-manager", "status");
        await Harness.Controllers.PatchAsync<Kustomization>(Namespace, "app", Json("""{"spec":{"wait":true,"timeout":"30s"}}"""));
    }
}
