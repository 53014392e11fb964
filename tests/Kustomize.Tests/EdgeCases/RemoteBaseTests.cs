using GitOpsToolkit.Testing.Git;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Bases and files that lie outside of the artifact.</summary>
public sealed class RemoteBaseTests : EdgeCaseTests
{
    private bool _isForbidden;

    protected override void Configure(KustomizeControllerOptions options) => options.NoRemoteBases = _isForbidden;

    [Theory]
    [InlineData("")]
    [InlineData("?ref=main")]
    [InlineData("?ref=refs/heads/main")]
    public async Task Base_InARepository_IsBuiltAnewOnEveryPass(string reference)
    {
        await using var git = await GitServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var repository = await git.CreateRepositoryAsync("bases.git");
        await repository.CommitAsync(Base("one"));
        await Harness.PublishAsync("one", ("kustomization.yaml", $"resources: ['{repository.Url}//deploy{reference}']\n"));

        Ready(await Harness.CreateAsync()).ShouldBe(Succeeded + "one");
        (await Harness.ValueOfAsync("a")).ShouldBe("one");

        await repository.CommitAsync(Base("two"));
        await Harness.ReconcileAsync("again");
        (await Harness.ValueOfAsync("a")).ShouldBe("two");
    }

    [Fact]
    public async Task Base_AtATagOrCommit_IsThatOne()
    {
        await using var git = await GitServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var repository = await git.CreateRepositoryAsync("bases.git");
        var commit = await repository.CommitAsync(Base("one"));
        await repository.TagAsync("v1");
        await repository.CommitAsync(Base("two"));

        await Harness.PublishAsync("one", ("kustomization.yaml", $"resources: ['{repository.Url}//deploy?ref=v1']\n"));
        await Harness.CreateAsync();
        (await Harness.ValueOfAsync("a")).ShouldBe("one");

        Ready(await PublishAsync("two", ("kustomization.yaml", $"resources: ['{repository.Url}//deploy?ref={commit}']\nnameSuffix: -x\n"))).ShouldBe(Succeeded + "two");
        (await Harness.ValueOfAsync("a-x")).ShouldBe("one");
    }

    [Fact]
    public async Task Base_ThatCannotBeHad_FailsTheBuild()
    {
        await using var git = await GitServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await Harness.PublishAsync("one", ("kustomization.yaml", $"resources: ['{git.Url}/none.git//deploy']\n"));

        Ready(await Harness.CreateAsync()).ShouldStartWith("False BuildFailed kustomize build failed: ");
    }

    [Fact]
    public async Task Base_WhenForbidden_IsNotAskedFor()
    {
        await DisposeAsync();
        _isForbidden = true;
        await InitializeAsync();
        await using var git = await GitServer.StartAsync(ct: TestContext.Current.CancellationToken);
        var repository = await git.CreateRepositoryAsync("bases.git");
        await repository.CommitAsync(Base("one"));
        await Harness.PublishAsync("one", ("kustomization.yaml", $"resources: ['{repository.Url}//deploy']\n"));
        var requests = repository.PostCount;

        var ready = Ready(await Harness.CreateAsync());

        ready.ShouldStartWith("False BuildFailed kustomize build failed: ");
        ready.ShouldContain("--no-remote-bases");
        repository.PostCount.ShouldBe(requests);
    }

    private static Dictionary<string, string?> Base(string value) => new(StringComparer.Ordinal)
    {
        ["deploy/kustomization.yaml"] = "resources: [a.yaml]\n",
        ["deploy/a.yaml"] = ConfigMapYaml("a", value),
    };
}
