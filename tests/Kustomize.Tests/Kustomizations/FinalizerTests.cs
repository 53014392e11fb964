using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class FinalizerTests : IAsyncLifetime
{
    private KustomizeHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await StartAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Theory]
    [InlineData(null, true, false)]
    [InlineData("MirrorPrune", true, false)]
    [InlineData("MirrorPrune", false, true)]
    [InlineData("Delete", false, false)]
    [InlineData("WaitForTermination", false, false)]
    [InlineData("Orphan", true, true)]
    public async Task Delete_Policy_DecidesAboutTheObjects(string? policy, bool prune, bool isKept)
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync(spec => (spec.DeletionPolicy, spec.Prune) = (policy, prune));

        await DeleteAsync();

        (await _harness.FindAsync()).ShouldBeNull();
        (await _harness.ValueOfAsync("a") is not null).ShouldBe(isKept);
    }

    [Fact]
    public async Task Delete_ManagedObjects_ReportsThem()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await _harness.CreateAsync();

        await DeleteAsync();

        _harness.Events.Skip(2).ShouldBe(
        [
            "Normal ReconciliationSucceeded ConfigMap/apps/b deleted\nConfigMap/apps/a deleted",
            "Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 10m0s",
        ]);
    }

    [Fact]
    public async Task Delete_Suspended_KeepsTheObjects()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync();
        await _harness.SetAsync(new JsonObject { ["suspend"] = true });

        await DeleteAsync();

        (await _harness.FindAsync()).ShouldBeNull();
        (await _harness.ValueOfAsync("a")).ShouldBe("v");
    }

    [Fact]
    public async Task Delete_ObjectWithPruneDisabled_KeepsIt()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await _harness.CreateAsync();
        await _harness.EditAsync("a", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["kustomize.toolkit.fluxcd.io/prune"] = "disabled" } } });

        await DeleteAsync();

        (await _harness.ValueOfAsync("a")).ShouldBe("v");
        (await _harness.ValueOfAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_SourceGone_StillCollectsTheObjects()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync();
        await _harness.Controllers.DeleteAsync<Api.Sources.GitRepository>(Namespace, "app");
        await _harness.SettledAsync();

        await DeleteAsync();

        (await _harness.FindAsync()).ShouldBeNull();
        (await _harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_RefusedByAdmission_IsTriedAgain()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync();
        using (_harness.Server.Faults.Reject("no", request => request is { Verb: "delete", Resource: "configmaps" }))
        {
            await DeleteAsync();
            (await _harness.FindAsync()).ShouldNotBeNull();
            _harness.Events[^1].ShouldBe("Warning ReconciliationSucceeded pruning for deleted resource failed");
        }

        await _harness.Controllers.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await _harness.FindAsync()).ShouldBeNull();
    }

    private async Task DeleteAsync()
    {
        await _harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await _harness.SettledAsync();
    }
}
