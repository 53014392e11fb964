using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests;

public sealed class InventoryTests
{
    [Theory]
    [InlineData("default_podinfo__Service", "", "Service", "default", "podinfo")]
    [InlineData("default_podinfo_apps_Deployment", "apps", "Deployment", "default", "podinfo")]
    [InlineData("_flux-system__Namespace", "", "Namespace", "", "flux-system")]
    [InlineData("_s-080__read_rbac.authorization.k8s.io_ClusterRole", "rbac.authorization.k8s.io", "ClusterRole", "", "s-080:read")]
    [InlineData("a_x__y_rbac.authorization.k8s.io_RoleBinding", "rbac.authorization.k8s.io", "RoleBinding", "a", "x:y")]
    public void Id_OfAnIdentity_RoundTrips(string id, string group, string kind, string ns, string name)
    {
        var identity = new ObjectIdentity(new GroupKind(group, kind), ns, name);

        InventoryId.Format(identity).ShouldBe(id);
        InventoryId.Parse(id).ShouldBe(identity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a_b")]
    [InlineData("a_b_c")]
    public void Parse_TooFewParts_Throws(string id) =>
        Should.Throw<FormatException>(() => InventoryId.Parse(id)).Message.ShouldBe($"unable to parse stored object metadata: {id}");

    [Fact]
    public void Stale_VersionChangedOnly_IsNotStale()
    {
        var older = List(("apps_web_autoscaling_HorizontalPodAutoscaler", "v2beta2"), ("apps_old__ConfigMap", "v1"));
        var newer = List(("apps_web_autoscaling_HorizontalPodAutoscaler", "v2"));

        Inventory.Stale(older, newer).ShouldBe([new InventoryItem(InventoryId.Parse("apps_old__ConfigMap"), "v1")]);
    }

    [Fact]
    public void Stale_NoOlderList_IsEmpty() => Inventory.Stale(null, List(("a_b__ConfigMap", "v1"))).ShouldBeEmpty();

    [Fact]
    public void Add_KnownObject_IsNotRepeated()
    {
        var inventory = List(("a_b__ConfigMap", "v1"));

        Inventory.Add(inventory, Inventory.Read(List(("a_b__ConfigMap", "v1"), ("a_c__ConfigMap", "v1"))));

        inventory.Entries.Select(entry => entry.Id).ShouldBe(["a_b__ConfigMap", "a_c__ConfigMap"]);
    }

    private static ResourceInventory List(params (string Id, string Version)[] entries) =>
        new() { Entries = [.. entries.Select(entry => new ResourceReference(entry.Id, entry.Version))] };
}
