using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class UnchangedRevisionTests
{
    [Fact]
    public async Task NewRevision_WithTheSameOutput_WritesNoObjectAndSaysTheRevision()
    {
        await using var harness = await KustomizeHarness.StartAsync();
        await harness.PublishAsync("1", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("b.yaml", KustomizeHarness.ConfigMapYaml("b")));
        await harness.CreateAsync();
        harness.Server.Requests.Clear();

        await harness.PublishAsync("2", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("b.yaml", KustomizeHarness.ConfigMapYaml("b")), ("README.md", "news"));

        var owner = await harness.GetAsync();
        owner.Status.LastAppliedRevision.ShouldBe("main@sha1:2");
        owner.Status.Condition(Api.ConditionTypes.Ready)!.Message.ShouldBe("Applied revision: main@sha1:2");
        owner.Status.History!.Count.ShouldBe(1);
        owner.Status.History[0].TotalReconciliations.ShouldBe(2);
        harness.Server.Requests.Count(static request => request.Resource == "configmaps").ShouldBe(2, "a dry run each, no read");
        harness.Server.Requests.Writes().Where(static write => write.Resource == "configmaps").ShouldBeEmpty();
        harness.Server.Requests.Writes().Count(static write => write.Resource == "kustomizations").ShouldBe(1, "the status, once");
    }

    [Fact]
    public async Task ChangedManifest_OfAnObjectNobodyTouched_IsWrittenWithoutReadingIt()
    {
        await using var harness = await KustomizeHarness.StartAsync();
        await harness.PublishAsync("1", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));
        await harness.CreateAsync();
        harness.Server.Requests.Clear();

        await harness.PublishAsync("2", ("a.yaml", KustomizeHarness.ConfigMapYaml("a", "two")));

        (await harness.ValueOfAsync("a")).ShouldBe("two");
        harness.Server.Requests.Snapshot().Where(static request => request is { Resource: "configmaps", UserAgent: var agent } && agent.Length > 0)
            .Select(static request => $"{request.Verb}{(request.DryRun ? " (dry run)" : "")}").Take(2).ShouldBe(["patch (dry run)", "patch"]);
    }
}
