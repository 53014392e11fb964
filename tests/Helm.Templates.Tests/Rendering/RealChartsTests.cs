using System.IO.Compression;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Helm.Templates.Tests.Rendering;

/// <summary>
/// Public charts against what <c>helm template</c> printed for them. Needs HELM_CHARTS_EXPECTED, a gzip-compressed file with one JSON
/// object per line (repository, chart, valuesFile, release, namespace, kubeVersion, output), and HELM_CHARTS_REPOSITORIES, a folder with
/// the repositories checked out under <c>owner+name</c>.
/// </summary>
public class RealChartsTests
{
    private static readonly string? Expected = Environment.GetEnvironmentVariable("HELM_CHARTS_EXPECTED");
    private static readonly string? Repositories = Environment.GetEnvironmentVariable("HELM_CHARTS_REPOSITORIES");

    [Fact]
    public void Render_PublicCharts_PrintsWhatHelmPrints()
    {
        Assert.SkipWhen(Expected is null || Repositories is null, "HELM_CHARTS_EXPECTED and HELM_CHARTS_REPOSITORIES name no public charts");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Expected!), CompressionMode.Decompress));
        var different = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            var test = JsonNode.Parse(line)!;
            var output = Render(test, TestContext.Current.CancellationToken);
            if (output != (string)test["output"]!)
            {
                different.Add($"{test["repository"]} {test["chart"]} {test["valuesFile"]}");
            }
        }

        different.ShouldBeEmpty();
    }

    private static string Render(JsonNode test, CancellationToken ct)
    {
        var repository = Path.Combine(Repositories!, ((string)test["repository"]!).Replace('/', '+'));
        var folder = Path.Combine(repository, (string)test["chart"]!);
        var values = (string?)test["valuesFile"] is { } file ? ChartValues.FromYaml(File.ReadAllText(Path.Combine(folder, file))) : null;
        var files = new List<ChartFile>();
        Add(files, folder, "", Path.Combine(repository, "charts"));
        try
        {
            return ChartRenderer.Render(
                Chart.FromFiles(files),
                values,
                new ReleaseInfo { Name = (string)test["release"]!, Namespace = (string)test["namespace"]! },
                new KubeCapabilities { KubeVersion = (string)test["kubeVersion"]! },
                new RenderOptions { Splitting = ManifestSplitting.Helm424 },
                ct).ToTemplateText();
        }
        catch (ChartException e)
        {
            return e.Message;
        }
    }

    /// <summary>A dependency that is not under charts/ is the chart of that name in the same repository.</summary>
    private static void Add(List<ChartFile> files, string folder, string prefix, string others)
    {
        files.AddRange(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => new ChartFile(prefix + Path.GetRelativePath(folder, path), File.ReadAllBytes(path))));
        foreach (var dependency in YamlReader.ReadDocuments(File.ReadAllText(Path.Combine(folder, "Chart.yaml")))[0]!["dependencies"] as JsonArray ?? [])
        {
            var name = (string)dependency!["name"]!;
            if (!Directory.Exists(Path.Combine(folder, "charts", name)) && Directory.Exists(Path.Combine(others, name)))
            {
                Add(files, Path.Combine(others, name), $"{prefix}charts/{name}/", others);
            }
        }
    }
}
