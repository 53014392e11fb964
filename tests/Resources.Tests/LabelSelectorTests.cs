using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Tests;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal) { ["app"] = "web", ["tier"] = "front", ["weight"] = "2" };

    private static readonly JsonObject Tree = new(Labels.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier=front", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=db", true)]
    [InlineData("other!=x", true)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in(db,web)", true)]
    [InlineData("app notin (db),tier", true)]
    [InlineData("app notin (web)", false)]
    [InlineData("!other", true)]
    [InlineData("!app", false)]
    [InlineData("app", true)]
    [InlineData("other notin (1,2)", true)]
    [InlineData("!other,app in (web)", true)]
    [InlineData(" app = web , tier ", true)]
    [InlineData("weight>1", true)]
    [InlineData("weight<1", false)]
    [InlineData("app>1", false)]
    [InlineData("other=", false)]
    public void Matches_Selector_AsKubectlDoes(string selector, bool matches)
    {
        LabelSelector.Parse(selector).Matches(Labels).ShouldBe(matches);
        LabelSelector.Parse(selector).Matches(Tree).ShouldBe(matches);
    }

    [Theory]
    [InlineData("app in web")]
    [InlineData("=web")]
    [InlineData("a b")]
    [InlineData("a within (x)")]
    [InlineData("!")]
    [InlineData("a in (x")]
    public void Parse_NoSelector_IsRefused(string selector) => Should.Throw<FormatException>(() => LabelSelector.Parse(selector));
}
