using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;

namespace GitOpsToolkit.EndToEnd.Tests;

/// <summary>What a GitOps loop is for: commits roll out, drift heals, removed files are pruned.</summary>
public sealed class LoopTests
{
    [Fact]
    public async Task Push_FirstCommit_CreatesObjectsAndReportsThem()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        var commit = await loop.PushAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")), ("sub/b.yaml", GitOpsLoop.ConfigMap("b", "2")));

        await loop.CreateAsync();
        var applied = await loop.AppliedAsync(commit);

        (await loop.SettingAsync("a", "value")).ShouldBe("1");
        (await loop.SettingAsync("b", "value")).ShouldBe("2");
        applied.Status.Inventory!.Entries.Select(static e => e.Id).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap"]);
        applied.Status.LastAppliedRevision.ShouldBe($"main@sha1:{commit}");
        GitOpsLoop.Ready(applied)!.Message.ShouldBe($"Applied revision: main@sha1:{commit}");
    }

    [Fact]
    public async Task Push_NewCommit_RollsOut()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));

        var second = await loop.PushAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "2")));
        await loop.RequestAsync<GitRepository>();
        await loop.AppliedAsync(second);

        (await loop.SettingAsync("a", "value")).ShouldBe("2");
    }

    [Fact]
    public async Task Edit_OfManagedField_IsHealedByTheNextPass()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));
        await loop.Client.PatchAsync(
            GitOpsLoop.ConfigMaps,
            new(GitOpsLoop.Namespace, "a"),
            Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["value"] = "edited", ["extra"] = "x" } }),
            new PatchOptions { FieldManager = "kubectl-edit" },
            loop.Token);

        await loop.RequestAsync<Kustomization>();
        await loop.UntilAsync<Kustomization>(static ks => ks.Status.LastHandledReconcileAt == "1");

        (await loop.SettingAsync("a", "value")).ShouldBe("1");
        (await loop.SettingAsync("a", "extra")).ShouldBeNull();
    }

    [Fact]
    public async Task Remove_File_PrunesItsObject()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")), ("b.yaml", GitOpsLoop.ConfigMap("b", "1")));

        var second = await loop.PushAsync(("b.yaml", null));
        await loop.RequestAsync<GitRepository>();
        var applied = await loop.AppliedAsync(second);

        (await loop.Client.FindAsync(GitOpsLoop.ConfigMaps, new(GitOpsLoop.Namespace, "b"), null, loop.Token)).ShouldBeNull();
        applied.Status.Inventory!.Entries.Select(static e => e.Id).ShouldBe(["apps_a__ConfigMap"]);
    }

    [Fact]
    public async Task Reconcile_NothingChanged_WritesNoObjectAndOneStatus()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")), ("b.yaml", GitOpsLoop.ConfigMap("b", "1")));
        await loop.RequestAsync<Kustomization>();
        await loop.UntilAsync<Kustomization>(static ks => ks.Status.LastHandledReconcileAt == "1");
        loop.Server.Requests.Clear();

        await loop.RequestAsync<Kustomization>();
        await loop.UntilAsync<Kustomization>(static ks => ks.Status.LastHandledReconcileAt == "2");

        var writes = loop.Server.Requests.Writes();
        writes.Where(static w => w.Resource == "configmaps").ShouldBeEmpty();
        writes.Count(static w => w.Subresource == "status").ShouldBe(1);
        loop.Server.Requests.Count(static r => r.Resource == "configmaps").ShouldBe(2, "one dry run per object and no read");
    }

    [Fact]
    public async Task Delete_Kustomization_RemovesItsObjects()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));

        await loop.Client.DeleteAsync<Kustomization>(GitOpsLoop.Key, ct: loop.Token);
        await loop.GoneAsync<Kustomization>();

        (await loop.Client.FindAsync(GitOpsLoop.ConfigMaps, new(GitOpsLoop.Namespace, "a"), null, loop.Token)).ShouldBeNull();
    }
}
