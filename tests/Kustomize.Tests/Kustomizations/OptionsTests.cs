using GitOpsToolkit.Api;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class OptionsTests
{
    [Fact]
    public async Task NoCrossNamespaceRefs_SourceElsewhere_IsDenied()
    {
        await using var harness = await StartAsync(options => options.NoCrossNamespaceRefs = true);

        var app = await harness.CreateAsync(spec => spec.SourceRef.Namespace = "other");

        ReconcileTests.Ready(app).ShouldBe("False AccessDenied can't access 'GitRepository/other/app', cross-namespace references have been blocked");
        app.Status.IsTrue(ConditionTypes.Stalled).ShouldBeTrue();
        harness.Events.Single().ShouldStartWith("Warning AccessDenied ");
    }

    [Fact]
    public async Task DefaultServiceAccount_WithoutRights_FailsNamingIt()
    {
        await using var harness = await StartAsync(options => options.DefaultServiceAccount = "tenant", new KubernetesApiServerOptions { Rbac = true });
        await harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        var app = await harness.CreateAsync();

        ReconcileTests.Ready(app).ShouldStartWith("False ReconciliationFailed ConfigMap/apps/a dry-run failed (Forbidden): ");
        ReconcileTests.Ready(app).ShouldContain("system:serviceaccount:apps:tenant");
    }

    [Fact]
    public async Task AddKustomizeController_Twice_RunsOneController()
    {
        await using var harness = await ControllerHarness.StartAsync(
            gitops => Microsoft.Extensions.DependencyInjection.KustomizeServiceCollectionExtensions.AddKustomizeController(
                Microsoft.Extensions.DependencyInjection.KustomizeServiceCollectionExtensions.AddKustomizeController(gitops)),
            async harness =>
            {
                await harness.InstallAsync<Api.Sources.GitRepository>();
                await harness.InstallAsync<Api.Kustomize.Kustomization>();
            });

        await harness.SettledAsync();

        harness.Events.ShouldBeEmpty();
    }
}
