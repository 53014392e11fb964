using System.Text.Json.Nodes;
using CustomController;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.CustomController.Tests;

public sealed class PreviewControllerTests : IAsyncLifetime
{
    private static readonly GroupVersionKind ConfigMap = new("", "v1", "ConfigMap");
    private static readonly NamespacedName Announcement = new("previews", "preview-default-demo");

    private ControllerHarness _harness = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await ControllerHarness.StartAsync(
            static gitops => gitops.AddPreviewEnvironments(),
            static async harness =>
            {
                await harness.InstallAsync<GitRepository>();
                await harness.InstallAsync<PreviewEnvironment>();
                await harness.Server.ApplyAsync([new Unstructured(new("", "v1", "Namespace"), null, "previews")]);
            });
        await _harness.CreateAsync(new GitRepository
        {
            Metadata = { Name = "app", Namespace = "default" },
            Spec = { Url = "https://example.com/app", Interval = TimeSpan.FromMinutes(1) },
        });
        await _harness.CreateAsync(new PreviewEnvironment
        {
            Metadata = { Name = "demo", Namespace = "default" },
            Spec = { SourceRef = new() { Name = "app" }, TargetNamespace = "previews" },
        });
        await _harness.SettledAsync();
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Preview_SourceHasNoArtifact_WaitsAndSaysWhy()
    {
        var preview = await _harness.GetAsync<PreviewEnvironment>("default", "demo");

        preview.Status.IsFalse("Ready").ShouldBeTrue();
        preview.Status.Condition("Ready")!.Message.ShouldBe("GitRepository 'app' has no artifact yet");
    }

    [Fact]
    public async Task Preview_NewRevision_IsAnnouncedOnceAndAtOnce()
    {
        await PushAsync("main@sha1:1");
        await PushAsync("main@sha1:2");

        Revision().ShouldBe("main@sha1:2");
        (await _harness.GetAsync<PreviewEnvironment>("default", "demo")).Status.Revision.ShouldBe("main@sha1:2");
        _harness.Events.Select(e => e.Message).ShouldBe(
            ["announced main@sha1:1 in previews/preview-default-demo", "announced main@sha1:2 in previews/preview-default-demo"]);
    }

    [Fact]
    public async Task Preview_ConfigMapDeletedByHand_IsHealed()
    {
        await PushAsync("main@sha1:1");

        _harness.Server.Delete(ConfigMap, Announcement);
        await _harness.SettledAsync();

        Revision().ShouldBe("main@sha1:1");
    }

    [Fact]
    public async Task Preview_Deleted_TakesItsConfigMapWithIt()
    {
        await PushAsync("main@sha1:1");

        await _harness.DeleteAsync<PreviewEnvironment>("default", "demo");
        await _harness.SettledAsync();

        (await _harness.FindAsync<PreviewEnvironment>("default", "demo")).ShouldBeNull();
        _harness.Server.Find(ConfigMap, Announcement).ShouldBeNull();
    }

    private string? Revision() => _harness.Server.Find(ConfigMap, Announcement)?.Root.At("data", "revision").AsText();

    private async Task PushAsync(string revision)
    {
        await _harness.PatchAsync<GitRepository>(
            "default",
            "app",
            new()
            {
                ["status"] = new JsonObject
                {
                    ["artifact"] = new JsonObject
                    {
                        ["path"] = "p",
                        ["url"] = "http://source/p",
                        ["revision"] = revision,
                        ["digest"] = "sha256:" + new string('0', 64),
                        ["lastUpdateTime"] = "2026-01-01T00:00:00Z",
                    },
                },
            },
            "status");
        await _harness.SettledAsync();
    }
}
