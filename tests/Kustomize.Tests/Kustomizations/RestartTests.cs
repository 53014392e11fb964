using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class RestartTests
{
    [Fact]
    public async Task Reconcile_ProcessDiesBetweenApplyAndStatus_NextStartConverges()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await harness.CreateAsync();
        harness.Server.Requests.Clear();
        using (harness.Server.Faults.Reject("dying", request => request is { Resource: "kustomizations", Subresource: "status" } && HasApplied(harness)))
        {
            await harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")), ("c.yaml", ConfigMapYaml("c")));
            (await harness.ValueOfAsync("c")).ShouldBe("v");
            (await harness.GetAsync()).Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap"]);
        }

        await harness.RestartAsync();

        var app = await harness.GetAsync();
        ReconcileTests.Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:two");
        app.Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a__ConfigMap", "apps_c__ConfigMap"]);
        (await harness.ValueOfAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Reconcile_AfterARestart_WritesNoObject()
    {
        await using var harness = await StartAsync();
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await harness.CreateAsync();
        harness.Server.Requests.Clear();

        await harness.RestartAsync();

        harness.Server.Requests.Writes().ShouldNotContain(request => request.Resource == "configmaps");
        (await harness.GetAsync()).Status.History!.Single().TotalReconciliations.ShouldBe(2);
    }

    private static bool HasApplied(KustomizeHarness harness) =>
        harness.Server.Requests.Count(request => request is { Resource: "configmaps", Verb: "patch", DryRun: false, Name: "c" }) > 0;
}
