namespace GitOpsToolkit.Versioning.Tests;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("v1.2", "1.2.0")]
    [InlineData("1", "1.0.0")]
    [InlineData("v2025.02.03-rc.1", "2025.2.3-rc.1")]
    [InlineData("1.2.3+build.5", "1.2.3+build.5")]
    [InlineData("1.2-5", "1.2.0-5")]
    public void TryParse_Loose_Reads(string text, string canonical) => SemanticVersion.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3.4")]
    [InlineData("1.2.beta")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3+")]
    [InlineData("V1.2.3")]
    [InlineData("1..2")]
    [InlineData("99999999999999999999.0.0")]
    public void TryParse_NotAVersion_IsFalse(string text) => SemanticVersion.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("1.2")]
    [InlineData("01.2.3")]
    public void TryParseStrict_Loose_IsFalse(string text) => SemanticVersion.TryParseStrict(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1.2", false)]
    [InlineData("v1.02.3", true)]
    [InlineData("release-1.2.3", false)]
    public void TryParseTag_NeedsThreeNumbers(string text, bool expected) => SemanticVersion.TryParseTag(text, out _).ShouldBe(expected);

    [Fact]
    public void CompareTo_SemverOrgExample_IsAscending()
    {
        string[] order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0"];

        order.Select(SemanticVersion.Parse).OrderDescending().Reverse().Select(v => v.Original).ShouldBe(order);
    }

    [Fact]
    public void Equals_OnlyMetadataDiffers_IsTrue() => (SemanticVersion.Parse("1.0.0+a") == SemanticVersion.Parse("v1.0.0+b")).ShouldBeTrue();
}
