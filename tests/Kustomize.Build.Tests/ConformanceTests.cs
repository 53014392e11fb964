using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>
/// Cases taken from kustomize itself, read from <c>$CONFORMANCE_DATA/kustomize</c>. A case listed in known-failures.txt
/// must fail: one that passes has to be taken off the list.
/// </summary>
public class ConformanceTests
{
    private const string Variable = "CONFORMANCE_DATA";
    private const string Unset = "(unset)";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? Path.Combine(root, "kustomize") : null;

    private static readonly Dictionary<string, string> KnownFailures = ReadList("known-failures.txt");

    /// <summary>What the message of a failing build must name, by case.</summary>
    private static readonly Dictionary<string, string> ExpectedErrors = ReadList("expected-errors.txt");

    public static TheoryData<string> Cases =>
        Folder is null ? [Unset] : new(Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_Case_GivesWhatKustomizeGives(string name)
    {
        Assert.SkipWhen(name == Unset, $"{Variable} names no folder with conformance cases");
        var problem = Check(name);
        if (KnownFailures.TryGetValue(name, out var reason))
        {
            problem.ShouldNotBeNull($"passes now, take it off known-failures.txt ({reason})");
        }
        else
        {
            problem.ShouldBeNull();
        }
    }

    private static string? Check(string name)
    {
        var test = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder!, name + ".json")))!.AsObject();
        var files = InMemoryFileTree.FromText(test["files"]!.AsObject().Select(f => KeyValuePair.Create(f.Key, f.Value.AsText()!)));
        var options = new BuildOptions
        {
            LoadRestriction = Enum.Parse<LoadRestriction>(test.GetText("loadRestrictions")!),
            Reorder = Enum.Parse<ResourceOrder>(test.GetText("reorder")!, ignoreCase: true),
            AddManagedByLabel = test.GetBoolean("managedByLabel") ?? false,
        };
        var error = test.GetText("error");
        string yaml;
        try
        {
            yaml = KustomizeBuild.Run(files, test.GetText("path")!, options, TestContext.Current.CancellationToken).ToYaml();
        }
        catch (KustomizeException e)
        {
            return error is null ? $"fails: {e}" : Missing(name, e.Message);
        }

        return error is not null ? $"builds, but must fail with: {error}\n{yaml}"
            : yaml == test.GetText("output") ? null
            : Difference(test.GetText("output")!, yaml);
    }

    private static string? Missing(string name, string message)
    {
        if (!ExpectedErrors.TryGetValue(name, out var words))
        {
            return $"expected-errors.txt does not say what this message must name: {message}";
        }

        var absent = words.Split(" & ").Where(w => !message.Contains(w, StringComparison.Ordinal)).ToList();
        return absent.Count == 0 ? null : $"the message does not name {string.Join(" and ", absent)}: {message}";
    }

    private static string Difference(string want, string got)
    {
        var wanted = want.Split('\n');
        var given = got.Split('\n');
        var line = 0;
        while (line < wanted.Length && line < given.Length && wanted[line] == given[line])
        {
            line++;
        }

        return $"differs from line {line + 1}:\n--- want\n{string.Join('\n', wanted.Skip(line).Take(12))}\n--- got\n{string.Join('\n', given.Skip(line).Take(12))}";
    }

    private static Dictionary<string, string> ReadList(string file) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, file))
            .Where(l => l.Length > 0 && !l.StartsWith('#'))
            .ToDictionary(l => l[..l.IndexOf(':', StringComparison.Ordinal)], l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.Ordinal);
}
