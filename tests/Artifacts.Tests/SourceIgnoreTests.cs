namespace GitOpsToolkit.Artifacts.Tests;

public sealed class SourceIgnoreTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", false, true)]
    [InlineData("*.txt", "deep/down/a.txt", false, true)]
    [InlineData("/*.txt", "a.txt", false, true)]
    [InlineData("/*.txt", "deep/a.txt", false, false)]
    [InlineData("docs/", "docs", true, true)]
    [InlineData("docs/", "docs", false, false)]
    [InlineData("docs/", "docs/a.md", false, true)]
    [InlineData("a/docs", "a/docs/x", false, true)]
    [InlineData("a/docs", "b/a/docs", true, false)]
    [InlineData("**/docs/x", "a/b/docs/x", false, true)]
    [InlineData("**/docs/x", "docs/x", false, true)]
    [InlineData("a/**/z", "a/b/c/z", false, true)]
    [InlineData("a/**/z", "a/z", false, true)]
    [InlineData("a/**", "a/b", false, true)]
    [InlineData("a/x**y", "a/xzy", false, false)]
    [InlineData("file?.y[am]*l", "file1.yaml", false, true)]
    [InlineData("file[^0-9]", "filex", false, true)]
    [InlineData("file[^0-9]", "file1", false, false)]
    [InlineData("file[", "file[", false, false)]
    [InlineData("\\*.md", "*.md", false, true)]
    [InlineData("\\*.md", "a.md", false, false)]
    [InlineData("space   ", "space", false, true)]
    [InlineData("a*b*c*d*e*f*g", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false, false)]
    public void Excludes_Pattern_FollowsGitignore(string pattern, string path, bool isDirectory, bool expected) =>
        SourceIgnore.Create([], pattern).Excludes(path, isDirectory).ShouldBe(expected);

    [Fact]
    public void Excludes_NoPattern_DefaultsApply()
    {
        var ignore = SourceIgnore.Create([], "\n# nothing\n");

        ignore.Excludes("horse.jpg", isDirectory: false).ShouldBeTrue();
        ignore.Excludes("a/.sops.yaml", isDirectory: false).ShouldBeTrue();
        ignore.Excludes(".github", isDirectory: true).ShouldBeTrue();
        ignore.Excludes(".gitignore", isDirectory: false).ShouldBeTrue();
        ignore.Excludes("app.yaml", isDirectory: false).ShouldBeFalse();
    }

    [Fact]
    public void Excludes_AnyPattern_DropsTheDefaultsButNotVersionControl()
    {
        var ignore = SourceIgnore.Create([new("", "*.md")], extra: null);

        ignore.Excludes("horse.jpg", isDirectory: false).ShouldBeFalse();
        ignore.Excludes(".gitmodules", isDirectory: false).ShouldBeTrue();
    }

    [Fact]
    public void Excludes_FileInFolder_AppliesOnlyBelow()
    {
        var ignore = SourceIgnore.Create([new("sub", "*.txt")], extra: null);

        ignore.Excludes("sub/a.txt", isDirectory: false).ShouldBeTrue();
        ignore.Excludes("a.txt", isDirectory: false).ShouldBeFalse();
        ignore.Excludes("sub", isDirectory: true).ShouldBeFalse();
    }

    [Fact]
    public void Excludes_SpecTakesBack_WinsOverFiles()
    {
        var ignore = SourceIgnore.Create([new("", "*.txt\r\n!keep.txt"), new("sub", "*.txt")], "!sub/**.txt\n!sub/a.txt");

        ignore.Excludes("sub/a.txt", isDirectory: false).ShouldBeFalse();
        ignore.Excludes("sub/b.txt", isDirectory: false).ShouldBeTrue();
        ignore.Excludes("keep.txt", isDirectory: false).ShouldBeFalse();
        ignore.Excludes("other.txt", isDirectory: false).ShouldBeTrue();
    }

    [Fact]
    public void Excludes_FileBelowExcludedFolder_CanBeTakenBack() =>
        SourceIgnore.Create([], "/*\n!/deploy/app.yaml").Excludes("deploy/app.yaml", isDirectory: false).ShouldBeFalse();
}
