namespace GitOpsToolkit.Cli.Tests;

/// <summary>Files of <c>deploy/</c>, which are generated. <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
internal static class Golden
{
    public static async Task EqualsAsync(string name, string content)
    {
        var file = Path.Combine(RepositoryRoot(), "deploy", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }

        content.ShouldBe(await File.ReadAllTextAsync(file), $"deploy/{name} is stale; run the tests with UPDATE_GOLDEN=1 and read the difference");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GitOpsToolkit.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests must run inside the repository");
        }

        return folder.FullName;
    }
}
