using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Tests.Live;

/// <summary>The client against the real cluster that <c>GITOPS_TEST_KUBECONFIG</c> names, in ConfigMaps of their own.</summary>
public sealed class LiveClusterTests : IAsyncLifetime
{
    private readonly string _run = $"client-test-{Guid.NewGuid().ToString("n")[..8]}";
    private KubernetesClient? _client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private KubernetesClient Client => _client!;

    private string Selector => $"run={_run}";

    public ValueTask InitializeAsync()
    {
        var file = Environment.GetEnvironmentVariable("GITOPS_TEST_KUBECONFIG");
        Assert.SkipWhen(string.IsNullOrEmpty(file), "GITOPS_TEST_KUBECONFIG names no kubeconfig");
        _client = new KubernetesClient(KubeConfigLoader.Load(new KubeConfigOptions { Path = file }));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is null)
        {
            return;
        }

        await foreach (var item in _client.ListAsync(Sample.ConfigMaps, "default", new ListOptions { LabelSelector = Selector }, CancellationToken.None))
        {
            await _client.DeleteAsync(Sample.ConfigMaps, item.Key, ct: CancellationToken.None);
        }

        _client.Dispose();
    }

    [Fact]
    public async Task Discovery_BuiltInKinds_AreResolved()
    {
        (await Client.Discovery.ResolveAsync(new GroupVersionKind("", "v1", "ConfigMap"), Ct)).ShouldBe(Sample.ConfigMaps);
        (await Client.Discovery.ResolveAsync(new GroupKind("apps", "Deployment"), Ct))!.Subresources.ShouldBe(["scale", "status"], ignoreOrder: true);
        (await Client.Discovery.ResolvePluralAsync("", "namespaces", Ct))!.Namespaced.ShouldBeFalse();
        (await Client.Discovery.ResolveAsync(new GroupKind("no.example.com", "Thing"), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Apply_TwoManagers_ConflictAndForce()
    {
        await ApplyAsync("a", "one", "first");
        (await ApplyAsync("a", "one", "first")).ResourceVersion.ShouldBe((await ApplyAsync("a", "one", "first")).ResourceVersion, "nothing changed");

        var conflict = await Should.ThrowAsync<KubernetesApiException>(() => ApplyAsync("a", "two", "second"));
        conflict.IsConflict.ShouldBeTrue();
        conflict.Causes.ShouldHaveSingleItem().Field.ShouldBe(".data.k");
        conflict.HasCause("FieldManagerConflict").ShouldBeTrue();

        (await ApplyAsync("a", "two", "second", force: true)).Root.At("data", "k").AsText().ShouldBe("two");
        (await Client.GetAsync(Sample.ConfigMaps, Key("a"), new ReadOptions { DropManagedFields = true }, Ct)).Metadata!.ContainsKey("managedFields").ShouldBeFalse();
    }

    [Fact]
    public async Task Errors_AreTyped()
    {
        (await Client.FindAsync(Sample.ConfigMaps, Key("none"), ct: Ct)).ShouldBeNull();
        var created = await Client.CreateAsync(Sample.ConfigMaps, Make("b", "v"), ct: Ct);
        (await Should.ThrowAsync<KubernetesApiException>(() => Client.CreateAsync(Sample.ConfigMaps, Make("b", "v"), ct: Ct))).IsAlreadyExists.ShouldBeTrue();
        (await Should.ThrowAsync<KubernetesApiException>(() => Client.CreateAsync(Sample.ConfigMaps, Make("B_B", "v"), ct: Ct))).IsInvalid.ShouldBeTrue();
        await Client.PatchAsync(Sample.ConfigMaps, created.Key, Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["k"] = "w" } }), ct: Ct);
        (await Should.ThrowAsync<KubernetesApiException>(() => Client.ReplaceAsync(Sample.ConfigMaps, created, ct: Ct))).IsConflict.ShouldBeTrue();
        (await Should.ThrowAsync<KubernetesApiException>(() => Client.DeleteAsync(
            Sample.ConfigMaps, created.Key, new DeleteOptions { Preconditions = new("00000000-0000-0000-0000-000000000000") }, Ct))).IsConflict.ShouldBeTrue();
        (await Should.ThrowAsync<KubernetesApiException>(() => Client.Impersonate("nobody", ["one", "two"]).GetAsync(Sample.ConfigMaps, created.Key, ct: Ct)))
            .IsForbidden.ShouldBeTrue();
    }

    [Fact]
    public async Task Impersonate_TwoGroups_AreTwoGroups()
    {
        var review = await Client.Impersonate("jane", ["one", "two"]).RequestAsync(
            HttpMethod.Post,
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview" },
            Ct);

        review.At("status", "userInfo", "groups")!.AsArray().Select(group => group.AsText()).ShouldBe(["one", "two", "system:authenticated"]);
    }

    [Fact]
    public async Task Watcher_Changes_AreSeenInOrder()
    {
        foreach (var name in new[] { "w1", "w2", "w3" })
        {
            await ApplyAsync(name, "v", "m");
        }

        var options = new WatcherOptions { Namespace = "default", LabelSelector = Selector, PageSize = 2 };
        await using var probe = new WatcherProbe(new ResourceWatcher(Client, Sample.ConfigMaps, options));
        var seen = new List<WatcherEvent>();
        while (seen.Count == 0 || seen[^1].Type != WatcherEventType.Restarted)
        {
            seen.Add(await probe.NextAsync());
        }

        seen[^1].Keys!.Count.ShouldBe(3);
        seen[1].Object!.Gvk.ShouldBe(Sample.ConfigMaps.Gvk);
        await Client.DeleteAsync(Sample.ConfigMaps, Key("w2"), ct: Ct);
        var last = await probe.NextAsync();
        (last.Type, last.Object!.Name).ShouldBe((WatcherEventType.Deleted, Key("w2").Name));
    }

    [Fact]
    public async Task Watch_VersionLongGone_IsExpired()
    {
        // A young store still holds its first version, and such a watch is a healthy one: the server ends it after its timeout.
        var options = new WatchOptions { ResourceVersion = "1", ServerTimeout = TimeSpan.FromSeconds(1) };
        var error = await Record.ExceptionAsync(async () =>
        {
            await foreach (var _ in Client.WatchAsync(Sample.ConfigMaps, "default", options, Ct))
            {
            }
        });

        Assert.SkipWhen(error is null, "the cluster still keeps version 1: its store has never been compacted");
        error.ShouldBeOfType<KubernetesApiException>().IsExpired.ShouldBeTrue();
    }

    [Fact]
    public async Task MetadataOnly_EveryWayToRead_KeepsTheKind()
    {
        await ApplyAsync("m", "v", "m");
        var read = await Client.GetAsync(Sample.ConfigMaps, Key("m"), new ReadOptions { MetadataOnly = true }, Ct);
        var page = await Client.ListPageAsync(Sample.ConfigMaps, "default", new ListOptions { MetadataOnly = true, LabelSelector = Selector }, Ct);

        foreach (var item in new[] { read, page.Items.ShouldHaveSingleItem() })
        {
            item.Gvk.ShouldBe(Sample.ConfigMaps.Gvk);
            item.Root.ContainsKey("data").ShouldBeFalse();
            item.Uid.ShouldNotBeNull();
        }
    }

    private Task<Unstructured> ApplyAsync(string name, string value, string manager, bool force = false) => Client.PatchAsync(
        Sample.ConfigMaps, Key(name), Patch.Apply(Make(name, value)), new PatchOptions { FieldManager = manager, Force = force }, Ct);

    private NamespacedName Key(string name) => new("default", $"{_run}-{name}");

    private Unstructured Make(string name, string value)
    {
        var map = new Unstructured(Sample.ConfigMaps.Gvk, "default", Key(name).Name);
        map.SetLabel("run", _run);
        map.Root["data"] = new JsonObject { ["k"] = value };
        return map;
    }
}
