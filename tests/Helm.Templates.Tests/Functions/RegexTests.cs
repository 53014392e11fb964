using GitOpsToolkit.Helm.Templates.Functions.Regex;

namespace GitOpsToolkit.Helm.Templates.Tests.Functions;

public sealed class RegexTests
{
    [Theory]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a|*", "missing argument to repetition operator: `*`")]
    [InlineData("(a", "missing closing ): `(a`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\pX", "invalid character class range: `\\pX`")]
    [InlineData(@"a\", "trailing backslash at end of expression: ``")]
    [InlineData("(?P<n", "invalid named capture: `(?P<n`")]
    [InlineData("(?<=a)b", "invalid named capture: `(?<=a)b`")]
    [InlineData("(?i", "invalid or unsupported Perl syntax: `(?i`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("(a{100}){100}", "invalid repeat count: `{100}`")]
    [InlineData(@"\C", "invalid escape sequence: `\\C`")]
    [InlineData("(?P<n>a)(?P<n>b)", "duplicate capture group name: `n`")]
    public void Compile_WrongPattern_GivesGosMessage(string pattern, string message) =>
        Should.Throw<RegexSyntaxException>(() => GoRegexp.Compile(pattern)).Message.ShouldBe("error parsing regexp: " + message);

    [Theory]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("[😀-😂]", "😁", true)]
    [InlineData("[^😀]", "😀", false)]
    [InlineData("😀+$", "😀😀", true)]
    [InlineData("(?i)É", "é", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a{", "a{", true)]
    [InlineData(@"\x{1F600}", "😀", true)]
    [InlineData(@"[\d\-x]+$", "1-x", true)]
    [InlineData(@"[^\D]", "5", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a-c-e]", "-", true)]
    [InlineData(@"\PL", "1", true)]
    [InlineData(@"^\p{^Greek}$", "a", true)]
    [InlineData(@"a#b c", "a#b c", true)]
    [InlineData(@"(?m)^b$", "a\r\nb", true)]
    [InlineData("^$", "\n", false)]
    [InlineData("", "", true)]
    public void IsMatch_Patterns_MatchAsInGo(string pattern, string text, bool matches) => GoRegexp.Compile(pattern).IsMatch(text).ShouldBe(matches);

    [Theory]
    [InlineData("(?U)a+", "aaa", "a")]
    [InlineData("(?U)a+?", "aaa", "aaa")]
    [InlineData("(a|ab)(c|bcd)", "abcd", "abcd")]
    [InlineData("x*", "xx", "xx")]
    public void Find_Patterns_TakeTheLeftmostFirst(string pattern, string text, string found) => GoRegexp.Compile(pattern).Find(text).ShouldBe(found);

    [Theory]
    [InlineData("(?P<first>a)(b)", "ab", "$2$first$1", "baa")]
    [InlineData("(a)", "a", "$1x|${1}x|$x", "|ax|")]
    [InlineData("a", "a", "$", "$")]
    [InlineData("(?:)", "😀", "-", "-😀-")]
    public void ReplaceAll_Templates_AreFilledIn(string pattern, string text, string template, string result) =>
        GoRegexp.Compile(pattern).ReplaceAll(text, template).ShouldBe(result);
}
