using GitOpsToolkit.Helm.Templates.Charts;

namespace GitOpsToolkit.Helm.Templates.Tests.Charts;

public class PathPatternTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("*", "abc", true)]
    [InlineData("*c", "abc", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ab/c", false)]
    [InlineData("a*/b", "abc/b", true)]
    [InlineData("a*/b", "a/c/b", false)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxe/f", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzy", false)]
    [InlineData("ab[c]", "abc", true)]
    [InlineData("ab[b-d]", "abc", true)]
    [InlineData("ab[e-g]", "abc", false)]
    [InlineData("ab[^c]", "abc", false)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "ab", false)]
    [InlineData("a???b", "a☺x☺b", true)]
    [InlineData("[\\]a]", "]", true)]
    [InlineData("*x", "xxx", true)]
    [InlineData("[]a]", "]", null)]
    [InlineData("[-]", "-", null)]
    [InlineData("[x-]", "x", null)]
    [InlineData("[a-b-c]", "a", null)]
    [InlineData("[", "a", null)]
    [InlineData("a[", "a", null)]
    [InlineData("\\", "a", null)]
    public void Match_Pattern_IsGos(string pattern, string path, bool? expected) => PathPattern.Match(pattern, path).ShouldBe(expected);

    [Fact]
    public void Match_ManyStars_EndsSoon() => PathPattern.Match(string.Concat(Enumerable.Repeat("a*", 200)) + "b", new string('a', 5000)).ShouldBe(false);
}
