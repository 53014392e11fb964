namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>
/// Small cases of our own, one folder each: <c>in</c> holds the files, <c>want.yaml</c> what kustomize 5.8.1 prints for
/// the topmost overlay (<c>top</c>, <c>overlay</c> or the folder itself). UPDATE_GOLDEN=1 writes what we print.
/// </summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "testdata");

    public static TheoryData<string> Cases => new(Directory.EnumerateDirectories(Folder).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_Case_GivesWhatKustomizePrints(string name)
    {
        var input = Path.Combine(Folder, name, "in");
        var path = new[] { "top", "overlay" }.FirstOrDefault(d => Directory.Exists(Path.Combine(input, d))) ?? ".";

        var yaml = KustomizeBuild.Run(new DiskFileTree(input), path, cancellationToken: TestContext.Current.CancellationToken).ToYaml();

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), name, "want.yaml"), yaml);
        }

        yaml.ShouldBe(File.ReadAllText(Path.Combine(Folder, name, "want.yaml")));
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "testdata");
}
