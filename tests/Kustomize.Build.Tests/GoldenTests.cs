namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>
/// Small cases of our own, one folder each: <c>in</c> holds the files, <c>args.txt</c> the flags of <c>kustomize build</c>
/// if there are any. <c>want.yaml</c> is what kustomize 5.8.1 prints for the topmost overlay (<c>top</c>, <c>overlay</c> or
/// the folder itself); where it refuses to build, <c>want-error.txt</c> has words of its message, one cause a line.
/// UPDATE_GOLDEN=1 writes what we print.
/// </summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "testdata");

    public static TheoryData<string> Builds => Cases("want.yaml");

    public static TheoryData<string> Refusals => Cases("want-error.txt");

    [Theory]
    [MemberData(nameof(Builds))]
    public void Run_Case_GivesWhatKustomizePrints(string name)
    {
        var yaml = Build(name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), name, "want.yaml"), yaml);
        }

        yaml.ShouldBe(File.ReadAllText(Path.Combine(Folder, name, "want.yaml")));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Run_CaseKustomizeRefuses_NamesTheSameCause(string name)
    {
        var error = Should.Throw<KustomizeException>(() => Build(name));
        foreach (var cause in File.ReadAllLines(Path.Combine(Folder, name, "want-error.txt")))
        {
            error.Message.ShouldContain(cause, Case.Sensitive);
        }
    }

    [Fact]
    public void Cases_EachHasOneExpectation() =>
        Directory.EnumerateDirectories(Folder)
            .Where(d => File.Exists(Path.Combine(d, "want.yaml")) == File.Exists(Path.Combine(d, "want-error.txt")))
            .ShouldBeEmpty();

    private static string Build(string name)
    {
        var input = Path.Combine(Folder, name, "in");
        var path = new[] { "top", "overlay" }.FirstOrDefault(d => Directory.Exists(Path.Combine(input, d))) ?? ".";
        return KustomizeBuild.Run(new DiskFileTree(input), path, Options(name), TestContext.Current.CancellationToken).ToYaml();
    }

    private static BuildOptions Options(string name)
    {
        var file = Path.Combine(Folder, name, "args.txt");
        var options = BuildOptions.Default;
        var flags = new Queue<string>(File.Exists(file) ? File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : []);
        while (flags.TryDequeue(out var flag))
        {
            options = flag switch
            {
                "--load-restrictor" => options with { LoadRestriction = flags.Dequeue() == "LoadRestrictionsNone" ? LoadRestriction.None : LoadRestriction.RootOnly },
                "--reorder" => options with { Reorder = Enum.Parse<ResourceOrder>(flags.Dequeue(), ignoreCase: true) },
                "--enable-managedby-label" => options with { AddManagedByLabel = true },
                _ => throw new InvalidOperationException($"{file}: {flag}"),
            };
        }

        return options;
    }

    private static TheoryData<string> Cases(string expectation) => new(Directory.EnumerateDirectories(Folder)
        .Where(d => File.Exists(Path.Combine(d, expectation)))
        .Select(d => Path.GetFileName(d))
        .Order(StringComparer.Ordinal));

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "testdata");
}
