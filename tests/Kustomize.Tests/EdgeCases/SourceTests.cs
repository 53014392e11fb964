using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Runtime;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Sources, dependencies and triggers.</summary>
public sealed class SourceTests : EdgeCaseTests
{
    [Fact]
    public async Task Case074_ArtifactNotServed_RecoversWithTheSameRevision()
    {
        var artifact = await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        var url = artifact.Url;
        artifact.Url += ".gone";
        await Harness.SetArtifactAsync(artifact);
        var app = await Harness.CreateAsync();
        Ready(app).ShouldBe("False ArtifactFailed Source is not ready, artifact not found, retrying in 30s");
        Harness.Events.ShouldBeEmpty();

        artifact.Url = url;
        await Harness.SetArtifactAsync(artifact);
        await Harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(30));

        Ready(await Harness.GetAsync()).ShouldBe(Succeeded + "one");
    }

    [Fact]
    public async Task Case075_WrongDigest_IsRefused()
    {
        var artifact = await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        artifact.Digest = "sha256:" + new string('0', 64);
        await Harness.SetArtifactAsync(artifact);

        Ready(await Harness.CreateAsync()).ShouldBe($"False ArtifactFailed failed to verify archive: computed digest doesn't match provided '{artifact.Digest}'");
        Harness.Events.ShouldHaveSingleItem().ShouldStartWith("Warning ArtifactFailed failed to verify archive: ");
    }

    [Fact]
    public async Task Case075_EmptyDigest_IsRefused()
    {
        // The definition of GitRepositories demands a digest; those of other sources may not.
        Assert.SkipWhen(IsLive, "a cluster that serves the real definition of OCIRepositories refuses an empty digest");
        await Harness.InstallSourceAsync<OCIRepository>();
        var artifact = await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        artifact.Digest = "";
        await Harness.SetArtifactAsync<OCIRepository>(artifact);
        await Harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(5));

        Ready(await Harness.CreateAsync(spec => spec.SourceRef.Kind = "OCIRepository")).ShouldBe("False ArtifactFailed failed to verify archive: empty digest");
    }

    [Fact]
    public async Task Case078_OriginRevision_IsInStatusHistoryAndEvents()
    {
        var artifact = await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        artifact.Metadata = new() { ["org.opencontainers.image.revision"] = "origin@1" };
        await Harness.SetArtifactAsync(artifact);

        var app = await Harness.CreateAsync();

        app.Status.LastAppliedOriginRevision.ShouldBe("origin@1");
        app.Status.History!.Single().Metadata!["originRevision"].ShouldBe("origin@1");
        Harness.Controllers.Events.Count.ShouldBe(2);
        Harness.Controllers.Events.ShouldAllBe(item => item.Metadata["kustomize.toolkit.fluxcd.io/originRevision"] == "origin@1");
    }

    [Fact]
    public async Task Case079_Dependency_MustExistBeReadyAndAtTheSameRevision()
    {
        await Harness.PublishAsync("one", ("db/a.yaml", ConfigMapYaml("db")), ("web/b.yaml", ConfigMapYaml("web")));
        var web = await Harness.CreateAsync(spec => (spec.Path, spec.DependsOn) = ("web", [new() { Name = "db" }]), "web");
        Ready(web).ShouldBe("False DependencyNotReady dependency 'apps/db' not found: kustomizations.kustomize.toolkit.fluxcd.io \"db\" not found");

        await Harness.CreateAsync(spec => spec.Path = "db", "db");
        Ready(await Harness.ReconcileAsync("now", "web")).ShouldBe(Succeeded + "one");

        await Harness.SetAsync(Json("""{"suspend":true}"""), "db");
        await Harness.PublishAsync("two", ("db/a.yaml", ConfigMapYaml("db", "2")), ("web/b.yaml", ConfigMapYaml("web", "2")));
        Ready(await Harness.GetAsync("web")).ShouldBe("False DependencyNotReady dependency 'apps/db' revision is not up to date");

        Ready(await Harness.SetAsync(Json("""{"dependsOn":[{"name":"db","readyExpr":"dep.spec.suspend == true"}]}"""), "web")).ShouldBe(Succeeded + "two");
    }

    [Theory]
    [InlineData("dep.spec.path == 'other'", "DependencyNotReady", "dependency 'apps/db' is not ready according to readyExpr eval", false)]
    [InlineData("nobody == 1", "InvalidCELExpression", "undeclared reference to 'nobody'", true)]
    [InlineData("dep.metadata.annotations['none'] == 'x'", "DependencyNotReady", "no such key: ", false)]
    public async Task Case080_ReadyExpression_StallsOnlyWhenItIsWrong(string expression, string reason, string text, bool isStalled)
    {
        await Harness.PublishAsync("one", ("db/a.yaml", ConfigMapYaml("db")), ("web/b.yaml", ConfigMapYaml("web")));
        await Harness.CreateAsync(spec => spec.Path = "db", "db");

        var web = await Harness.CreateAsync(spec => (spec.Path, spec.DependsOn) = ("web", [new() { Name = "db", ReadyExpr = expression }]), "web");

        Ready(web).ShouldStartWith($"False {reason} ");
        Ready(web).ShouldContain(text);
        web.Status.IsTrue(ConditionTypes.Stalled).ShouldBe(isStalled);
        web.Status.ObservedGeneration.ShouldBe(isStalled ? 1 : -1);
    }

    [Fact]
    public async Task Case083_DecryptionAccountWithoutItsGate_Stalls()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await Harness.CreateAsync(spec => spec.Decryption = new() { Provider = "sops", ServiceAccountName = "someone" });

        Ready(app).ShouldBe(
            "False FeatureGateDisabled to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller");
        app.Status.IsTrue(ConditionTypes.Stalled).ShouldBeTrue();
        app.Status.ObservedGeneration.ShouldBe(-1);
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case084_RequestedAt_LeadsToAPassItsRemovalDoesNot()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        (await Harness.ReconcileAsync("t1")).Status.LastHandledReconcileAt.ShouldBe("t1");
        var events = Harness.Events.Count;

        await Harness.Controllers.PatchAsync<Kustomization>(Namespace, "app", Json("""{"metadata":{"annotations":{"reconcile.fluxcd.io/requestedAt":null}}}"""));
        await Harness.SettledAsync();
        Harness.Events.Count.ShouldBe(events);

        await Harness.SetAsync(Json("""{"suspend":true}"""));
        (await Harness.ReconcileAsync("t2")).Status.LastHandledReconcileAt.ShouldBe("t2");
        Harness.Events.Count.ShouldBe(events);
    }

    [Fact]
    public async Task Case087_TwoKfiles_FailTheBuild()
    {
        await Harness.PublishAsync("one", ("kustomization.yaml", "resources: [a.yaml]\n"), ("kustomization.yml", "resources: [a.yaml]\n"), ("a.yaml", ConfigMapYaml("a")));

        Ready(await Harness.CreateAsync()).ShouldStartWith("False BuildFailed kustomize build failed: Found multiple kustomization files under: ");
    }

    [Fact]
    public async Task Case088_TypingMistake_VanishesFromBuiltInKinds()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a") + "dta: {x: y}\n"));

        Ready(await Harness.CreateAsync()).ShouldBe(Succeeded + "one");
        (await LiveAsync("a")).Root.ContainsKey("dta").ShouldBeFalse();
    }

    [Fact]
    public async Task Case088_TypingMistakeInACustomResource_FailsTheDryRun()
    {
        await Harness.PublishAsync(
            "one",
            ("k.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: other\n  namespace: apps\nspec:\n  interval: 10m\n  prun: true\n  prune: true\n  sourceRef: {kind: GitRepository, name: app}\n"));

        Ready(await Harness.CreateAsync()).ShouldStartWith("False ReconciliationFailed Kustomization/apps/other dry-run failed: ");
    }

    [Fact]
    public async Task Case089_OtherApiVersion_IsNoOtherObject()
    {
        const string text = "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: h\n  namespace: apps\nspec:\n  maxReplicas: 2\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}\n";
        await Harness.PublishAsync("one", ("h.yaml", text));
        (await Harness.CreateAsync()).Status.Inventory!.Entries.ShouldBe([new("apps_h_autoscaling_HorizontalPodAutoscaler", "v1")]);
        var uid = (await LiveAsync("h", "autoscaling/v1", "HorizontalPodAutoscaler")).Uid;

        var app = await PublishAsync("two", ("h.yaml", text.Replace("autoscaling/v1", "autoscaling/v2", StringComparison.Ordinal)));

        Ready(app).ShouldBe(Succeeded + "two");
        app.Status.Inventory!.Entries.ShouldBe([new("apps_h_autoscaling_HorizontalPodAutoscaler", "v2")]);
        (await LiveAsync("h", "autoscaling/v2", "HorizontalPodAutoscaler")).Uid.ShouldBe(uid);
    }

    [Fact]
    public async Task Case090_HealthFails_InventoryIsWrittenAndPruningStillKnowsTheObjects()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        var app = await Harness.CreateAsync(spec =>
        {
            spec.Wait = true;
            spec.HealthCheckExprs = [new() { ApiVersion = "v1", Kind = "ConfigMap", Current = "false", Failed = "true" }];
        });
        Ready(app).ShouldStartWith("False HealthCheckFailed ");
        Inventory(app).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap"]);

        await Harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a")));
        (await Harness.ValueOfAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Case092_PruneOff_ForgetsWhatLeftForGood()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")));
        await Harness.CreateAsync(spec => spec.Prune = false);
        Inventory(await PublishAsync("two", ("a.yaml", ConfigMapYaml("a")))).ShouldBe(["apps_a__ConfigMap"]);

        await Harness.SetAsync(Json("""{"prune":true}"""));

        (await Harness.ValueOfAsync("b")).ShouldBe("v");
    }

    [Fact]
    public async Task Case093_TwoKustomizationsOfOneObject_TheLastWriterOwnsIt()
    {
        await Harness.PublishAsync("one", ("x/a.yaml", ConfigMapYaml("a")), ("y/a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => spec.Path = "x", "first");
        await Harness.CreateAsync(spec => spec.Path = "y", "second");
        (await LiveAsync("a")).Label("kustomize.toolkit.fluxcd.io/name").ShouldBe("second");

        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "first");
        await Harness.SettledAsync();

        (await Harness.ValueOfAsync("a")).ShouldBe("v");
    }

    [Fact]
    public async Task Case094_SourceEventAtTheRevisionReached_WakesNobody()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        var events = Harness.Events.Count;

        await Harness.SetArtifactAsync(null);
        await Harness.SettledAsync();
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        Harness.Events.Count.ShouldBe(events);
    }

    [Fact]
    public async Task Case094_SourceEvent_WakesAStalledKustomization()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => spec.HealthCheckExprs = [new() { ApiVersion = "v1", Current = "(" }]);
        var events = Harness.Events.Count;

        await Harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a")));

        Harness.Events.Count.ShouldBe(events + 1);
    }

    [Fact]
    public async Task Case096_SuspendedThenResumed_IsSilentInBetween()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        var events = Harness.Events.Count;

        (await Harness.SetAsync(Json("""{"suspend":true}"""))).Status.ObservedGeneration.ShouldBe(2);
        await Harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")));
        Harness.Events.Count.ShouldBe(events);
        (await Harness.ValueOfAsync("a")).ShouldBe("v");

        Ready(await Harness.SetAsync(Json("""{"suspend":false}"""))).ShouldBe(Succeeded + "two");
    }

    [Fact]
    public async Task Case097_FailureMessages_EndAsTheyDoInFlux()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", ns: null)));
        Ready(await Harness.CreateAsync()).ShouldEndWith("\n");

        await Harness.SetAsync(Json("""{"targetNamespace":"apps"}"""));
        using (Harness.Server.Faults.Reject("no", request => request is { Verb: "delete", Resource: "configmaps" }))
        {
            Ready(await PublishAsync("two", ("b.yaml", ConfigMapYaml("b")))).ShouldEndWith(";");
        }
    }

    [Fact]
    public async Task Case098_SecretTextAndData_TextWins()
    {
        await Harness.PublishAsync("one", ("s.yaml", $"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: apps\nstringData:\n  k: text\ndata:\n  k: {Convert.ToBase64String("data"u8)}\n"));

        await Harness.CreateAsync();

        var secret = await LiveAsync("s", kind: "Secret");
        secret.Root["data"]!["k"]!.GetValue<string>().ShouldBe(Convert.ToBase64String("text"u8));
        secret.Root.ContainsKey("stringData").ShouldBeFalse();
    }
}

