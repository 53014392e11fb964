using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.EndToEnd.Tests;

/// <summary>Mistakes of users: a condition that names the thing, the last good state untouched, and recovery by itself when mended.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string, string, string[]> BrokenFiles => new()
    {
        { "invalid YAML", "apiVersion: v1\nkind: ConfigMap\n metadata: {}\n", "BuildFailed", ["b.yaml"] },
        { "unknown kind", "apiVersion: demo.example.com/v1\nkind: Gadget\nmetadata:\n  name: g\n", "ReconciliationFailed", ["Gadget/apps/g", "no matches for kind \"Gadget\" in version \"demo.example.com/v1\""] },
        { "refused by the API server", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Not_A_Name\n", "ReconciliationFailed", ["ConfigMap/apps/Not_A_Name", "Invalid"] },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task Commit_WithBrokenFile_IsRefusedAndOldStateKept(string mistake, string content, string reason, string[] mentions)
    {
        mistake.ShouldNotBeEmpty();
        await using var loop = await GitOpsLoop.StartAsync();
        var good = await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));

        var broken = await loop.PushAsync(("b.yaml", content), ("a.yaml", GitOpsLoop.ConfigMap("a", "2")));
        await loop.RequestAsync<GitRepository>();
        var refused = await loop.UntilAsync<Kustomization>(ks => ks.Status.LastAttemptedRevision?.EndsWith(broken, StringComparison.Ordinal) == true && GitOpsLoop.Ready(ks) is { Status: "False" });

        GitOpsLoop.Ready(refused)!.Reason.ShouldBe(reason);
        foreach (var mention in mentions)
        {
            GitOpsLoop.Ready(refused)!.Message.ShouldContain(mention);
        }

        refused.Status.LastAppliedRevision.ShouldEndWith(good);
        (await loop.SettingAsync("a", "value")).ShouldBe("1");

        var mended = await loop.PushAsync(("b.yaml", null));
        await loop.RequestAsync<GitRepository>();
        await loop.AppliedAsync(mended);
        (await loop.SettingAsync("a", "value")).ShouldBe("2");
    }

    [Fact]
    public async Task Path_Missing_NamesItAndRecovers()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        var good = await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));

        await loop.ChangeAsync<Kustomization>(new JsonObject { ["path"] = "./nowhere" });
        var refused = await loop.UntilAsync<Kustomization>(static ks => GitOpsLoop.Ready(ks) is { Status: "False" });

        GitOpsLoop.Ready(refused)!.Reason.ShouldBe("ArtifactFailed");
        GitOpsLoop.Ready(refused)!.Message.ShouldStartWith("kustomization path not found: stat ");
        GitOpsLoop.Ready(refused)!.Message.ShouldContain("nowhere");
        (await loop.SettingAsync("a", "value")).ShouldBe("1");

        await loop.ChangeAsync<Kustomization>(new JsonObject { ["path"] = "./" });
        await loop.AppliedAsync(good);
    }

    [Fact]
    public async Task Resource_OutsideTheArtifact_IsRefused()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        await loop.PushAsync(("kustomization.yaml", "resources:\n- ../../etc/passwd\n"));

        await loop.CreateAsync();
        var refused = await loop.UntilAsync<Kustomization>(static ks => GitOpsLoop.Ready(ks) is { Status: "False", Reason: "BuildFailed" });

        GitOpsLoop.Ready(refused)!.Message.ShouldContain("../../etc/passwd");
    }

    [Fact]
    public async Task Git_WrongCredentials_AreNamedWithoutShowingThemAndRecover()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        loop.Repository.RequireBasic("robot", "right");
        var commit = await loop.PushAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));
        await loop.SecretAsync("git", ("username", "robot"), ("password", "hunter2-wrong"));

        await loop.CreateAsync(static source => source.SecretRef = new LocalObjectReference { Name = "git" });
        var refused = await loop.UntilAsync<GitRepository>(static source => GitOpsLoop.Ready(source) is { Status: "False", Reason: "GitOperationFailed" });
        GitOpsLoop.Ready(refused)!.Message.ShouldNotContain("hunter2-wrong");

        await loop.SecretAsync("git", ("username", "robot"), ("password", "right"));
        await loop.RequestAsync<GitRepository>();
        await loop.AppliedAsync(commit);
    }

    [Fact]
    public async Task Git_UnknownBranch_IsNamedAndArtifactKept()
    {
        await using var loop = await GitOpsLoop.StartAsync();
        var good = await loop.AppliedAfterAsync(("a.yaml", GitOpsLoop.ConfigMap("a", "1")));

        await loop.ChangeAsync<GitRepository>(new JsonObject { ["ref"] = new JsonObject { ["branch"] = "no-such-branch" } });
        var refused = await loop.UntilAsync<GitRepository>(static source => GitOpsLoop.Ready(source) is { Status: "False", Reason: "GitOperationFailed" });

        GitOpsLoop.Ready(refused)!.Message.ShouldContain("no-such-branch");
        refused.Status.Artifact!.Revision.ShouldEndWith(good);

        await loop.ChangeAsync<GitRepository>(new JsonObject { ["ref"] = new JsonObject { ["branch"] = "main" } });
        await loop.UntilAsync<GitRepository>(static source => GitOpsLoop.Ready(source) is { Status: "True" });
    }

    [Fact]
    public async Task Git_UnreachableHost_IsNamed()
    {
        await using var loop = await GitOpsLoop.StartAsync();

        // Port 1 of loopback: nothing listens there.
        await loop.CreateAsync(static source => source.Url = "http://127.0.0.1:1/app.git");
        var refused = await loop.UntilAsync<GitRepository>(static source => GitOpsLoop.Ready(source) is { Status: "False", Reason: "GitOperationFailed" });

        GitOpsLoop.Ready(refused)!.Message.ShouldContain("127.0.0.1");
    }
}
