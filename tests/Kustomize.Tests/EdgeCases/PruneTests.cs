using GitOpsToolkit.Api.Kustomize;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Prune, inventory and deletion.</summary>
public sealed class PruneTests : EdgeCaseTests
{
    [Fact]
    public async Task Case056_Rename_DeletesTheOldObject()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();

        Inventory(await PublishAsync("two", ("a.yaml", ConfigMapYaml("a2")))).ShouldBe(["apps_a2__ConfigMap"]);

        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case057_PruneDisabled_KeepsTheObjectWhenStaleAndOnDeletion()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await Harness.CreateAsync();
        foreach (var name in new[] { "a", "b" })
        {
            await Harness.EditAsync(name, Json("""{"metadata":{"labels":{"kustomize.toolkit.fluxcd.io/prune":"Disabled"}}}"""), "somebody");
        }

        Inventory(await PublishAsync("two", ("b.yaml", ConfigMapYaml("b")))).ShouldBe(["apps_b__ConfigMap"]);
        (await Harness.ValueOfAsync("a")).ShouldBe("v");
        Harness.Events.ShouldContain("Normal Progressing ConfigMap/apps/a skipped");

        await DeleteAsync();
        (await Harness.ValueOfAsync("b")).ShouldBe("v");
    }

    [Fact]
    public async Task Case058_OwnerLabelChanged_SavesTheObjectFromDeletion()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        await Harness.EditAsync("a", Json("""{"metadata":{"labels":{"kustomize.toolkit.fluxcd.io/name":"other"}}}"""));

        await DeleteAsync();

        (await Harness.ValueOfAsync("a")).ShouldBe("v");
    }

    [Fact]
    public async Task Case059_DeleteRefused_KeepsTheEntryUntilItSucceeds()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await Harness.CreateAsync();
        using (Harness.Server.Faults.Reject("no", request => request is { Verb: "delete", Resource: "configmaps" }))
        {
            var failed = await PublishAsync("two", ("a.yaml", ConfigMapYaml("a")));
            Ready(failed).ShouldStartWith("False PruneFailed delete failed, errors: ConfigMap/apps/b delete failed: ");
            Inventory(failed).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap"]);
            failed.Status.History![0].LastReconciledStatus.ShouldBe("PruneFailed");
        }

        await Harness.Controllers.AdvanceAsync(TimeSpan.FromMinutes(2));
        Inventory(await Harness.GetAsync()).ShouldBe(["apps_a__ConfigMap"]);
    }

    [Fact]
    public async Task Case059_ObjectHeldByItsFinalizer_LeavesTheInventoryAtOnce()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await Harness.CreateAsync();
        await Harness.EditAsync("b", Json("""{"metadata":{"finalizers":["example.com/hold"]}}"""), "somebody");

        var app = await PublishAsync("two", ("a.yaml", ConfigMapYaml("a")));

        Ready(app).ShouldBe(Succeeded + "two");
        Inventory(app).ShouldBe(["apps_a__ConfigMap"]);
        (await LiveAsync("b")).IsDeleting.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Delete", false, false)]
    [InlineData("WaitForTermination", false, false)]
    [InlineData("MirrorPrune", true, false)]
    [InlineData("MirrorPrune", false, true)]
    [InlineData("Orphan", true, true)]
    public async Task Case060_DeletionPolicy_DecidesAboutTheObjects(string policy, bool prune, bool isKept)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => (spec.DeletionPolicy, spec.Prune) = (policy, prune));

        await DeleteAsync();

        (await Harness.FindAsync()).ShouldBeNull();
        (await Harness.ValueOfAsync("a") is not null).ShouldBe(isKept);
    }

    [Fact]
    public async Task Case060_TerminationTakesTooLong_ReleasesTheKustomizationAllTheSame()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => (spec.DeletionPolicy, spec.Timeout) = ("WaitForTermination", TimeSpan.FromSeconds(1)));
        await Harness.EditAsync("a", Json("""{"metadata":{"finalizers":["example.com/hold"]}}"""), "somebody");

        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        var released = Harness.SettledAsync();
        await Harness.Controllers.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Harness.Controllers.Clock.Advance(TimeSpan.FromSeconds(30));
        await released;

        (await Harness.FindAsync()).ShouldBeNull();
        Harness.Events.ShouldContain("Warning ReconciliationSucceeded failed to wait for resources termination");
    }

    [Fact]
    public async Task Case061_SuspendedKustomization_LeavesItsObjects()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        await Harness.SetAsync(Json("""{"suspend":true}"""));

        await DeleteAsync();

        (await Harness.FindAsync()).ShouldBeNull();
        (await Harness.ValueOfAsync("a")).ShouldBe("v");
    }

    [Fact]
    public async Task Case061_DeletedBeforeTheFinalizer_GoesQuietly()
    {
        await Harness.Controllers.StopAsync(TestContext.Current.CancellationToken);
        await Harness.SubmitAsync(metadata: static meta => meta.Finalizers = ["example.com/hold"]);
        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await Harness.RestartAsync();
        await Harness.Controllers.PatchAsync<Kustomization>(Namespace, "app", Json("""{"metadata":{"finalizers":null}}"""));
        await Harness.SettledAsync();

        (await Harness.FindAsync()).ShouldBeNull();
        Harness.Events.ShouldNotContain(text => text.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"dependsOn":[{"name":"none"}]}""", false)]
    [InlineData(null, true)]
    public async Task Case062_FailingDependencyOrMissingSource_DoesNotHinderDeletion(string? spec, bool removeSource)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        if (spec is not null)
        {
            Ready(await Harness.SetAsync(Json(spec))).ShouldStartWith("False DependencyNotReady ");
        }

        if (removeSource)
        {
            await Harness.Controllers.DeleteAsync<Api.Sources.GitRepository>(Namespace, "app");
            await Harness.SettledAsync();
        }

        await DeleteAsync();

        (await Harness.FindAsync()).ShouldBeNull();
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    private async Task DeleteAsync()
    {
        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await Harness.SettledAsync();
    }
}
