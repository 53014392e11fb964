namespace GitOpsToolkit.Resources.Tests;

public sealed class GoRegexTests
{
    [Theory]
    [InlineData("^a$", "a", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData(@"^\d+$", "١", false)]
    [InlineData(@"^[\d\w-]+$", "a-1_", true)]
    [InlineData("^[[:alnum:]]+$", "aZ9", true)]
    [InlineData("^[[:alnum:]]+$", "-", false)]
    [InlineData("^(?P<name>x)$", "x", true)]
    [InlineData(@"^\Qa.b\E$", "a.b", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[a$]+$", "$", true)]
    public void IsMatch_PatternInGoSyntax_MeansWhatGoMeans(string pattern, string text, bool expected) =>
        GoRegex.Compile(pattern).IsMatch(text).ShouldBe(expected);

    [Theory]
    [InlineData("(")]
    [InlineData("(?=x)")]
    [InlineData(@"(a)\1")]
    public void Compile_PatternGoRefuses_IsRefused(string pattern) =>
        Should.Throw<FormatException>(() => GoRegex.Compile(pattern));
}
