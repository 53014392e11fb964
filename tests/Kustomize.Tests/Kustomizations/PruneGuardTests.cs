using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class PruneGuardTests
{
    private static readonly ObjectIdentity Home = new(new("", "Namespace"), "", KustomizeHarness.Namespace);

    [Fact]
    public async Task Prune_NamespaceOfTheKustomization_IsNeverDeleted()
    {
        await using var harness = await KustomizeHarness.StartAsync();
        await harness.PublishAsync("1", ("ns.yaml", NamespaceYaml(KustomizeHarness.Namespace)), ("other.yaml", NamespaceYaml("other")), ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));
        await harness.CreateAsync();

        await harness.PublishAsync("2", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));

        harness.Server.Requests.Writes().Where(static write => write is { Verb: "delete", Resource: "namespaces" }).Select(static write => write.Name).ShouldBe(["other"]);
        harness.Events.ShouldContain(static item => item.Contains($"{Home} skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_WithNamespaceAndCrdsOfTheToolkit_LeavesThemAlone()
    {
        await using var harness = await KustomizeHarness.StartAsync();
        await harness.PublishAsync("1", ("ns.yaml", NamespaceYaml(KustomizeHarness.Namespace)), ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));
        await harness.CreateAsync();

        await harness.Controllers.DeleteAsync<Kustomization>(KustomizeHarness.Namespace, "app");
        await harness.SettledAsync();

        (await harness.FindAsync()).ShouldBeNull();
        (await harness.ValueOfAsync("a")).ShouldBeNull();
        harness.Server.Requests.Writes().ShouldNotContain(static write => write.Verb == "delete" && write.Resource == "namespaces");
    }

    [Theory]
    [InlineData("kustomizations.kustomize.toolkit.fluxcd.io", true)]
    [InlineData("gitrepositories.source.toolkit.fluxcd.io", true)]
    [InlineData("widgets.example.com", false)]
    public async Task Delete_Crd_OnlyForeignOnesGo(string name, bool isKept)
    {
        await using var harness = await KustomizeHarness.StartAsync();
        var owner = new Kustomization { Metadata = new() { Name = "app", Namespace = KustomizeHarness.Namespace } };
        owner.Spec.SourceRef = new() { Kind = "GitRepository", Name = "app" };
        var pruner = new ResourcePruner(harness.Controllers.Client, new ApplierSettings { FieldManager = "test", ControlGroup = KustomizeApi.Group });
        var item = new InventoryItem(new ObjectIdentity(new("apiextensions.k8s.io", "CustomResourceDefinition"), "", name), "v1");

        var result = await new PruneGuard(owner, new KustomizeControllerOptions()).DeleteAsync(pruner, [item], new(KustomizeHarness.Namespace, "app"), CancellationToken.None);

        result.Changes.Entries[0].Action.ShouldBe(isKept ? ApplyAction.Skipped : ApplyAction.Deleted);
    }

    [Fact]
    public async Task Prune_BeyondTheLimit_IsHeldBackUntilConfirmed()
    {
        await using var harness = await KustomizeHarness.StartAsync(static options => options.MaxPrunePercent = 50);
        await harness.PublishAsync("1", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("b.yaml", KustomizeHarness.ConfigMapYaml("b")), ("c.yaml", KustomizeHarness.ConfigMapYaml("c")));
        await harness.CreateAsync();

        await harness.PublishAsync("2", ("a.yaml", KustomizeHarness.ConfigMapYaml("a", "new")));

        var held = await harness.GetAsync();
        Ready(held).Reason.ShouldBe("PruneLimitExceeded");
        Ready(held).Message.ShouldBe(
            "pruning is held back: main@sha1:2 would delete 2 of 3 objects, more than 50%; restore them in the source, "
            + "or confirm with the annotation kustomize.toolkit.fluxcd.io/confirm-prune=main@sha1:2");
        (await harness.ValueOfAsync("a")).ShouldBe("new");
        (await harness.ValueOfAsync("b")).ShouldBe("v");
        held.Status.Inventory!.Entries.Count.ShouldBe(3);
        held.Status.LastAppliedRevision.ShouldBe("main@sha1:1");

        await ConfirmAsync(harness, "main@sha1:1");
        (await harness.ValueOfAsync("b")).ShouldBe("v", "another revision was confirmed");
        await ConfirmAsync(harness, "main@sha1:2");

        var done = await harness.GetAsync();
        done.Status.LastAppliedRevision.ShouldBe("main@sha1:2");
        done.Status.Inventory!.Entries.Count.ShouldBe(1);
        (await harness.ValueOfAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Prune_WithinTheLimit_Runs()
    {
        await using var harness = await KustomizeHarness.StartAsync(static options => options.MaxPrunePercent = 50);
        await harness.PublishAsync("1", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")), ("b.yaml", KustomizeHarness.ConfigMapYaml("b")));
        await harness.CreateAsync();

        await harness.PublishAsync("2", ("a.yaml", KustomizeHarness.ConfigMapYaml("a")));

        Ready(await harness.GetAsync()).Reason.ShouldBe("ReconciliationSucceeded");
        (await harness.ValueOfAsync("b")).ShouldBeNull();
    }

    private static async Task ConfirmAsync(KustomizeHarness harness, string revision)
    {
        await harness.Controllers.PatchAsync<Kustomization>(KustomizeHarness.Namespace, "app", new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PruneGuard.ConfirmAnnotation] = revision } },
        });
        await harness.SettledAsync();
    }

    private static Condition Ready(Kustomization owner) => owner.Status.Condition(ConditionTypes.Ready)!;

    private static string NamespaceYaml(string name) => $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n";
}
