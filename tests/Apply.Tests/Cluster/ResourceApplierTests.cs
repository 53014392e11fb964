using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests.Cluster;

public sealed class ResourceApplierTests : IAsyncLifetime
{
    private const string Control = "kustomize.toolkit.fluxcd.io/";
    private readonly ClusterFixture _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Apply_NewObjects_CreatesThemInOrder()
    {
        var changes = await _cluster.ApplyAsync(Manifests.ConfigMap("b"), Manifests.Yaml("{apiVersion: v1, kind: ServiceAccount, metadata: {name: z, namespace: apps}}"), Manifests.ConfigMap("a"));

        changes.ToString().ShouldBe("ServiceAccount/apps/z created\nConfigMap/apps/a created\nConfigMap/apps/b created");
        Inventory.Of(changes).Entries.Select(entry => entry.Id).ShouldBe(["apps_z__ServiceAccount", "apps_a__ConfigMap", "apps_b__ConfigMap"]);
    }

    [Fact]
    public async Task Apply_Again_WritesNothingAndSendsOneDryRunEach()
    {
        var desired = Enumerable.Range(0, 10).Select(i => Manifests.ConfigMap($"c{i}", "apps", ("k", "v"))).ToArray();
        await _cluster.ApplyAsync(desired);
        _cluster.Server.Requests.Clear();

        var changes = await _cluster.ApplyAsync(desired);

        changes.HasChanges.ShouldBeFalse();
        changes.Entries.ShouldAllBe(entry => entry.Action == ApplyAction.Unchanged);
        _cluster.Server.Requests.Writes().ShouldBeEmpty();
        _cluster.Server.Requests.Snapshot().Count(request => request.IsResourceRequest).ShouldBe(10);
    }

    [Fact]
    public async Task Apply_AfterRestart_ReadsEachObjectOnceThenNoMore()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        await _cluster.ApplyAsync(desired);
        var forgetful = new ResourceApplier(_cluster.Client, ClusterFixture.Settings, memo: null);
        _cluster.Server.Requests.Clear();

        (await _cluster.ApplyAsync(desired)).ToString().ShouldBe("ConfigMap/apps/a unchanged");
        var stamped = desired.DeepClone();
        new ControlMetadata(ClusterFixture.Settings.ControlGroup).SetOwner(stamped, ClusterFixture.Owner);
        (await forgetful.ApplyAsync([new Manifest(stamped)], new ApplyOptions(), TestContext.Current.CancellationToken)).ToString().ShouldBe("ConfigMap/apps/a unchanged");

