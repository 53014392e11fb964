namespace GitOpsToolkit.Apply.Tests.Cluster;

public sealed class ResourcePrunerTests : IAsyncLifetime
{
    private const string Control = "kustomize.toolkit.fluxcd.io/";
    private readonly ClusterFixture _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Delete_OwnedObjects_GoesInReverseOrder()
    {
        await _cluster.ApplyAsync(Manifests.ConfigMap("a"), Manifests.Yaml("{apiVersion: v1, kind: ServiceAccount, metadata: {name: z, namespace: apps}}"));

        var result = await DeleteAsync("apps_z__ServiceAccount", "apps_a__ConfigMap");

        result.Error.ShouldBeNull();
        result.Changes.ToString().ShouldBe("ConfigMap/apps/a deleted\nServiceAccount/apps/z deleted");
        (await _cluster.FindAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_MissingObject_CountsAsDeleted() =>
        (await DeleteAsync("apps_gone__ConfigMap")).Changes.ToString().ShouldBe("ConfigMap/apps/gone deleted");

    [Theory]
    [InlineData("prune", "disabled")]
    [InlineData("reconcile", "Disabled")]
    [InlineData("ssa", "ignore")]
    public async Task Delete_ObjectThatOptsOut_IsSkipped(string key, string value)
    {
        await _cluster.ApplyAsync(Manifests.ConfigMap("a"));
        await _cluster.EditAsync("a", ClusterFixture.Annotation(Control + key, value));

        (await DeleteAsync("apps_a__ConfigMap")).Changes.ToString().ShouldBe("ConfigMap/apps/a skipped");

        (await _cluster.FindAsync("a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_ObjectOfAnotherOwner_IsSkipped()
    {
        await _cluster.Server.ApplyAsync([Manifests.ConfigMap("a")]);

        (await DeleteAsync("apps_a__ConfigMap")).Changes.ToString().ShouldBe("ConfigMap/apps/a skipped");
    }

    [Fact]
    public async Task Delete_RefusedByAdmission_KeepsTheSurvivor()
    {
        await _cluster.ApplyAsync(Manifests.ConfigMap("a"), Manifests.ConfigMap("b"));
        using var rule = _cluster.Server.Faults.Reject("no", request => request is { Verb: "delete", Name: "a" });

        var result = await DeleteAsync("apps_a__ConfigMap", "apps_b__ConfigMap");

        result.Error.ShouldNotBeNull().ShouldStartWith("delete failed, errors: ConfigMap/apps/a delete failed: ");
        result.Error.ShouldEndWith(";");
        result.Changes.ToString().ShouldBe("ConfigMap/apps/b deleted\nConfigMap/apps/a unknown");
        result.Survivors.Select(item => item.Identity.Name).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Delete_KindThatIsGone_IsAFailureNotADeletion()
    {
        var result = await DeleteAsync("apps_a_example.com_Gizmo");

        result.Error.ShouldBe("delete failed, errors: Gizmo/apps/a query failed: no matches for kind \"Gizmo\" in version \"example.com/v1\";");
        result.Survivors.Count.ShouldBe(1);
    }

    private Task<PruneResult> DeleteAsync(params string[] ids) =>
        _cluster.Pruner.DeleteAsync([.. ids.Select(id => new InventoryItem(InventoryId.Parse(id), "v1"))], ClusterFixture.Owner, TestContext.Current.CancellationToken);
}
