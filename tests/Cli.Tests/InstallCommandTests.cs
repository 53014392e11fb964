using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Cli.Tests;

public sealed class InstallCommandTests
{
    [Fact]
    public async Task InstallExport_All_IsWhatDeployHolds()
    {
        var (exitCode, output, _) = await GitOpsCommand.RunAsync("install", "--export");

        exitCode.ShouldBe(0);
        await Golden.EqualsAsync("install.yaml", output);
    }

    [Fact]
    public async Task CrdGenerate_All_IsWhatDeployHolds()
    {
        var (exitCode, output, _) = await GitOpsCommand.RunAsync("crd", "generate");

        exitCode.ShouldBe(0);
        await Golden.EqualsAsync("crds.yaml", output);
    }

    [Fact]
    public async Task InstallExport_OneComponent_LeavesTheOtherOut()
    {
        var objects = await ExportAsync("--components", "source-controller", "--namespace", "gitops");

        objects.Where(static o => o.Kind == "Deployment").Select(static o => o.Key.ToString()).ShouldBe(["gitops/source-controller"]);
        objects.Where(static o => o.Kind == "CustomResourceDefinition").Select(static o => o.Name).ShouldBe(
            [.. new[] { "buckets", "externalartifacts", "gitrepositories", "helmcharts", "helmrepositories", "ocirepositories" }.Select(static plural => $"{plural}.source.toolkit.fluxcd.io")]);
        objects.ShouldNotContain(static o => o.Root.ToJsonString(null).Contains("cluster-admin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InstallExport_Lockdown_GivesTheApplierNothingButImpersonation()
    {
        (await ExportAsync()).ShouldContain(static o => IsClusterAdmin(o));

        var locked = await ExportAsync("--lockdown");

        locked.ShouldNotContain(static o => IsClusterAdmin(o));
        var arguments = locked.Single(static o => o is { Kind: "Deployment", Name: "kustomize-controller" }).Root["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.ToJsonString();
        arguments.ShouldContain("--default-service-account=default");
        arguments.ShouldContain("--no-cross-namespace-refs=true");
    }

    [Fact]
    public async Task InstallExport_SourceController_MayOnlyReadItsKindsAndCredentials()
    {
        var role = (await ExportAsync("--components", "source-controller")).Single(static o => o.Kind == "ClusterRole");

        foreach (var rule in role.Root["rules"]!.AsArray())
        {
            rule!["verbs"]!.ToJsonString().ShouldNotContain("*");
            rule["resources"]!.ToJsonString().ShouldNotContain("*");
        }
    }

    [Fact]
    public async Task InstallExport_UnknownComponent_NamesTheKnownOnes()
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync("install", "--export", "--components", "helm");

        error.ShouldContain("--components helm");
        error.ShouldContain("source-controller");
        exitCode.ShouldBe(1);
    }

    private static bool IsClusterAdmin(Unstructured resource) => resource.Kind == "ClusterRoleBinding" && resource.Root["roleRef"]!["name"].AsText() == "cluster-admin";

    private static async Task<IReadOnlyList<Unstructured>> ExportAsync(params string[] args)
    {
        var (exitCode, output, error) = await GitOpsCommand.RunAsync(["install", "--export", .. args]);
        error.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        return YamlReader.ReadResources(output);
    }
}
