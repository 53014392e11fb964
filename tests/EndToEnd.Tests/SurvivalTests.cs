using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.EndToEnd.Tests;

/// <summary>What happens to the loop when a process dies at the worst moment.</summary>
public sealed class SurvivalTests
{
    [Fact]
    public async Task Kill_BetweenApplyAndStatusWrite_NextStartConvergesAndOrphansNothing()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")), ("b.yaml", GitOpsLoop.ConfigMap("b", "1")));

        // From here on no status of the Kustomization can be written: objects are applied, and then nobody learns of it.
        var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = loop.Server.Faults.Reject("the process dies here", request =>
        {
            if (request.Resource == "kustomizations" && request.Subresource == "status")
            {
                if (loop.Server.Find(new("", "v1", "ConfigMap"), new(GitOpsLoop.Namespace, "c")) is not null)
                {
                    applied.TrySetResult();
                }

                return true;
            }

            return false;
        });
        var second = await loop.PushAsync(("b.yaml", null), ("c.yaml", GitOpsLoop.ConfigMap("c", "1")));
        await loop.RequestAsync<GitRepository>();
        await applied.Task.WaitAsync(loop.Token);
        await loop.KillControllersAsync();
        lost.Dispose();

        await loop.StartControllersAsync();
        var converged = await loop.AppliedAsync(second);

        converged.Status.Inventory!.Entries.Select(static e => e.Id).ShouldBe(["apps_a__ConfigMap", "apps_c__ConfigMap"]);
        loop.Server.Objects("", "configmaps", GitOpsLoop.Namespace).Select(static o => o.Name).ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task Restart_OfApiServer_LoopContinues()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));

        await loop.Server.RestartAsync(cancellationToken: loop.Token);
        var second = await loop.PushAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "2")));
        await loop.RequestAsync<GitRepository>();
        await loop.AppliedAsync(second);

        (await loop.SettingAsync("a", "value")).ShouldBe("2");
    }

    [Fact]
    public async Task Restart_OfControllers_WritesNoObject()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));
        await loop.KillControllersAsync();
        loop.Server.Requests.Clear();

        await loop.StartControllersAsync();
        await loop.RequestAsync<Kustomization>();
        await loop.UntilAsync<Kustomization>(static ks => ks.Status.LastHandledReconcileAt == "1");

        loop.Server.Requests.Writes().Where(static w => w.Resource == "configmaps").ShouldBeEmpty();
    }
}
