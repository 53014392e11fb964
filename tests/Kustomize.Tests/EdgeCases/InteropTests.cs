using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Taking over from Flux's controller, and leaving things so that it could take over again.</summary>
public sealed class InteropTests : EdgeCaseTests
{
    private const string Finalizer = "finalizers.fluxcd.io";

    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly ApiResource Kustomizations = ApiResource.Of<Kustomization>();

    [Fact]
    public async Task StatusOfFlux_IsTakenOverAndNoObjectTouched()
    {
        await PrepareAsync();
        var before = await LiveAsync("a");

        await Harness.RestartAsync();

        var app = await Harness.GetAsync();
        var after = await LiveAsync("a");
        after.ResourceVersion.ShouldBe(before.ResourceVersion);
        Ready(app).ShouldBe(Succeeded + "one");
        Inventory(app).ShouldBe(["apps_a__ConfigMap"]);
        app.Status.ObservedGeneration.ShouldBe(1);
        app.Status.LastAppliedRevision.ShouldBe("main@sha1:one");
        app.Status.Conditions.Single().LastTransitionTime.ShouldBe(DateTimeOffset.Parse("2026-01-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var snapshot = app.Status.History!.Single();
        snapshot.TotalReconciliations.ShouldBe(8);
        snapshot.FirstReconciled.ShouldBe(DateTimeOffset.Parse("2026-01-01T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        Harness.Events.ShouldBe(["Normal ReconciliationSucceeded Reconciliation finished in 0s, next run in 10m0s"]);
    }

    [Fact]
    public async Task InventoryOfFlux_IsPrunedByWhatLeftTheBuild()
    {
        await PrepareAsync();
        await Harness.RestartAsync();

        Inventory(await PublishAsync("two", ("b.yaml", ConfigMapYaml("b")))).ShouldBe(["apps_b__ConfigMap"]);

        (await Harness.ValueOfAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task ObjectsAndStatus_HaveTheManagersFluxGivesThem()
    {
        await PrepareAsync();
        await Harness.RestartAsync();
        await Harness.PublishAsync("two", ("a.yaml", ConfigMapYaml("a", "2")));

        Managers(await LiveAsync("a")).ShouldBe(["kustomize-controller Apply"]);
        Managers(await LiveAsync("app", "kustomize.toolkit.fluxcd.io/v1", "Kustomization")).ShouldContain("gotk-kustomize-controller Update");
    }

    [Theory]
    [InlineData("kubectl-client-side-apply")]
    [InlineData("kubectl")]
    [InlineData("before-first-apply")]
    [InlineData("kustomize-controller")]
    public async Task ObjectOfKubectl_IsTakenOverWithAllItsFields(string manager)
    {
        var created = new Unstructured(Json("""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"apps","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"}},"data":{"k":"old","extra":"x"}}
            """));
        await Harness.Controllers.Client.CreateAsync(ConfigMaps, created, new WriteOptions { FieldManager = manager }, TestContext.Current.CancellationToken);
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        await Harness.CreateAsync();

        var live = await LiveAsync("a");
        (await DataAsync("a")).ToJsonString().ShouldBe("""{"k":"v"}""");
        live.Annotation("kubectl.kubernetes.io/last-applied-configuration").ShouldBeNull();
        Managers(live).ShouldBe(["kustomize-controller Apply"]);
        Harness.Events[0].ShouldBe("Normal Progressing ConfigMap/apps/a configured");
    }

    private static IEnumerable<string> Managers(Unstructured live) =>
        ((JsonArray)live.Metadata!["managedFields"]!).Select(entry => $"{entry!["manager"]} {entry["operation"]}").Distinct();

    /// <summary>What Flux leaves behind: an object it has applied, and a Kustomization it has reconciled seven times.</summary>
    private async Task PrepareAsync()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.Controllers.StopAsync();
        await Harness.ApplyAsync(
            ConfigMapYaml("a").Replace("metadata:\n", "metadata:\n  labels: {kustomize.toolkit.fluxcd.io/name: app, kustomize.toolkit.fluxcd.io/namespace: apps}\n", StringComparison.Ordinal),
            "kustomize-controller");
        await Harness.SubmitAsync(metadata: static meta => meta.Finalizers = [Finalizer]);

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            "apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\n")));
        var status = Json($$"""
            {
              "conditions": [{"type": "Ready", "status": "True", "reason": "ReconciliationSucceeded", "message": "Applied revision: main@sha1:one", "observedGeneration": 1, "lastTransitionTime": "2026-01-01T10:00:00Z"}],
              "history": [{"digest": "sha256:{{digest}}", "firstReconciled": "2026-01-01T09:00:00Z", "lastReconciled": "2026-01-01T10:00:00Z", "lastReconciledDuration": "176.163666ms",
                           "lastReconciledStatus": "ReconciliationSucceeded", "metadata": {"revision": "main@sha1:one"}, "totalReconciliations": 7}],
              "inventory": {"entries": [{"id": "apps_a__ConfigMap", "v": "v1"}]},
              "lastAppliedRevision": "main@sha1:one",
              "lastAttemptedRevision": "main@sha1:one",
              "observedGeneration": 1
            }
            """);
        await Harness.Controllers.Client.PatchAsync(
            Kustomizations,
            new NamespacedName(Namespace, "app"),
            Patch.Merge(new JsonObject { ["status"] = status }),
            new PatchOptions { Subresource = "status", FieldManager = "gotk-kustomize-controller" },
            TestContext.Current.CancellationToken);
    }
}
