using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class DriftTests
{
    [Fact]
    public async Task Edit_OfAManagedObject_IsUndoneWithoutWaitingForTheInterval()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")));

        await harness.EditAsync("a", Data("changed"));

        await harness.UntilAsync(async () => await harness.ValueOfAsync("a") == "v", "the edit is undone");
    }

    [Fact]
    public async Task Deletion_OfAManagedObject_IsUndone()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")));

        await harness.DeleteConfigMapAsync("a");

        await harness.UntilAsync(async () => await harness.ValueOfAsync("a") == "v", "the object is back");
    }

    [Fact]
    public async Task OwnerLabel_TakenAway_IsPutBack()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")));

        await harness.EditAsync("a", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["kustomize.toolkit.fluxcd.io/name"] = null } } });

        await harness.UntilAsync(
            () => Task.FromResult(harness.Server.Find(new("", "v1", "ConfigMap"), new(KustomizeHarness.Namespace, "a"))?.Label("kustomize.toolkit.fluxcd.io/name") == "app"),
            "the label is back");
    }

    [Fact]
    public async Task OwnWrites_WakeNobody()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("s.yaml", ServiceYaml));
        await harness.PublishAsync("2", ("a.yaml", KustomizeHarness.ConfigMapYaml("a", "two")), ("s.yaml", ServiceYaml));
        await harness.PublishAsync("3", ("s.yaml", ServiceYaml));
        var before = Passes(harness);

        // An edit at the end proves that the watches were awake all along: its pass is the only one.
        await harness.Controllers.Client.PatchAsync(Services, new(KustomizeHarness.Namespace, "web"), Kubernetes.Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["app"] = "other" } } }), ct: TestContext.Current.CancellationToken);
        await harness.UntilAsync(() => Task.FromResult(Passes(harness) > before), "the edit is seen");
        await harness.SettledAsync();

        Passes(harness).ShouldBe(before + 1);
    }

    [Fact]
    public async Task StatusWrite_WakesNobody()
    {
        await using var harness = await StartAsync(
            ("s.yaml", ServiceYaml.Replace("ClusterIP", "LoadBalancer", StringComparison.Ordinal)), ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));
        var before = Passes(harness);

        await harness.Controllers.Client.PatchAsync(
            Services,
            new(KustomizeHarness.Namespace, "web"),
            Kubernetes.Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["ip"] = "10.0.0.1" }) } } }),
            new Kubernetes.PatchOptions { Subresource = "status", FieldManager = "cloud" },
            TestContext.Current.CancellationToken);
        await harness.EditAsync("a", Data("changed"));
        await harness.UntilAsync(async () => await harness.ValueOfAsync("a") == "v", "the edit is undone");
        await harness.SettledAsync();

        Passes(harness).ShouldBe(before + 1, "the edit alone");
    }

    [Fact]
    public async Task ReconcileDisabled_ChangesAreLeftAlone()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("b.yaml", KustomizeHarness.ConfigMapYaml("b")));

        var change = Data("mine");
        change["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kustomize.toolkit.fluxcd.io/reconcile"] = "disabled" } };
        await harness.EditAsync("a", change);
        await harness.EditAsync("b", Data("changed"));
        await harness.UntilAsync(async () => await harness.ValueOfAsync("b") == "v", "the other edit is undone");

        (await harness.ValueOfAsync("a")).ShouldBe("mine");
    }

    [Fact]
    public async Task Fight_WithAnotherController_SlowsDown()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")));
        await harness.EditAsync("a", Data("first"));
        await harness.UntilAsync(async () => await harness.ValueOfAsync("a") == "v", "the first edit is undone at once");
        await harness.SettledAsync();

        await harness.EditAsync("a", Data("second"));
        await harness.UntilAsync(() => Task.FromResult(harness.Controllers.Clock.NextTimer is not null && Repairs(harness) == 1), "the second repair is put off");
        (await harness.ValueOfAsync("a")).ShouldBe("second");
        await harness.Controllers.AdvanceAsync(TimeSpan.FromSeconds(2));

        await harness.UntilAsync(async () => await harness.ValueOfAsync("a") == "v", "it comes after a second");
    }

    [Fact]
    public async Task Watches_AreSharedByKindAndEndWithTheirLastUser()
    {
        await using var harness = await StartAsync(("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("s.yaml", ServiceYaml));
        await harness.CreateAsync(static spec => spec.NamePrefix = "x-", "second");
        Watches(harness).ShouldBe(2);

        await harness.Controllers.DeleteAsync<Kustomization>(KustomizeHarness.Namespace, "second");
        await harness.SettledAsync();
        Watches(harness).ShouldBe(2);
        await harness.SetAsync(new JsonObject { ["suspend"] = true });

        Watches(harness).ShouldBe(0);
    }

    private const string ServiceYaml = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  type: ClusterIP\n  selector:\n    app: web\n  ports:\n  - name: http\n    port: 80\n";

    private static readonly Kubernetes.ApiResource Services = new("", "v1", "Service", "services", Namespaced: true);

    private static async Task<KustomizeHarness> StartAsync(params (string Path, string Text)[] files)
    {
        var harness = await KustomizeHarness.StartAsync(static options => options.WatchDrift = true);
        await harness.PublishAsync("1", files);
        (await harness.CreateAsync()).Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
        return harness;
    }

    private static JsonObject Data(string value) => new() { ["data"] = new JsonObject { ["k"] = value } };

    private static int Watches(KustomizeHarness harness) => harness.Controllers.Services.GetRequiredService<KustomizationServices>().Drift!.Count;

    private static int Passes(KustomizeHarness harness) => harness.Events.Count(static item => item.Contains("Reconciliation finished", StringComparison.Ordinal));

    private static int Repairs(KustomizeHarness harness) => harness.Events.Count(static item => item.Contains("ConfigMap/apps/a configured", StringComparison.Ordinal));
}
