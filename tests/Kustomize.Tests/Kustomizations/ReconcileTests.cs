using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class ReconcileTests : IAsyncLifetime
{
    private KustomizeHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await StartAsync();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Reconcile_NewKustomization_AppliesAndReports()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));

        var app = await _harness.CreateAsync();

        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        app.Status.Conditions.Count.ShouldBe(1);
        app.Status.ObservedGeneration.ShouldBe(1);
        app.Status.LastAppliedRevision.ShouldBe("main@sha1:one");
        app.Status.LastAttemptedRevision.ShouldBe("main@sha1:one");
        app.Status.Inventory!.Entries.ShouldBe([new("apps_a__ConfigMap", "v1"), new("apps_b__ConfigMap", "v1")]);
        app.Status.History!.Single().LastReconciledStatus.ShouldBe("ReconciliationSucceeded");
        app.Status.History!.Single().Metadata!["revision"].ShouldBe("main@sha1:one");
        app.Metadata.Finalizers.ShouldBe(["finalizers.fluxcd.io"]);
        _harness.Events.ShouldBe(
        [
            "Normal Progressing ConfigMap/apps/a created\nConfigMap/apps/b created",
            "Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 10m0s",
        ]);
        var finished = _harness.Controllers.Events[1].Metadata;
        finished["kustomize.toolkit.fluxcd.io/revision"].ShouldBe("main@sha1:one");
        finished["kustomize.toolkit.fluxcd.io/commit_status"].ShouldBe("update");
    }

    [Fact]
    public async Task Reconcile_NothingChanged_SendsFourteenRequestsAtMostAndWritesOneStatus()
    {
        await _harness.PublishAsync("one", [.. Enumerable.Range(0, 10).Select(i => ($"c{i}.yaml", ConfigMapYaml($"c{i}")))]);
        await _harness.CreateAsync(spec => spec.Wait = true);
        await _harness.Controllers.EventsWrittenAsync();
        _harness.Server.Requests.Clear();

        await _harness.Controllers.AdvanceAsync(TimeSpan.FromMinutes(10));
        await _harness.Controllers.EventsWrittenAsync();

        var requests = _harness.Server.Requests.Snapshot().Where(request => request.IsResourceRequest && request.Verb is not "watch").ToList();
        requests.Count.ShouldBeLessThanOrEqualTo(14, string.Join('\n', requests.Select(request => $"{request.Verb} {request.Path} {request.DryRun}")));
        requests.Count(request => request.IsWrite && !request.DryRun && request.Resource == "configmaps").ShouldBe(0);
        requests.Count(request => request.Resource == "kustomizations" && request.IsWrite).ShouldBe(1);
        (await _harness.GetAsync()).Status.History!.Single().TotalReconciliations.ShouldBe(2);
    }

    [Fact]
    public async Task Reconcile_EditedAndDeletedObjects_AreHealed()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await _harness.CreateAsync();
        await _harness.EditAsync("a", new JsonObject { ["data"] = new JsonObject { ["k"] = "edited" } });
        await _harness.DeleteConfigMapAsync("b");

        await _harness.ReconcileAsync("now");

        (await _harness.ValueOfAsync("a")).ShouldBe("v");
        (await _harness.ValueOfAsync("b")).ShouldBe("v");
        _harness.Events.ShouldContain("Normal Progressing ConfigMap/apps/a configured\nConfigMap/apps/b created");
    }

    [Fact]
    public async Task Reconcile_RenamedObject_PrunesTheOldOne()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync();

        await _harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a2")));

        var app = await _harness.GetAsync();
        app.Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a2__ConfigMap"]);
        (await _harness.ValueOfAsync("a")).ShouldBeNull();
        _harness.Events.ShouldContain("Normal Progressing ConfigMap/apps/a deleted");
        app.Status.History!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Reconcile_PruneOff_LeavesObjectsAndForgetsThem()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await _harness.CreateAsync(spec => spec.Prune = false);

        await _harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a")));

        (await _harness.GetAsync()).Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a__ConfigMap"]);
        (await _harness.ValueOfAsync("b")).ShouldBe("v");
    }

    [Fact]
    public async Task Reconcile_EmptyBuild_PrunesEverything()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync(spec => spec.Wait = true);

        await _harness.PublishAsync("two", ("readme.md", "nothing"));

        var app = await _harness.GetAsync();
        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:two");
        app.Status.Condition("Healthy").ShouldBeNull();
        app.Status.Inventory!.Entries.ShouldBeEmpty();
        (await _harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Reconcile_PruneRefused_KeepsTheObjectInTheInventoryUntilItGoes()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await _harness.CreateAsync();
        using (_harness.Server.Faults.Reject("no", request => request is { Verb: "delete", Resource: "configmaps" }))
        {
            await _harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a")));
            var failed = await _harness.GetAsync();
            Ready(failed).ShouldStartWith("False PruneFailed delete failed, errors: ConfigMap/apps/b delete failed: ");
            Ready(failed).ShouldEndWith(";");
            failed.Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap"]);
        }

        await _harness.Controllers.AdvanceAsync(TimeSpan.FromMinutes(2));

        (await _harness.GetAsync()).Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a__ConfigMap"]);
        (await _harness.ValueOfAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Reconcile_BuildError_KeepsTheOldStateAndRecovers()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync();

        await _harness.PublishAsync("two", ("kustomization.yaml", "resources: [none.yaml]\n"));

        var app = await _harness.GetAsync();
        Ready(app).ShouldStartWith("False BuildFailed kustomize build failed: accumulating resources: ");
        app.Status.Condition(ConditionTypes.Reconciling)!.Reason.ShouldBe("ProgressingWithRetry");
        app.Status.Condition(ConditionTypes.Reconciling)!.Message.ShouldBe("Building manifests for revision main@sha1:two with a timeout of 9m30s");
        app.Status.LastAttemptedRevision.ShouldBe("main@sha1:two");
        app.Status.LastAppliedRevision.ShouldBe("main@sha1:one");
        app.Status.History!.Count.ShouldBe(1);
        app.Status.Inventory!.Entries.Count.ShouldBe(1);
        (await _harness.ValueOfAsync("a")).ShouldBe("v");

        await _harness.PublishAsync("three", ("a.yaml", ConfigMapYaml("a", "fixed")));

        app = await _harness.GetAsync();
        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:three");
        app.Status.Condition(ConditionTypes.Reconciling).ShouldBeNull();
        (await _harness.ValueOfAsync("a")).ShouldBe("fixed");
    }

    [Fact]
    public async Task Reconcile_ObjectWithoutNamespace_FailsWithTheWireText()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", ns: null)));

        var app = await _harness.CreateAsync();

        Ready(app).ShouldBe("False ReconciliationFailed ConfigMap/a namespace not specified: the server could not find the requested resource\n");
        app.Status.ObservedGeneration.ShouldBe(-1);
        app.Status.History!.Single().LastReconciledStatus.ShouldBe("ReconciliationFailed");
        app.Status.Inventory.ShouldBeNull();

        app = await _harness.SetAsync(new JsonObject { ["targetNamespace"] = Namespace });
        Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
    }

    [Fact]
    public async Task Reconcile_LaterStageFails_SaysWhatWasDone()
    {
        await _harness.PublishAsync("one", ("n.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps-fresh\n"), ("a.yaml", ConfigMapYaml("a", ns: "nowhere")));

        Ready(await _harness.CreateAsync())
            .ShouldBe("False ReconciliationFailed ConfigMap/nowhere/a not found: namespaces \"nowhere\" not found\nNamespace/apps-fresh created\n");
    }

    [Fact]
    public async Task Reconcile_PathMissing_NamesItAndKeepsTheAttemptedRevision()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await _harness.CreateAsync(spec => spec.Path = "./nowhere");

        Ready(app).ShouldStartWith("False ArtifactFailed kustomization path not found: stat ");
        Ready(app).ShouldEndWith("/nowhere: no such file or directory");
        app.Status.LastAttemptedRevision.ShouldBeNull();
    }

    [Fact]
    public async Task Reconcile_PathAboveTheRoot_IsClampedAtTheRoot()
    {
        await _harness.PublishAsync("one", ("x/a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));

        var app = await _harness.CreateAsync(spec => spec.Path = "../../x");

        app.Status.Inventory!.Entries.Select(entry => entry.Id).ShouldBe(["apps_a__ConfigMap"]);
        Ready(await _harness.SetAsync(new JsonObject { ["path"] = "x/a.yaml" })).ShouldEndWith("/x/a.yaml/kustomization.yaml: not a directory");
    }

    [Fact]
    public async Task Reconcile_SourceMissing_SaysSoWithoutEventAndRetries()
    {
        var app = await _harness.CreateAsync();
        Ready(app).ShouldBe("False ArtifactFailed GitRepository.source.toolkit.fluxcd.io \"app\" not found");
        _harness.Events.ShouldBeEmpty();

        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        Ready(await _harness.GetAsync()).ShouldStartWith("True ");
    }

    [Fact]
    public async Task Reconcile_SourceWithoutArtifact_WaitsForIt()
    {
        await _harness.SetArtifactAsync(null);

        var app = await _harness.CreateAsync();

        Ready(app).ShouldBe("False ArtifactFailed Source artifact not found, retrying in 30s");
        app.Status.Conditions.Count.ShouldBe(1);
        _harness.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_ArtifactNotServed_WaitsForTheSource()
    {
        var artifact = await _harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        var url = artifact.Url;
        artifact.Url += ".gone";
        await _harness.SetArtifactAsync(artifact);

        var app = await _harness.CreateAsync();
        Ready(app).ShouldBe("False ArtifactFailed Source is not ready, artifact not found, retrying in 30s");
        app.Status.Condition(ConditionTypes.Reconciling)!.Reason.ShouldBe("ProgressingWithRetry");

        artifact.Url = url;
        await _harness.SetArtifactAsync(artifact);
        await _harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(30));
        Ready(await _harness.GetAsync()).ShouldStartWith("True ");
    }

    [Fact]
    public async Task Reconcile_WrongDigest_IsRefused()
    {
        var artifact = await _harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        artifact.Digest = "sha256:" + new string('0', 64);
        await _harness.SetArtifactAsync(artifact);

        Ready(await _harness.CreateAsync()).ShouldStartWith("False ArtifactFailed failed to verify archive: computed digest doesn't match provided ");
    }

    [Fact]
    public async Task Reconcile_Suspended_DoesNothingButBookkeeping()
    {
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await _harness.CreateAsync();
        await _harness.SetAsync(new JsonObject { ["suspend"] = true });
        var events = _harness.Events.Count;

        await _harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")));
        var app = await _harness.ReconcileAsync("token");

        app.Status.LastHandledReconcileAt.ShouldBe("token");
        app.Status.ObservedGeneration.ShouldBe(2);
        app.Status.LastAppliedRevision.ShouldBe("main@sha1:one");
        (await _harness.ValueOfAsync("a")).ShouldBe("v");
        _harness.Events.Count.ShouldBe(events);

        await _harness.SetAsync(new JsonObject { ["suspend"] = false });
        (await _harness.ValueOfAsync("a")).ShouldBe("2");
    }

    [Fact]
    public async Task Reconcile_DependsOn_WaitsAndIsWokenWhenItIsReady()
    {
        await _harness.PublishAsync("one", ("db/db.yaml", ConfigMapYaml("db")), ("web/web.yaml", ConfigMapYaml("web")));
        var web = await _harness.CreateAsync(
            spec =>
            {
                spec.Path = "./web";
                spec.DependsOn = [new() { Name = "db" }];
            },
            "web");
        Ready(web).ShouldBe("False DependencyNotReady dependency 'apps/db' not found: kustomizations.kustomize.toolkit.fluxcd.io \"db\" not found");
        web.Status.Conditions.Count.ShouldBe(1);
        _harness.Events.ShouldBe(["Normal DependencyNotReady Dependencies do not meet ready condition, retrying in 30s"]);

        await _harness.CreateAsync(spec => spec.Path = "./nowhere", "db");
        await _harness.ReconcileAsync("again", "web");
        Ready(await _harness.GetAsync("web")).ShouldBe("False DependencyNotReady dependency 'apps/db' is not ready");

        await _harness.SetAsync(new JsonObject { ["path"] = "./db" }, "db");
        Ready(await _harness.GetAsync("web")).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");

        await _harness.PublishAsync("two", ("db/db.yaml", ConfigMapYaml("db", "2")), ("web/web.yaml", ConfigMapYaml("web")));
        Ready(await _harness.GetAsync("web")).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:two");
        Ready(await _harness.GetAsync("db")).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:two");
    }

    [Fact]
    public async Task Reconcile_Variables_ComeFromObjectsAndSpec()
    {
        await _harness.EditableConfigMapAsync("vars", "k", "from-map");
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "${k}-${own}")));

        var app = await _harness.CreateAsync(spec => spec.PostBuild = new()
        {
            Substitute = new() { ["own"] = "inline" },
            SubstituteFrom = [new() { Kind = "ConfigMap", Name = "vars" }, new() { Kind = "Secret", Name = "none", Optional = true }],
        });

        Ready(app).ShouldStartWith("True ");
        (await _harness.ValueOfAsync("a")).ShouldBe("from-map-inline");

        await _harness.SetAsync(new JsonObject { ["postBuild"] = new JsonObject { ["substituteFrom"] = new JsonArray(new JsonObject { ["kind"] = "Secret", ["name"] = "none" }) } });
        Ready(await _harness.GetAsync()).ShouldBe("False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'Secret/none' error: secrets \"none\" not found");
    }

    internal static string Ready(Kustomization app) =>
        app.Status.Condition(ConditionTypes.Ready) is { } ready ? $"{ready.Status} {ready.Reason} {ready.Message}" : "";
}
