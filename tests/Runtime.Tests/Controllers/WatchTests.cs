using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests.Controllers;

public sealed class WatchTests
{
    private readonly ScriptedReconciler _reconciler = new();

    [Fact]
    public async Task Watches_ArtifactGetsANewRevision_WakesThoseWhoReferToIt()
    {
        await using var harness = await StartAsync();
        await harness.CreateAsync(new GitRepository
        {
            Metadata = { Name = "app", Namespace = "default" },
            Spec = { Url = "https://example.com/app", Interval = TimeSpan.FromMinutes(1) },
        });
        await harness.SettledAsync();
        await harness.CreateWidgetAsync("user", w => w.Spec.Source = "app");
        await harness.CreateWidgetAsync("other", w => w.Spec.Source = "else");
        await harness.SettledAsync();

        await SetArtifactAsync(harness, "main@sha1:1");
        await SetArtifactAsync(harness, "main@sha1:1");
        await SetArtifactAsync(harness, "main@sha1:2");

        _reconciler.PassesOf("user").ShouldBe(3, "one for its creation and one for each revision");
        _reconciler.PassesOf("other").ShouldBe(1);
    }

    [Fact]
    public async Task WatchesMetadata_LabelledSecretChanges_WakesThoseWhoReferToItWithoutReadingIt()
    {
        await using var harness = await StartAsync();
        await harness.CreateWidgetAsync("user", w => w.Spec.Secret = "token");
        await harness.SettledAsync();
        var secret = new Unstructured(new("", "v1", "Secret"), "default", "token");
        secret.SetLabel("reconcile.fluxcd.io/watch", "Enabled");
        secret.Root["stringData"] = new JsonObject { ["a"] = "b" };

        await harness.Server.ApplyAsync([secret]);
        await harness.SettledAsync();

        _reconciler.PassesOf("user").ShouldBe(2);
        harness.Server.Requests.Snapshot().ShouldNotContain(r => r.Resource == "secrets" && r.Verb == "get");
    }

    [Fact]
    public async Task Cache_Lookups_FindByKeyNamespaceSelectorAndIndex()
    {
        await using var harness = await StartAsync();
        var cache = (IResourceCache)harness.Services.GetService(typeof(IResourceCache))!;
        await harness.CreateWidgetAsync("a", w => w.Spec.Source = "app");
        await harness.CreateWidgetAsync("b", w => w.Metadata.Labels = new(StringComparer.Ordinal) { ["tier"] = "front" });
        await harness.SettledAsync();

        cache.Find<Widget>(WidgetHarness.Key("a"))!.Status.IsTrue("Ready").ShouldBeTrue();
        cache.Find<Widget>(WidgetHarness.Key("none")).ShouldBeNull();
        cache.List<Widget>("elsewhere").ShouldBeEmpty();
        cache.List<Widget>(selector: LabelSelector.Parse("tier=front")).Select(w => w.Name).ShouldBe(["b"]);
        cache.ByIndex<Widget>("source", WidgetHarness.Key("app")).Select(w => w.Name).ShouldBe(["a"]);
        cache.Copy(cache.Find<Widget>(WidgetHarness.Key("a"))!).ShouldNotBeSameAs(cache.Find<Widget>(WidgetHarness.Key("a")));
        Should.Throw<InvalidOperationException>(() => cache.Find<GitOpsToolkit.Api.Kustomize.Kustomization>(default)).Message.ShouldContain("Watches<Kustomization>");
        Should.Throw<InvalidOperationException>(() => cache.ByIndex<Widget>("nope", default)).Message.ShouldContain("no index 'nope'");
    }

    [Fact]
    public async Task LabelSelector_Shard_SeesOnlyItsOwnObjects()
    {
        await using var harness = await WidgetHarness.StartAsync(
            _reconciler, options: new() { Configure = o => o.WatchLabelSelector = "shard=a" });
        await harness.CreateWidgetAsync("mine", w => w.Metadata.Labels = new(StringComparer.Ordinal) { ["shard"] = "a" });
        await harness.CreateWidgetAsync("theirs");

        await harness.SettledAsync();

        _reconciler.PassesOf("mine").ShouldBe(1);
        _reconciler.PassesOf("theirs").ShouldBe(0);
    }

    [Fact]
    public async Task DependsOnItself_DependencyBecomesReady_WakesDependents()
    {
        var ready = false;
        _reconciler.OnReconcile = (context, _) => Task.FromResult(
            context.Key.Name == "base" && !ready ? context.NotReady("Waiting", "not yet") : context.Ready("Succeeded", "done"));
        await using var harness = await WidgetHarness.StartAsync(_reconciler, c => c
            .Indexed("dependsOn", w => w.Spec.Source is { } name ? [new(w.Namespace, name)] : [])
            .Watches<Widget>(w => w.When(Change.BecameReady).EnqueueByIndex("dependsOn")));
        await harness.CreateWidgetAsync("base");
        await harness.CreateWidgetAsync("top", w => w.Spec.Source = "base");
        await harness.SettledAsync();
        var before = _reconciler.PassesOf("top");

        ready = true;
        await harness.RequestAsync<Widget>("default", "base", "t");
        await harness.SettledAsync();

        _reconciler.PassesOf("top").ShouldBe(before + 1);
    }

    private Task<ControllerHarness> StartAsync() => WidgetHarness.StartAsync(
        _reconciler,
        c => c
            .Indexed("source", w => w.Spec.Source is { } name ? [new(w.Namespace, name)] : [])
            .Indexed("secret", w => w.Spec.Secret is { } name ? [new(w.Namespace, name)] : [])
            .Watches<GitRepository>(w => w.When(Change.ArtifactRevision).EnqueueByIndex("source"))
            .WatchesMetadata("v1", "Secret", w => w.WithLabel("reconcile.fluxcd.io/watch=Enabled").EnqueueByIndex("secret")),
        prepare: async harness =>
        {
            await harness.InstallAsync<Widget>();
            await harness.InstallAsync<GitRepository>();
        });

    private static async Task SetArtifactAsync(ControllerHarness harness, string revision)
    {
        await harness.PatchAsync<GitRepository>("default", "app", new()
        {
            ["status"] = new JsonObject
            {
                ["artifact"] = new JsonObject
                {
                    ["path"] = "p", ["url"] = "http://x/p", ["revision"] = revision, ["digest"] = "sha256:" + new string('0', 64), ["lastUpdateTime"] = "2026-01-01T00:00:00Z",
                },
            },
        }, "status");
        await harness.SettledAsync();
    }
}
