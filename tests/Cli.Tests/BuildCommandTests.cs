namespace GitOpsToolkit.Cli.Tests;

public sealed class BuildCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gitops-cli-");

    [Fact]
    public async Task BuildKustomization_Overlay_PrintsWhatKustomizePrints()
    {
        Write("base/kustomization.yaml", "resources:\n- settings.yaml\n");
        Write("base/settings.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  b: \"2\"\n  a: \"1\"\n");
        Write("prod/kustomization.yaml", "namePrefix: prod-\nresources:\n- ../base\n");

        var (exitCode, output, error) = await GitOpsCommand.RunAsync("build", "kustomization", Path.Combine(folder.FullName, "prod"));

        error.ShouldBeEmpty();
        output.ShouldBe("apiVersion: v1\ndata:\n  a: \"1\"\n  b: \"2\"\nkind: ConfigMap\nmetadata:\n  name: prod-settings\n");
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task BuildKustomization_MissingResource_NamesItOnStderrAndFails()
    {
        Write("kustomization.yaml", "resources:\n- nowhere.yaml\n");

        var (exitCode, output, error) = await GitOpsCommand.RunAsync("build", "kustomization", folder.FullName);

        output.ShouldBeEmpty();
        error.ShouldContain("nowhere.yaml");
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task BuildKustomization_NoSuchFolder_SaysWhatToName()
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync("build", "kustomization", Path.Combine(folder.FullName, "nowhere"));

        error.ShouldContain("no such folder");
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task BuildKustomization_FileOutsideItsFolder_NeedsTheRestrictorLifted()
    {
        Write("shared/app.properties", "a=1\n");
        Write("app/kustomization.yaml", "configMapGenerator:\n- name: app\n  files:\n  - ../shared/app.properties\n");
        var path = Path.Combine(folder.FullName, "app");

        (await GitOpsCommand.RunAsync("build", "kustomization", path)).ExitCode.ShouldBe(1);
        (await GitOpsCommand.RunAsync("build", "kustomization", path, "--load-restrictor", "LoadRestrictionsNone")).Output.ShouldContain("app.properties: |");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string path, string content)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }
}