/// <summary>Sources of the other kinds.</summary>
public sealed class SourceKindTests : EdgeCaseTests
{
    protected override void Configure(KustomizeControllerOptions options) => options.ExternalArtifact = true;

    [Fact]
    public Task Case077_ExternalArtifact_IsAppliedAndFollowed() => CheckAsync<ExternalArtifact>();

    [Fact]
    public Task OciRepository_IsAppliedAndFollowed() => CheckAsync<OCIRepository>();

    [Fact]
    public Task Bucket_IsAppliedAndFollowed() => CheckAsync<Bucket>();

    private async Task CheckAsync<T>()
        where T : Resource, IResource<T>, new()
    {
        // The kind is not served when the controller starts (but on a cluster that has seen this test), and followed once it is.
        var kind = T.Info.Kind;
        var app = await Harness.CreateAsync(spec => spec.SourceRef.Kind = kind);
        Ready(app).ShouldBe($"False ArtifactFailed {kind}.source.toolkit.fluxcd.io \"app\" not found");

        await Harness.InstallSourceAsync<T>();
        await Harness.SetArtifactAsync<T>(await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a"))));
        await ServedAsync(T.Info.Plural);
        app = await Harness.GetAsync();
        Ready(app).ShouldBe(Succeeded + "one");

        await Harness.SetArtifactAsync<T>(await Harness.StoreAsync("two", ("a.yaml", ConfigMapYaml("a"))));
        await Harness.SettledAsync();
        app = await Harness.GetAsync();
        Ready(app).ShouldBe(Succeeded + "two");
        if (!IsLive)
        {
            // On a cluster that serves the kind from the start, the source's creation wakes the object once more.
            app.Status.History!.Single().TotalReconciliations.ShouldBe(2);
        }
    }

    private async Task ServedAsync(string plural)
    {
        if (IsLive)
        {
            await Harness.RestartAsync();
            return;
        }

        Harness.Controllers.Clock.Advance(TimeSpan.FromSeconds(5));
        await Harness.Server.Requests.WaitForAsync(request => request.Verb == "watch" && request.Resource == plural, TestContext.Current.CancellationToken);
        await Harness.SettledAsync();
    }
}

/// <summary>Sources read without the cache.</summary>
public sealed class DirectSourceTests : EdgeCaseTests
{
    protected override void Configure(KustomizeControllerOptions options) => options.DirectSourceFetch = true;

