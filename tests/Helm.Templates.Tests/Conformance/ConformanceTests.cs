using System.Text;

namespace GitOpsToolkit.Helm.Templates.Tests.Conformance;

/// <summary>Replays what the real engine gives, one test per area; a failure lists the cases that differ.</summary>
public class ConformanceTests
{
    private const string Templates = "templates.jsonl";
    private const string Values = "values.jsonl";

    private static readonly Dictionary<string, Dictionary<string, List<System.Text.Json.Nodes.JsonObject>>> Files = new(StringComparer.Ordinal)
    {
        [Templates] = HelmCases.Read(Templates),
        [Values] = HelmCases.Read(Values),
    };

    public static TheoryData<string, string> Areas => new(Files.SelectMany(static f => f.Value.Keys.Select(area => (f.Key, area))));

    [Theory]
    [MemberData(nameof(Areas))]
    public void Render_Area_GivesWhatHelmGives(string file, string area)
    {
        var problems = new StringBuilder();
        foreach (var test in Files[file][area])
        {
            if (HelmCases.Problem(test, TestContext.Current.CancellationToken) is { } problem)
            {
                problems.Append((string)test["id"]!).Append("\n  ").AppendLine(problem);
            }
        }

        problems.ToString().ShouldBeEmpty();
    }
}
