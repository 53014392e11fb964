namespace GitOpsToolkit.Cli.Tests;

public sealed class TemplateCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gitops-cli-");

    [Fact]
    public async Task Template_Chart_PrintsWhatHelmPrints()
    {
        Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
        Write("app/values.yaml", "a: 1\nb: two\n");
        Write("app/crds/c.yaml", "kind: Crd\n");
        Write("app/templates/a.yaml", "kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\ndata:\n  all: {{ toJson .Values | quote }}\n  kube: {{ .Capabilities.KubeVersion }}\n");
        Write("one.yaml", "a: 2\nc: 3\n");

        var (exitCode, output, error) = await GitOpsCommand.RunAsync(
            "template", "web", Chart, "-n", "shop", "-f", Path.Combine(folder.FullName, "one.yaml"), "--set", "d=4,e.f=true", "--set-string", "g=5", "--kube-version", "1.33", "--include-crds");

        error.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        output.ShouldBe(
            "---\n# Source: app/crds/c.yaml\nkind: Crd\n\n---\n# Source: app/templates/a.yaml\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\ndata:\n"
            + "  all: \"{\\\"a\\\":2,\\\"b\\\":\\\"two\\\",\\\"c\\\":3,\\\"d\\\":4,\\\"e\\\":{\\\"f\\\":true},\\\"g\\\":\\\"5\\\"}\"\n  kube: v1.33\n");
    }

    [Fact]
    public async Task Template_FailingTemplate_SaysWhereOnStderr()
    {
        Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
        Write("app/templates/a.yaml", "{{ fail \"no\" }}");

        var (exitCode, output, error) = await GitOpsCommand.RunAsync("template", Chart);

        output.ShouldBeEmpty();
        error.ShouldBe($"Error: execution error at (app/templates/a.yaml:1:3): no\n\nUse --debug flag to render out invalid YAML{Environment.NewLine}");
        exitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("missing.yaml", "Error: open missing.yaml: no such file or directory")]
    public async Task Template_NoValuesFile_SaysSo(string file, string expected)
    {
        Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");

        var (exitCode, _, error) = await GitOpsCommand.RunAsync("template", "x", Chart, "-f", file);

        error.Trim().ShouldBe(expected);
        exitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Template_MissingDependency_IsRefusedAsByHelm()
    {
        Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0, repository: 'https://charts.example.com'}\n");

        var (_, _, error) = await GitOpsCommand.RunAsync("template", "x", Chart);

        error.ShouldContain("found in Chart.yaml, but missing in charts/ directory: db");
    }

    [Fact]
    public async Task Template_BadName_IsRefused()
    {
        Write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");

        var (_, _, error) = await GitOpsCommand.RunAsync("template", "Bad_Name", Chart);

        error.ShouldContain("release name \"Bad_Name\": invalid release name");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Chart => Path.Combine(folder.FullName, "app");

    private void Write(string path, string content)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }
}
