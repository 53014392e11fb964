using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class HealthExpressionTests
{
    private static readonly HealthCheckExpression Rule = new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Current = "data.k == 'done'",
        Failed = "data.k == 'broken'",
    };

    [Fact]
    public async Task HealthCheckExprs_ObjectThatBecomesCurrent_EndsTheWait()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "start")));

        var app = await CreateAsync(harness, () => harness.EditAsync("a", new JsonObject { ["data"] = new JsonObject { ["k"] = "done" } }, "operator"), Rule);

        ReconcileTests.Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        app.Status.Condition("Healthy")!.Status.ShouldBe("True");
    }

    [Fact]
    public async Task HealthCheckExprs_ObjectThatFails_FailsEarly()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "broken")));

        var app = await harness.CreateAsync(spec => (spec.Wait, spec.HealthCheckExprs) = (true, [Rule]));

        ReconcileTests.Ready(app).ShouldBe("False HealthCheckFailed health check failed after 0s: failed early due to stalled resources: [ConfigMap/apps/a status: 'Failed']");
    }

    [Fact]
    public async Task HealthCheckExprs_NoResult_IsShownAtTheTimeout()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await CreateAsync(
            harness,
            () =>
            {
                harness.Controllers.Clock.Advance(TimeSpan.FromSeconds(30));
                return Task.CompletedTask;
            },
            new() { ApiVersion = "v1", Current = "status.ok" });

        ReconcileTests.Ready(app).ShouldBe(
            "False HealthCheckFailed health check failed after 30s: timeout waiting for: [ConfigMap/apps/a status: 'Unknown': "
            + "failed to evaluate the CEL expression 'status.ok': no such attribute(s): status.ok]");
    }

    [Fact]
    public async Task HealthCheckExprs_CannotBeParsed_Stalls()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await harness.CreateAsync(spec => spec.HealthCheckExprs = [new() { ApiVersion = "v1", Kind = "ConfigMap", Current = "status.(" }]);

        var message = app.Status.Condition(ConditionTypes.Stalled)!.Message;
        message.ShouldStartWith(
            "Reconciliation failed terminally due to configuration error: failed to create custom status evaluator for healthchecks[0]: "
            + "failed to parse the expression Current: failed to parse the CEL expression 'status.(': ERROR: <input>:1:8: ");
        ReconcileTests.Ready(app).ShouldBe($"False InvalidCELExpression {message}");
        app.Status.ObservedGeneration.ShouldBe(1);
        harness.Events.ShouldBe([$"Warning InvalidCELExpression {message}"]);
        harness.Controllers.Events[0].Metadata.ShouldBeEmpty();

        ReconcileTests.Ready(await harness.SetAsync(new JsonObject { ["healthCheckExprs"] = null })).ShouldStartWith("True ");
    }

    /// <summary>Creates a Kustomization that waits, does something once it does, and lets everything come to rest.</summary>
    private static async Task<Kustomization> CreateAsync(KustomizeHarness harness, Func<Task> whileWaiting, HealthCheckExpression rule)
    {
        await harness.SubmitAsync(spec => (spec.Timeout, spec.Wait, spec.HealthCheckExprs) = (TimeSpan.FromSeconds(30), true, [rule]));
        await harness.HealthWatchAsync();
        await whileWaiting();
        await harness.SettledAsync();
        return await harness.GetAsync();
    }
}
