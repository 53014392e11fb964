namespace GitOpsToolkit.Runtime.Tests.Caching;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal) { ["app"] = "web", ["tier"] = "front" };

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
    public void Matches_Selector_AsKubectlDoes(string selector, bool matches) =>
        LabelSelector.Parse(selector).Matches(Labels).ShouldBe(matches);

    [Theory]
    [InlineData("app in web")]
    [InlineData("=web")]
    [InlineData("a b")]
    public void Parse_NoSelector_IsRefused(string selector) => Should.Throw<FormatException>(() => LabelSelector.Parse(selector));
}
