using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class ReadyExpressionTests
{
    [Fact]
    public async Task ReadyExpr_AnnotationOfTheDependency_DecidesAloneAndIsAskedAgain()
    {
        await using var harness = await StartAsync();
        await PublishAsync(harness);
        await harness.CreateAsync(spec => spec.Path = "./db", "db");
        await harness.SetAsync(new JsonObject { ["suspend"] = true }, "db");

        var web = await CreateWebAsync(harness, "has(dep.metadata.annotations) && dep.metadata.annotations['stage'] == self.spec.path.substring(2)");

        ReconcileTests.Ready(web).ShouldBe("False DependencyNotReady dependency 'apps/db' is not ready according to readyExpr eval");
        web.Status.ObservedGeneration.ShouldBe(-1);
        harness.Events[^1].ShouldBe("Normal DependencyNotReady Dependencies do not meet ready condition, retrying in 30s");

        await harness.Controllers.PatchAsync<Kustomization>(Namespace, "db", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["stage"] = "web" } } });
        await harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(30));

        ReconcileTests.Ready(await harness.GetAsync("web")).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
    }

    [Fact]
    public async Task ReadyExpr_True_LeavesOutTheBuiltInChecks()
    {
        await using var harness = await StartAsync();
        await PublishAsync(harness);
        await harness.CreateAsync(spec => spec.Path = "./nowhere", "db");

        ReconcileTests.Ready(await CreateWebAsync(harness, "dep.spec.path == './nowhere'")).ShouldStartWith("True ");
    }

    [Fact]
    public async Task ReadyExpr_TrueWithTheAdditiveGate_StillNeedsTheBuiltInChecks()
    {
        await using var harness = await StartAsync(options => options.AdditiveCelDependencyCheck = true);
        await PublishAsync(harness);
        await harness.CreateAsync(spec => spec.Path = "./nowhere", "db");

        ReconcileTests.Ready(await CreateWebAsync(harness, "dep.spec.path == './nowhere'")).ShouldBe("False DependencyNotReady dependency 'apps/db' is not ready");
    }

    [Theory]
    [InlineData(
        "dep.spec.nope == other",
        "failed to parse the CEL expression 'dep.spec.nope == other': ERROR: <input>:1:18: undeclared reference to 'other' (in container '')\n | dep.spec.nope == other\n | .................^")]
    [InlineData("dep.spec.prune", "CEL expression output type mismatch: expected bool, got dyn")]
    public async Task ReadyExpr_DoesNotCompile_Stalls(string expression, string reason)
    {
        await using var harness = await StartAsync();
        await PublishAsync(harness);
        await harness.CreateAsync(spec => spec.Path = "./db", "db");

        var web = await CreateWebAsync(harness, expression);

        var message = $"Reconciliation failed terminally due to configuration error: terminal error: failed to evaluate dependency db: {reason}";
        ReconcileTests.Ready(web).ShouldBe($"False InvalidCELExpression {message}");
        web.Status.Condition(ConditionTypes.Stalled)!.Message.ShouldBe(message);
        web.Status.Condition(ConditionTypes.Reconciling).ShouldBeNull();
        web.Status.ObservedGeneration.ShouldBe(1);
        harness.Events[^1].ShouldBe($"Warning InvalidCELExpression {message}");
        var events = harness.Events.Count;
        await harness.Controllers.AdvanceAsync(TimeSpan.FromHours(1));
        harness.Events.Skip(events).ShouldNotContain(text => text.Contains("InvalidCELExpression", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadyExpr_MissingKey_WaitsAndRecovers()
    {
        await using var harness = await StartAsync();
        await PublishAsync(harness);
        await harness.CreateAsync(spec => spec.Path = "./db", "db");

        var web = await CreateWebAsync(harness, "dep.spec.none.x == 'x'");

        ReconcileTests.Ready(web).ShouldBe("False DependencyNotReady failed to evaluate the CEL expression 'dep.spec.none.x == 'x'': no such key: none");
        web.Status.Condition(ConditionTypes.Stalled).ShouldBeNull();

        ReconcileTests.Ready(await harness.SetAsync(new JsonObject { ["dependsOn"] = null }, "web")).ShouldStartWith("True ");
    }

    private static Task PublishAsync(KustomizeHarness harness) =>
        harness.PublishAsync("one", ("db/db.yaml", ConfigMapYaml("db")), ("web/web.yaml", ConfigMapYaml("web")));

    private static Task<Kustomization> CreateWebAsync(KustomizeHarness harness, string expression) => harness.CreateAsync(
        spec =>
        {
            spec.Path = "./web";
            spec.DependsOn = [new() { Name = "db", ReadyExpr = expression }];
        },
        "web");
}
