using GitOpsToolkit.Api.Kustomize;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Apply.</summary>
public sealed class ApplyTests : EdgeCaseTests
{
    private const string Crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: gadgets.kustomize-tests.example.com
        spec:
          group: kustomize-tests.example.com
          names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
        """;

    [Fact]
    public async Task Case034_EncryptedSecretWithoutDecryption_IsRefused()
    {
        await Harness.PublishAsync("one", ("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: apps\nstringData:\n  k: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[x]\n"));

        Ready(await Harness.CreateAsync()).ShouldBe(
            "False ReconciliationFailed Secret/apps/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled");
        (await Harness.FindObjectAsync("v1", "Secret", "s")).ShouldBeNull();
    }

    [Fact]
    public async Task Case038_DefinitionAndItsObjectsAndNamespace_SucceedAtOnce()
    {
        await Harness.PublishAsync(
            "one",
            ("gadget.yaml", "apiVersion: kustomize-tests.example.com/v1\nkind: Gadget\nmetadata:\n  name: g\n  namespace: apps-fresh\nspec:\n  size: 1\n"),
            ("crd.yaml", Crd),
            ("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: apps-fresh\n"),
            ("a.yaml", ConfigMapYaml("a", ns: "apps-fresh")));

        var app = await Harness.CreateAsync();

        Ready(app).ShouldBe(Succeeded + "one");
        Inventory(app).ShouldBe(
        [
            "_gadgets.kustomize-tests.example.com_apiextensions.k8s.io_CustomResourceDefinition",
            "_apps-fresh__Namespace",
            "apps-fresh_a__ConfigMap",
            "apps-fresh_g_kustomize-tests.example.com_Gadget",
        ]);
        await Harness.DeleteObjectAsync("kustomize-tests.example.com/v1", "Gadget", "g", "apps-fresh");
        await Harness.DeleteObjectAsync("apiextensions.k8s.io/v1", "CustomResourceDefinition", "gadgets.kustomize-tests.example.com");
    }

    [Fact]
    public async Task Case039_LastStageFails_ReportsTheEarlierStagesAndKeepsTheInventory()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();

        var app = await PublishAsync(
            "two",
            ("role.yaml", "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: apps-role\n"),
            ("class.yaml", "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: apps-class\nvalue: 7\n"),
            ("b.yaml", ConfigMapYaml("b", ns: "nowhere")));

        Ready(app).ShouldBe(
            "False ReconciliationFailed ConfigMap/nowhere/b not found: namespaces \"nowhere\" not found\nClusterRole/apps-role created\nPriorityClass/apps-class created\n");
        Inventory(app).ShouldBe(["apps_a__ConfigMap"]);
        app.Status.History!.Select(snapshot => snapshot.LastReconciledStatus).ShouldBe(["ReconciliationFailed", "ReconciliationSucceeded"]);
        await Harness.DeleteObjectAsync("rbac.authorization.k8s.io/v1", "ClusterRole", "apps-role");
        await Harness.DeleteObjectAsync("scheduling.k8s.io/v1", "PriorityClass", "apps-class");
    }

    [Fact]
    public async Task Case040_UnchangedPass_WritesNoObjectAndSaysNothing()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("s.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n  namespace: apps\nspec:\n  ports: [{port: 80}]\n"));
        await Harness.CreateAsync();
        var before = (await LiveAsync("a")).ResourceVersion + (await LiveAsync("s", kind: "Service")).ResourceVersion;
        var events = Harness.Events.Count;

        await Harness.ReconcileAsync("again");

        ((await LiveAsync("a")).ResourceVersion + (await LiveAsync("s", kind: "Service")).ResourceVersion).ShouldBe(before);
        Harness.Events.Skip(events).ShouldBe(["Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 10m0s"]);
    }

    [Theory]
    [InlineData("kubectl-edit", null, false)]
    [InlineData("kubectl-client-side-apply", null, false)]
    [InlineData("kubectl", "Apply", false)]
    [InlineData("before-first-apply", null, false)]
    [InlineData("flux-client-side-apply", null, true)]
    [InlineData("somebody", null, true)]
    public async Task Case041_FieldsOfOthers_AreRemovedWhenTheyCameByKubectl(string manager, string? operation, bool isKept)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        await AddFieldAsync(manager, operation);

        await Harness.ReconcileAsync("again");

        (await DataAsync("a")).ContainsKey("extra").ShouldBe(isKept);
    }

    [Fact]
    public async Task Case041_Merge_KeepsWhatKubectlAdded()
    {
        await Harness.PublishAsync("one", ("a.yaml", Annotated("a", "ssa: Merge")));
        await Harness.CreateAsync();
        await AddFieldAsync("kubectl-edit", null);

        await Harness.ReconcileAsync("again");

        (await DataAsync("a")).ContainsKey("extra").ShouldBeTrue();
    }

    [Fact]
    public async Task Case044_ReconcileDisabledOnTheLiveObject_ProtectsItUntilEnabled()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        await Harness.EditAsync("a", Json("""{"metadata":{"annotations":{"kustomize.toolkit.fluxcd.io/reconcile":"disabled"}},"data":{"k":"mine"}}"""));

        Inventory(await PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")))).ShouldBe(["apps_a__ConfigMap"]);
        (await Harness.ValueOfAsync("a")).ShouldBe("mine");
        await Harness.PublishAsync("three", ("b.yaml", ConfigMapYaml("b")));
        (await Harness.ValueOfAsync("a")).ShouldBe("mine");

        await Harness.PublishAsync("four", ("a.yaml", ConfigMapYaml("a", "4")));
        await Harness.EditAsync("a", Json("""{"metadata":{"annotations":{"kustomize.toolkit.fluxcd.io/reconcile":"enabled"}}}"""));
        await Harness.ReconcileAsync("again");
        (await Harness.ValueOfAsync("a")).ShouldBe("4");
    }

    [Fact]
    public async Task Case045_IfNotPresent_CreatesOnceAndStillCleansUp()
    {
        await Harness.PublishAsync("one", ("a.yaml", Annotated("a", "ssa: IfNotPresent")), ("b.yaml", Annotated("b", "ssa: IfNotPresent")));
        await Harness.CreateAsync();
        await Harness.EditAsync("a", Json("""{"data":{"k":"mine"}}"""));

        Inventory(await Harness.ReconcileAsync("again")).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap"]);
        (await Harness.ValueOfAsync("a")).ShouldBe("mine");

        await Harness.PublishAsync("two", ("a.yaml", Annotated("a", "ssa: IfNotPresent")));
        (await Harness.ValueOfAsync("b")).ShouldBeNull();
        await Harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await Harness.SettledAsync();
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case045_IfNotPresentOfAClusterScopedObject_IsNotMadeAnewEveryPass()
    {
        await Harness.PublishAsync(
            "one",
            ("c.yaml", "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: apps-once\n  annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}\nvalue: 7\n"));
        await Harness.CreateAsync(spec => spec.TargetNamespace = Namespace);
        var uid = (await LiveAsync("apps-once", "scheduling.k8s.io/v1", "PriorityClass")).Uid;

        var app = await Harness.ReconcileAsync("again");

        Inventory(app).ShouldBe(["_apps-once_scheduling.k8s.io_PriorityClass"]);
        (await LiveAsync("apps-once", "scheduling.k8s.io/v1", "PriorityClass")).Uid.ShouldBe(uid);
        await Harness.DeleteObjectAsync("scheduling.k8s.io/v1", "PriorityClass", "apps-once");
    }

    [Fact]
    public async Task Case046_Ignore_IsNeverCreatedNorPrunedNorWaitedFor()
    {
        await Harness.PublishAsync("one", ("a.yaml", Annotated("a", "ssa: Ignore")), ("b.yaml", ConfigMapYaml("b")));
        Ready(await Harness.CreateAsync(spec => spec.Wait = true)).ShouldBe(Succeeded + "one");
        (await Harness.ValueOfAsync("a")).ShouldBeNull();

        await Harness.EditAsync("b", Json("""{"metadata":{"annotations":{"kustomize.toolkit.fluxcd.io/ssa":"Ignore"}}}"""));
        await Harness.PublishAsync("two", ("c.yaml", ConfigMapYaml("c")));
        (await Harness.ValueOfAsync("b")).ShouldBe("v");
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(false, "force: enabled", true)]
    public async Task Case047_ImmutableChange_NeedsForce(bool force, string? annotation, bool isRecreated)
    {
        await Harness.PublishAsync("one", ("s.yaml", SecretYaml("one", annotation)));
        await Harness.CreateAsync(spec => spec.Force = force);
        var uid = (await LiveAsync("s", kind: "Secret")).Uid;

        var app = await PublishAsync("two", ("s.yaml", SecretYaml("two", annotation)));

        if (isRecreated)
        {
            Ready(app).ShouldBe(Succeeded + "two");
            Harness.Events.ShouldContain("Normal Progressing Secret/apps/s created");
        }
        else
        {
            Ready(app).ShouldContain("field is immutable");
        }

        ((await LiveAsync("s", kind: "Secret")).Uid != uid).ShouldBe(isRecreated);
    }

    [Fact]
    public async Task Case048_ForceWithAnInvalidManifest_DeletesTheObjectAndSaysWhy()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => spec.Force = true);

        var app = await PublishAsync("two", ("a.yaml", ConfigMapYaml("a").Replace("  k:", "  'not valid!':", StringComparison.Ordinal)));

        Ready(app).ShouldContain("is invalid");
        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task Case051_NamespaceMissingFromObjectOrCluster_IsNamed()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", ns: null)));
        Ready(await Harness.CreateAsync()).ShouldStartWith("False ReconciliationFailed ConfigMap/a namespace not specified: ");

        Ready(await PublishAsync("two", ("a.yaml", ConfigMapYaml("a", ns: "nowhere")))).ShouldStartWith("False ReconciliationFailed ConfigMap/nowhere/a not found: namespaces \"nowhere\" not found");
    }

    [Fact]
    public async Task Case052_IgnoredField_IsLeftToOthersAndTheRestIsNot()
    {
        await Harness.PublishAsync("one", ("a.yaml", TwoKeys("1", "1")));
        await Harness.CreateAsync(spec => spec.Ignore = [new() { Paths = ["/data/left", "/data/missing/deeper"], Target = new() { Kind = "ConfigMap", Name = "a" } }]);
        await Harness.EditAsync("a", Json("""{"data":{"left":"theirs"}}"""), "somebody");

        var version = (await LiveAsync("a")).ResourceVersion;
        await Harness.ReconcileAsync("again");
        (await LiveAsync("a")).ResourceVersion.ShouldBe(version);

        await Harness.PublishAsync("two", ("a.yaml", TwoKeys("2", "2")));
        (await DataAsync("a"))["left"]!.GetValue<string>().ShouldBe("theirs");
        (await DataAsync("a"))["right"]!.GetValue<string>().ShouldBe("2");

        await Harness.EditAsync("a", Json("""{"data":{"right":"theirs"}}"""), "somebody");
        await Harness.ReconcileAsync("once more");
        (await DataAsync("a"))["right"]!.GetValue<string>().ShouldBe("2");
    }

    [Theory]
    [InlineData("ConfigMap", "other")]
    [InlineData("Secret", "a")]
    public async Task Case052_RuleForAnotherObject_HasNoEffect(string kind, string name)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => spec.Ignore = [new() { Paths = ["/data/k"], Target = new() { Kind = kind, Name = name } }]);
        await Harness.EditAsync("a", Json("""{"data":{"k":"theirs"}}"""), "somebody");

        await Harness.ReconcileAsync("again");

        (await Harness.ValueOfAsync("a")).ShouldBe("v");
    }

    [Fact]
    public async Task Case052_IgnoredFieldOfAnotherApplier_IsReleased()
    {
        await Harness.PublishAsync("one", ("a.yaml", TwoKeys("1", "1")));
        await Harness.CreateAsync(spec => spec.Ignore = [new() { Paths = ["/data/left"], Target = new() { Kind = "ConfigMap", Name = "a" } }]);
        await Harness.ApplyAsync(ConfigMapYaml("a").Replace("  k: 'v'", "  left: theirs", StringComparison.Ordinal), "other");

        await Harness.PublishAsync("two", ("a.yaml", TwoKeys("2", "2")));

        (await DataAsync("a"))["left"]!.GetValue<string>().ShouldBe("theirs");
        var owned = (await LiveAsync("a")).Root["metadata"]!["managedFields"]!.AsArray()
            .Where(static entry => entry!["manager"]!.GetValue<string>() == "kustomize-controller")
            .Select(static entry => entry!["fieldsV1"]!.ToJsonString())
            .ToList();
        owned.ShouldNotBeEmpty();
        owned.ShouldAllBe(static fields => !fields.Contains("f:left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case052_PathThroughAnArray_ReachesTheContainer()
    {
        static string Deployment(int replicas, string image) =>
            $"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  replicas: {replicas}\n  selector:\n    matchLabels: {{app: web}}\n"
            + $"  template:\n    metadata:\n      labels: {{app: web}}\n    spec:\n      containers:\n      - name: web\n        image: {image}\n";
        await Harness.PublishAsync("one", ("web.yaml", Deployment(1, "web:1")));
        await Harness.CreateAsync(spec => spec.Ignore = [new() { Paths = ["/spec/template/spec/containers/0/image"], Target = new() { Kind = "Deployment" } }]);
        await Harness.EditObjectAsync(
            "apps/v1", "Deployment", "web", Json("""{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:theirs"}]}}}}"""), "somebody");

        await Harness.PublishAsync("two", ("web.yaml", Deployment(2, "web:2")));

        var spec = (await LiveAsync("web", "apps/v1", "Deployment")).Root["spec"]!;
        spec["replicas"]!.GetValue<long>().ShouldBe(2);
        spec["template"]!["spec"]!["containers"]![0]!["image"]!.GetValue<string>().ShouldBe("web:theirs");
    }

    [Fact]
    public async Task Case055_PortsWithoutProtocol_AreNoDrift()
    {
        await Harness.PublishAsync(
            "one",
            ("s.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n  namespace: apps\nspec:\n  ports: [{name: a, port: 80}, {name: b, port: 81}]\n"),
            ("d.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n  namespace: apps\nspec:\n  selector: {matchLabels: {app: d}}\n  template:\n    metadata: {labels: {app: d}}\n"
                + "    spec:\n      containers: [{name: main, image: nginx, ports: [{containerPort: 80}]}]\n"));
        await Harness.CreateAsync();
        var events = Harness.Events.Count;

        Ready(await Harness.ReconcileAsync("again")).ShouldBe(Succeeded + "one");

        Harness.Events.Skip(events).ShouldHaveSingleItem();
    }

    private static string Annotated(string name, string annotation) =>
        ConfigMapYaml(name).Replace("metadata:\n", $"metadata:\n  annotations:\n    kustomize.toolkit.fluxcd.io/{annotation}\n", StringComparison.Ordinal);

    private static string SecretYaml(string value, string? annotation) =>
        "apiVersion: v1\nkind: Secret\nimmutable: true\nmetadata:\n  name: s\n  namespace: apps\n"
        + (annotation is null ? "" : $"  annotations: {{kustomize.toolkit.fluxcd.io/{annotation}}}\n") + $"stringData:\n  k: {value}\n";

    private static string TwoKeys(string left, string right) => ConfigMapYaml("a").Replace("  k: 'v'", $"  left: '{left}'\n  right: '{right}'", StringComparison.Ordinal);

    private async Task AddFieldAsync(string manager, string? operation)
    {
        if (operation is null)
        {
            await Harness.EditAsync("a", Json("""{"data":{"extra":"x"}}"""), manager);
            return;
        }

        await Harness.ApplyAsync(ConfigMapYaml("a").Replace("  k: 'v'", "  extra: x", StringComparison.Ordinal), manager);
    }
}

/// <summary>Apply, with a manager of the cluster's own that is overridden.</summary>
public sealed class OverriddenManagerTests : EdgeCaseTests
{
    protected override void Configure(KustomizeControllerOptions options) => options.OverrideManagers.Add("x");

    [Theory]
    [InlineData("x", false)]
    [InlineData("x-foo", false)]
    [InlineData("y", true)]
    public async Task Case042_OverriddenManager_LosesItsFields(string manager, bool isKept)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();
        await Harness.EditAsync("a", Json("""{"data":{"extra":"x"}}"""), manager);

        await Harness.ReconcileAsync("again");

        (await DataAsync("a")).ContainsKey("extra").ShouldBe(isKept);
    }
}
