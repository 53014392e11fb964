using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

public sealed class GarbageCollectionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_Background_DependentsFollow()
    {
        await using var running = await RunningServer.StartAsync();
        var owner = await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("owner"));
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("child", owner: "owner", ownerUid: owner.Uid));
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("other"));

        await running.Client.DeleteAsync(RunningServer.ConfigMaps, owner.Key, null, Stop);
        await running.Server.SettledAsync(Stop);

        running.FindConfigMap("child").ShouldBeNull();
        running.FindConfigMap("other").ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_Orphan_DependentsStayWithoutOwner()
    {
        await using var running = await RunningServer.StartAsync();
        var owner = await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("owner"));
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("child", owner: "owner", ownerUid: owner.Uid));

        await running.Client.DeleteAsync(RunningServer.ConfigMaps, owner.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Orphan }, Stop);
        await running.Server.SettledAsync(Stop);

        running.FindConfigMap("owner").ShouldBeNull();
        running.FindConfigMap("child")!.Metadata!.ContainsKey("ownerReferences").ShouldBeFalse();
    }

    [Fact]
    public async Task Delete_Foreground_OwnerWaitsForBlockingDependents()
    {
        await using var running = await RunningServer.StartAsync();
        var owner = await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("owner"));
        var child = RunningServer.ConfigMap("child", owner: "owner", ownerUid: owner.Uid, blocks: true);
        child.Root["metadata"]!["finalizers"] = new System.Text.Json.Nodes.JsonArray("example.com/wait");
        await running.CreateAsync(RunningServer.ConfigMaps, child);

        await running.Client.DeleteAsync(RunningServer.ConfigMaps, owner.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Foreground }, Stop);
        await running.Server.SettledAsync(Stop);
        running.FindConfigMap("owner")!.IsDeleting.ShouldBeTrue();
        running.FindConfigMap("child")!.IsDeleting.ShouldBeTrue();

        await running.Client.PatchAsync(RunningServer.ConfigMaps, child.Key, Patch.Merge(System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"finalizers":null}}""")!), null, Stop);
        await running.Server.SettledAsync(Stop);
        running.FindConfigMap("child").ShouldBeNull();
        running.FindConfigMap("owner").ShouldBeNull();
    }

    [Fact]
    public async Task Create_OwnerAlreadyGone_IsCollected()
    {
        await using var running = await RunningServer.StartAsync();
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("child", owner: "gone", ownerUid: "no-such-uid"));
        await running.Server.SettledAsync(Stop);
        running.FindConfigMap("child").ShouldBeNull();
    }

    [Fact]
    public async Task Delete_Namespace_EmptiedThenGone()
    {
        await using var running = await RunningServer.StartAsync();
        await running.CreateAsync(RunningServer.Namespaces, new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, "apps"));
        var held = RunningServer.ConfigMap("held", "apps");
        held.Root["metadata"]!["finalizers"] = new System.Text.Json.Nodes.JsonArray("example.com/wait");
        await running.CreateAsync(RunningServer.ConfigMaps, held);
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("free", "apps"));

        await running.Client.DeleteAsync(RunningServer.Namespaces, new NamespacedName("", "apps"), null, Stop);
        await running.Server.SettledAsync(Stop);
        running.FindConfigMap("free", "apps").ShouldBeNull();
        running.Server.Find(RunningServer.Namespaces.Gvk, new NamespacedName("", "apps"))!.Root.At("status", "phase").AsText().ShouldBe("Terminating");
        var refused = await Should.ThrowAsync<KubernetesApiException>(() => running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("late", "apps")));
        refused.Message.ShouldBe("configmaps \"late\" is forbidden: unable to create new content in namespace apps because it is being terminated");

        await running.Client.PatchAsync(RunningServer.ConfigMaps, held.Key, Patch.Merge(System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"finalizers":null}}""")!), null, Stop);
        await running.Server.SettledAsync(Stop);
        running.Server.Find(RunningServer.Namespaces.Gvk, new NamespacedName("", "apps")).ShouldBeNull();
    }

    [Fact]
    public async Task NamespaceDefaults_On_EveryNamespaceIsFurnished()
    {
        await using var running = await RunningServer.StartAsync(new KubernetesApiServerOptions { NamespaceDefaults = true });
        await running.Server.SettledAsync(Stop);
        running.FindConfigMap("kube-root-ca.crt").ShouldNotBeNull();
        running.Server.Objects("", "serviceaccounts", "default").Select(static s => s.Name).ShouldBe(["default"]);
    }
}
