using System.Text.Json.Nodes;
using GitOpsToolkit.Apply.Internal;

namespace GitOpsToolkit.Apply.Tests.Internal;

public sealed class KeySelectorTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("a=1", true)]
    [InlineData("a==1,b!=1", true)]
    [InlineData("a=2", false)]
    [InlineData("a in (1,2)", true)]
    [InlineData("a notin (1,2)", false)]
    [InlineData("c notin (1,2)", true)]
    [InlineData("c!=1", true)]
    [InlineData("a", true)]
    [InlineData("!a", false)]
    [InlineData("!c,b in (2)", true)]
    public void Matches_Requirements_AllMustHold(string selector, bool expected) =>
        KeySelector.Parse(selector).Matches(new JsonObject { ["a"] = "1", ["b"] = "2" }).ShouldBe(expected);

    [Theory]
    [InlineData("a b")]
    [InlineData("a within (x)")]
    [InlineData("!")]
    public void Parse_NoSelector_Throws(string selector) => Should.Throw<FormatException>(() => KeySelector.Parse(selector));
}