    [Fact]
    public async Task SourceMissing_IsToldInTheServersWords()
    {
        Ready(await Harness.CreateAsync()).ShouldBe("False ArtifactFailed gitrepositories.source.toolkit.fluxcd.io \"app\" not found");
        Harness.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task SourceUnreadable_IsTriedAgainSoonWithoutAnEvent()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        Harness.Server.Faults.Fail(1, 403, request => request is { Verb: "get", Resource: "gitrepositories" });

        Ready(await Harness.CreateAsync()).ShouldStartWith("False ArtifactFailed unable to get source 'apps/app': ");
        Harness.Events.ShouldBeEmpty();

        await Harness.Controllers.AdvanceAsync(TimeSpan.FromMilliseconds(750));

        Ready(await Harness.GetAsync()).ShouldBe(Succeeded + "one");
    }
}

/// <summary>Downloads that fail.</summary>
public sealed class DownloadTests : EdgeCaseTests
{
    protected override void Configure(KustomizeControllerOptions options) => options.HttpRetry = 2;

    [Fact]
    public async Task ServerDown_IsTriedAgainBetweenPassesAndThenReported()
    {
        var artifact = await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        artifact.Url = "http://127.0.0.1:1/gone.tar.gz";
        await Harness.SetArtifactAsync(artifact);

        var app = await Harness.CreateAsync();
        Ready(app).ShouldBe("Unknown Progressing Reconciliation in progress");
        app.Status.Condition(ConditionTypes.Reconciling)!.Message.ShouldStartWith("Fetching manifests for revision ");
        await Harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(5));
        Ready(await Harness.GetAsync()).ShouldStartWith("Unknown ");
        Harness.Events.ShouldBeEmpty();

        await Harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(10));
        Ready(await Harness.GetAsync()).ShouldStartWith("False ArtifactFailed failed to download archive: GET http://127.0.0.1:1/gone.tar.gz: ");
        Harness.Events.ShouldHaveSingleItem().ShouldStartWith("Warning ArtifactFailed failed to download archive: ");
    }

    [Fact]
    public async Task ServerBackBeforeTheTriesAreUsedUp_NothingIsReported()
    {
        var artifact = await Harness.StoreAsync("one", ("a.yaml", ConfigMapYaml("a")));
        var url = artifact.Url;
        artifact.Url = "http://127.0.0.1:1/gone.tar.gz";
        await Harness.SetArtifactAsync(artifact);
        await Harness.CreateAsync();

        artifact.Url = url;
        await Harness.SetArtifactAsync(artifact);
        await Harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(5));

        Ready(await Harness.GetAsync()).ShouldBe(Succeeded + "one");
        Harness.Events.ShouldNotContain(text => text.StartsWith("Warning", StringComparison.Ordinal));
    }
}
