using System.Text;

namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>The golden cases with their text cut, doubled and swapped: YAML that is nearly right reaches what arbitrary trees do not.</summary>
public class MutatedCaseTests
{
    private static readonly string[] Fragments =
    [
        "\n", ": ", "- ", "{", "}", "[", "]", "'", "\"", "&a ", "*a", "!!int ", "|\n", ">\n", "#", "\t", "\0", "null", "~", "0", "-1", "true", "$patch: delete\n",
        "metadata:", "name: ", "..", "/", "../", "\ud800", "é", "---\n", "? ", "<<: ", "%", "@", "`",
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Run_MutatedCases_ThrowsNothingElse(int seed)
    {
        var random = new Random(seed);
        var cases = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "testdata")).Order(StringComparer.Ordinal).Select(Load).ToList();
        foreach (var original in cases)
        {
            for (var round = 0; round < 4; round++)
            {
                var files = new Dictionary<string, string>(original);
                var victim = files.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(files.Count));
                files[victim] = Mutate(files[victim], random);
                Build(files, victim);
            }
        }
    }

    private static void Build(Dictionary<string, string> files, string victim)
    {
        var path = new[] { "top", "overlay" }.FirstOrDefault(d => files.ContainsKey(d + "/kustomization.yaml")) ?? ".";
        try
        {
            KustomizeBuild.Run(InMemoryFileTree.FromText(files), path, cancellationToken: TestContext.Current.CancellationToken).ToYaml();
        }
        catch (KustomizeException)
        {
            // The documented answer.
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{victim}:\n{files[victim]}\ngave {e.GetType().Name}", e);
        }
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (var i = random.Next(1, 4); i > 0 && mutated.Length > 0; i--)
        {
            var at = random.Next(mutated.Length);
            var length = Math.Min(random.Next(1, 12), mutated.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    mutated.Remove(at, length);
                    break;
                case 1:
                    mutated.Insert(random.Next(mutated.Length), mutated.ToString(at, length));
                    break;
                case 2:
                    mutated.Insert(at, Fragments[random.Next(Fragments.Length)]);
                    break;
                default:
                    mutated.Remove(at, length).Insert(at, Fragments[random.Next(Fragments.Length)]);
                    break;
            }
        }

        return mutated.ToString();
    }

    private static Dictionary<string, string> Load(string folder)
    {
        var root = Path.Combine(folder, "in");
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(root, f).Replace('\\', '/'), File.ReadAllText);
    }
}
