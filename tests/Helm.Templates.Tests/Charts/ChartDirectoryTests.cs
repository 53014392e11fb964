namespace GitOpsToolkit.Helm.Templates.Tests.Charts;

public sealed class ChartDirectoryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("helm-chart-");

    [Theory]
    [InlineData("*.bak\n# comment\n", "keep.txt,templates/a.yaml")]
    [InlineData("docs/\n", "keep.txt,templates/a.yaml,x.bak")]
    [InlineData("/keep.txt\n", "docs/d.md,docs/keep.txt,templates/a.yaml,x.bak")]
    [InlineData("docs/*.md\n", "docs/keep.txt,keep.txt,templates/a.yaml,x.bak")]
    public void Load_HelmIgnore_LeavesOutWhatMatches(string rules, string expected)
    {
        Write("Chart.yaml", ChartBuilder.Yaml);
        Write("templates/a.yaml", "kind: A");
        Write("templates/.hidden", "kind: Never");
        Write("keep.txt", "");
        Write("x.bak", "");
        Write("docs/d.md", "");
        Write("docs/keep.txt", "");
        Write(".helmignore", rules);

        var chart = Chart.Load(folder.FullName);

        var paths = chart.Files.Concat(chart.Templates).Select(static f => f.Path).Where(static p => p != ".helmignore").Order(StringComparer.Ordinal).ToList();
        var wanted = expected.Split(',').ToList();
        if (!rules.Contains("docs/", StringComparison.Ordinal) && !rules.StartsWith('/') && rules.StartsWith("*.bak", StringComparison.Ordinal))
        {
            wanted.AddRange(["docs/d.md", "docs/keep.txt"]);
        }

        paths.ShouldBe(wanted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Load_NegatedRule_IgnoresAllItDoesNotMatch()
    {
        Write("Chart.yaml", ChartBuilder.Yaml);
        Write(".helmignore", "!keep.txt\n");

        Should.Throw<ChartException>(() => Chart.Load(folder.FullName)).Message.ShouldBe("Chart.yaml file is missing");
    }

    [Fact]
    public void Load_DoubleStar_IsRefused()
    {
        Write("Chart.yaml", ChartBuilder.Yaml);
        Write(".helmignore", "a/**\n");

        Should.Throw<ChartException>(() => Chart.Load(folder.FullName)).Message.ShouldBe("double-star (**) syntax is not supported");
    }

    [Fact]
    public void Load_LinkOutOfTheRoot_IsRefused()
    {
        Write("secret.txt", "secret");
        Write("chart/Chart.yaml", ChartBuilder.Yaml);
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "chart/link.txt"), Path.Combine(folder.FullName, "secret.txt"));
        var chart = Path.Combine(folder.FullName, "chart");

        Chart.Load(chart).Files.ShouldHaveSingleItem().Content.Length.ShouldBe(6);
        Chart.Load(chart, new ChartLoadOptions { Root = folder.FullName }).Files.ShouldHaveSingleItem();
        Should.Throw<ChartException>(() => Chart.Load(chart, new ChartLoadOptions { Root = chart })).Message.ShouldContain("leads out of");
    }

    [Fact]
    public void Load_LinkThroughAnIgnoredLink_IsRefusedToo()
    {
        Write("secrets/key", "secret");
        Write("chart/Chart.yaml", ChartBuilder.Yaml);
        Write("chart/.helmignore", "way\n");
        var chart = Path.Combine(folder.FullName, "chart");
        File.CreateSymbolicLink(Path.Combine(chart, "way"), "../secrets");
        File.CreateSymbolicLink(Path.Combine(chart, "link"), "way/key");

        Should.Throw<ChartException>(() => Chart.Load(chart, new ChartLoadOptions { Root = chart })).Message.ShouldContain("leads out of");
    }

    [Fact]
    public void Load_LocalDependency_IsTakenOnlyWhenAskedFor()
    {
        Write("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.2.3\n");
        Write("lib/templates/l.yaml", "kind: Lib");
        Write("app/Chart.yaml", ChartBuilder.Yaml + "dependencies:\n- name: lib\n  version: ^1.0.0\n  repository: file://../lib\n");
        var path = Path.Combine(folder.FullName, "app");

        Chart.Load(path).MissingDependencies().ShouldBe(["lib"]);
        var whole = Chart.Load(path, new ChartLoadOptions { ResolveLocalDependencies = true });
        whole.MissingDependencies().ShouldBeEmpty();
        ChartBuilder.Render(whole).Manifests.ShouldHaveSingleItem().Kind.ShouldBe("Lib");
        Should.Throw<ChartException>(() => Chart.Load(path, new ChartLoadOptions { ResolveLocalDependencies = true, Root = path })).Message.ShouldContain("outside");
    }

    [Fact]
    public void Load_NoSuchPath_SaysSo() => Should.Throw<ChartException>(() => Chart.Load("./nowhere")).Message.ShouldBe("path \"./nowhere\" not found");

    [Fact]
    public void Load_YamlFileForAChart_SaysWhatWasExpected()
    {
        Write("values.yaml", "a: 1");
        var path = Path.Combine(folder.FullName, "values.yaml");

        Should.Throw<ChartException>(() => Chart.Load(path)).Message.ShouldBe($"file '{path}' seems to be a YAML file, but expected a gzipped archive");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string path, string content)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }
}