        _cluster.Server.Requests.Writes().ShouldBeEmpty();
        _cluster.Server.Requests.Count(request => request.Verb == "get" && request.Resource == "configmaps").ShouldBe(1);
    }

    [Fact]
    public async Task Apply_EditedField_IsHealed()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        await _cluster.ApplyAsync(desired);
        await _cluster.EditAsync("a", ClusterFixture.Data("k", "edited"));

        (await _cluster.ApplyAsync(desired)).ToString().ShouldBe("ConfigMap/apps/a configured");

        (await _cluster.DataAsync("a", "k")).ShouldBe("v");
    }

    [Fact]
    public async Task Apply_FieldAddedByKubectl_IsRemoved()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        await _cluster.ApplyAsync(desired);
        await _cluster.EditAsync("a", ClusterFixture.Data("extra", "x"));

        (await _cluster.ApplyAsync(desired)).ToString().ShouldBe("ConfigMap/apps/a configured");

        (await _cluster.DataAsync("a", "extra")).ShouldBeNull();
        (await _cluster.ApplyAsync(desired)).HasChanges.ShouldBeFalse();
    }

    [Fact]
    public async Task Apply_FieldAddedByAnotherController_Stays()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        await _cluster.ApplyAsync(desired);
        await _cluster.EditAsync("a", ClusterFixture.Data("extra", "x"), "some-operator");

        (await _cluster.ApplyAsync(desired)).HasChanges.ShouldBeFalse();

        (await _cluster.DataAsync("a", "extra")).ShouldBe("x");
    }

    [Fact]
    public async Task Apply_OverriddenManager_LosesItsFields()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        await _cluster.ApplyAsync(desired);
        await _cluster.EditAsync("a", ClusterFixture.Data("extra", "x"), "some-operator");
        var settings = ClusterFixture.Settings with { OverriddenManagers = [new FieldManagerRule("some", FieldManagerRule.Update)] };
        var stamped = desired.DeepClone();
        new ControlMetadata(settings.ControlGroup).SetOwner(stamped, ClusterFixture.Owner);

        await new ResourceApplier(_cluster.Client, settings).ApplyAsync([new Manifest(stamped)], new ApplyOptions(), TestContext.Current.CancellationToken);

        (await _cluster.DataAsync("a", "extra")).ShouldBeNull();
    }

    [Fact]
    public async Task Apply_SsaMerge_KeepsWhatKubectlAdded()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        desired.SetAnnotation(Control + "ssa", "merge");
        await _cluster.ApplyAsync(desired);
        await _cluster.EditAsync("a", ClusterFixture.Data("extra", "x"));

        (await _cluster.ApplyAsync(desired)).HasChanges.ShouldBeFalse();

        (await _cluster.DataAsync("a", "extra")).ShouldBe("x");
    }

    [Fact]
    public async Task Apply_SsaIfNotPresent_CreatesOnceThenSkips()
    {
        var desired = Manifests.ConfigMap("a", "apps", ("k", "v"));
        desired.SetLabel(Control + "ssa", "IfNotPresent");
        (await _cluster.ApplyAsync(desired)).ToString().ShouldBe("ConfigMap/apps/a created");
        await _cluster.EditAsync("a", ClusterFixture.Data("k", "mine"));

        (await _cluster.ApplyAsync(desired)).ToString().ShouldBe("ConfigMap/apps/a skipped");

        (await _cluster.DataAsync("a", "k")).ShouldBe("mine");
    }

    [Fact]
    public async Task Apply_SsaIgnoreInManifest_NeverCreates()
    {
        var desired = Manifests.ConfigMap("a");
        desired.SetAnnotation(Control + "ssa", "Ignore");

        (await _cluster.ApplyAsync(desired)).ToString().ShouldBe("ConfigMap/apps/a skipped");

        (await _cluster.FindAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Apply_ReconcileDisabledOnLiveObject_LeavesItUntilEnabled()
    {
        await _cluster.ApplyAsync(Manifests.ConfigMap("a", "apps", ("k", "1")));
        await _cluster.EditAsync("a", ClusterFixture.Annotation(Control + "reconcile", "disabled"));

        (await _cluster.ApplyAsync(Manifests.ConfigMap("a", "apps", ("k", "2")))).ToString().ShouldBe("ConfigMap/apps/a skipped");
        (await _cluster.DataAsync("a", "k")).ShouldBe("1");

        await _cluster.EditAsync("a", ClusterFixture.Annotation(Control + "reconcile", "enabled"));
        (await _cluster.ApplyAsync(Manifests.ConfigMap("a", "apps", ("k", "2")))).ToString().ShouldBe("ConfigMap/apps/a configured");
    }

    [Fact]
    public async Task Apply_InvalidObject_AppliesNothingOfItsStage()
    {
        var invalid = Manifests.Yaml("{apiVersion: v1, kind: Service, metadata: {name: bad, namespace: apps}, spec: {ports: [{port: 0}]}}");

        var error = await Should.ThrowAsync<ApplyException>(_cluster.ApplyAsync(Manifests.ConfigMap("a"), invalid));

        error.Message.ShouldStartWith("Service/apps/bad dry-run failed (Invalid): ");
        error.Completed.Entries.ShouldBeEmpty();
        (await _cluster.FindAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Apply_LaterStageFails_ReportsTheStagesBefore()
    {
        var ns = Manifests.Yaml("{apiVersion: v1, kind: Namespace, metadata: {name: fresh}}");

        var error = await Should.ThrowAsync<ApplyException>(_cluster.ApplyAsync(ns, Manifests.ConfigMap("a", "nowhere")));

        error.Message.ShouldBe("ConfigMap/nowhere/a not found: namespaces \"nowhere\" not found");
        error.Completed.DescribeChanges().ShouldBe("Namespace/fresh created");
    }

    [Fact]
    public async Task Apply_NamespaceNotGiven_SaysSo()
    {
        var error = await Should.ThrowAsync<ApplyException>(_cluster.ApplyAsync(Manifests.ConfigMap("a", "")));

        error.Message.ShouldBe("ConfigMap/a namespace not specified: the server could not find the requested resource");
    }

    [Fact]
    public async Task Apply_UnknownKind_SaysSo()
    {
        var error = await Should.ThrowAsync<ApplyException>(_cluster.ApplyAsync(Manifests.Yaml("{apiVersion: example.com/v1, kind: Gizmo, metadata: {name: a, namespace: apps}}")));

        error.Message.ShouldBe("Gizmo/apps/a dry-run failed: no matches for kind \"Gizmo\" in version \"example.com/v1\"");
    }

    [Fact]
    public async Task Apply_NamespaceOnClusterScopedObject_IsDroppedFromTheEntry()
    {
        var role = Manifests.Yaml("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: 'a:read', namespace: apps}, rules: []}");

        var changes = await _cluster.ApplyAsync(role);

        Inventory.Of(changes).Entries.ShouldBe([new ResourceReference("_a__read_rbac.authorization.k8s.io_ClusterRole", "v1")]);
    }

    [Fact]
    public async Task Apply_DefinitionAndItsObject_SucceedTogether()
    {
        var changes = await _cluster.ApplyAsync(Manifests.Yaml("{apiVersion: example.com/v1, kind: Widget, metadata: {name: one, namespace: apps}, spec: {size: 3}}"), WidgetDefinition());

        changes.ToString().ShouldBe("CustomResourceDefinition/widgets.example.com created\nWidget/apps/one created");
    }

    [Fact]
    public async Task Apply_ImmutableField_FailsWithoutForceAndRecreatesWithIt()
    {
        await _cluster.ApplyAsync(ImmutableSecret("b25l"));

        var error = await Should.ThrowAsync<ApplyException>(_cluster.ApplyAsync(ImmutableSecret("dHdv")));
        error.Message.ShouldStartWith("Secret/apps/s dry-run failed (Invalid): ");
        error.Message.ShouldContain("field is immutable");
        error.Message.ShouldNotContain("dHdv");

        var changes = await _cluster.ApplyAsync(new ApplyOptions { Force = true }, ImmutableSecret("dHdv"));
        changes.ToString().ShouldBe("Secret/apps/s created");
    }

    [Fact]
    public async Task Apply_ForceOnTheObject_RecreatesOnlyIt()
    {
        await _cluster.ApplyAsync(ImmutableSecret("b25l"));
        var changed = ImmutableSecret("dHdv");
        changed.SetAnnotation(Control + "force", "enabled");

        (await _cluster.ApplyAsync(changed)).ToString().ShouldBe("Secret/apps/s created");
    }

    [Fact]
    public async Task Apply_IgnoredField_KeepsItsLiveValueAcrossOtherChanges()
    {
        var options = new ApplyOptions { Ignore = IgnoreRules.Compile([new IgnoreRule { Paths = ["/data/size"] }]) };
        await _cluster.ApplyAsync(options, Manifests.ConfigMap("a", "apps", ("size", "1"), ("k", "v")));
        await _cluster.EditAsync("a", ClusterFixture.Data("size", "7"), "autoscaler");

        (await _cluster.ApplyAsync(options, Manifests.ConfigMap("a", "apps", ("size", "1"), ("k", "v")))).HasChanges.ShouldBeFalse();
        (await _cluster.ApplyAsync(options, Manifests.ConfigMap("a", "apps", ("size", "1"), ("k", "w")))).ToString().ShouldBe("ConfigMap/apps/a configured");

        (await _cluster.DataAsync("a", "size")).ShouldBe("7");
        (await _cluster.DataAsync("a", "k")).ShouldBe("w");
    }

    [Fact]
    public async Task Apply_ObjectDeletedByHand_IsCreatedAgain()
    {
        await _cluster.ApplyAsync(Manifests.ConfigMap("a"));
        await _cluster.Client.DeleteAsync(ClusterFixture.ConfigMaps, new NamespacedName("apps", "a"), null, TestContext.Current.CancellationToken);

        (await _cluster.ApplyAsync(Manifests.ConfigMap("a"))).ToString().ShouldBe("ConfigMap/apps/a created");
    }

    private static Unstructured ImmutableSecret(string value) =>
        Manifests.Yaml($"{{apiVersion: v1, kind: Secret, immutable: true, metadata: {{name: s, namespace: apps}}, data: {{k: {value}}}}}");

    private static Unstructured WidgetDefinition()
    {
        var schema = JsonNode.Parse("""{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}}}}""");
        return new Unstructured(new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = "widgets.example.com" },
            ["spec"] = new JsonObject
            {
                ["group"] = "example.com",
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["kind"] = "Widget", ["plural"] = "widgets" },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = "v1", ["served"] = true, ["storage"] = true, ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
                }),
            },
        });
    }

    [Theory]
    [InlineData(false, "autoscaling/v1 autoscaling/v2")]
    [InlineData(true, "autoscaling/v2")]
    public async Task Apply_MigrateApiVersion_RewritesTheVersionsOfAllManagers(bool migrate, string expected)
    {
        var type = new Kubernetes.ApiResource("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", Namespaced: true);
        await _cluster.ApplyAsync(Autoscaler("v1"));
        await _cluster.Client.PatchAsync(
            type,
            new NamespacedName("apps", "h"),
            Kubernetes.Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["note"] = "n" } } }),
            new Kubernetes.PatchOptions { FieldManager = "somebody" },
            TestContext.Current.CancellationToken);

        await _cluster.ApplyAsync(new ApplyOptions { MigrateApiVersion = migrate }, Autoscaler("v2"));
        var again = await _cluster.ApplyAsync(new ApplyOptions { MigrateApiVersion = migrate }, Autoscaler("v2"));

        again.HasChanges.ShouldBeFalse();
        var live = await _cluster.Client.GetAsync(type with { Version = "v2" }, new NamespacedName("apps", "h"), null, TestContext.Current.CancellationToken);
        string.Join(' ', ((JsonArray)live.Metadata!["managedFields"]!).Select(entry => entry!["apiVersion"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    private static Unstructured Autoscaler(string version) => Manifests.Yaml(
        $"{{apiVersion: autoscaling/{version}, kind: HorizontalPodAutoscaler, metadata: {{name: h, namespace: apps}}, "
        + "spec: {maxReplicas: 2, minReplicas: 1, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}}");
}
