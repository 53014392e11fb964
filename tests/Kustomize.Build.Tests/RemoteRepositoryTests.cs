namespace GitOpsToolkit.Kustomize.Build.Tests;

public class RemoteRepositoryTests
{
    [Theory]
    [InlineData("https://github.com/org/repo", "https://github.com/org/repo", "")]
    [InlineData("https://github.com/org/repo//deploy/base?ref=v1", "https://github.com/org/repo", "deploy/base")]
    [InlineData("https://github.com/org/repo/deploy?ref=v1", "https://github.com/org/repo", "deploy")]
    [InlineData("github.com/org/repo", "https://github.com/org/repo", "")]
    [InlineData("GitHub.com/org/repo/a", "https://github.com/org/repo", "a")]
    [InlineData("github.com:org/repo", "https://github.com/org/repo", "")]
    [InlineData("git@github.com:org/repo.git", "git@github.com:org/repo.git", "")]
    [InlineData("git@github.com/org/repo/path", "git@github.com:org/repo", "path")]
    [InlineData("ssh://git@github.com/org/repo//path", "git@github.com:org/repo", "path")]
    [InlineData("ssh://github.com/org/repo", "github.com:org/repo", "")]
    [InlineData("https://user@github.com/org/repo.git/deploy", "user@github.com:org/repo.git", "deploy")]
    [InlineData("git::https://gitlab.com/org/repo.git/sub", "https://gitlab.com/org/repo.git", "sub")]
    [InlineData("https://gitlab.com/group/sub/repo.git//deploy", "https://gitlab.com/group/sub/repo.git", "deploy")]
    [InlineData("user@host.xz:path/to/repo.git/deploy", "user@host.xz:path/to/repo.git", "deploy")]
    [InlineData("ssh://git@ssh.dev.azure.com:22/v3/org/project/repo//app", "ssh://git@ssh.dev.azure.com:22/v3/org/project/repo", "app")]
    [InlineData("https://org@dev.azure.com/org/project/_git/repo/path/to/app?ref=main", "https://org@dev.azure.com/org/project/_git/repo", "path/to/app")]
    [InlineData("https://bitbucket.example.com/scm/repo/deploy", "https://bitbucket.example.com/scm/repo", "deploy")]
    [InlineData("file:///srv/git/repo", "file:///srv/git/repo", "")]
    [InlineData("file:///srv/git/repo//deploy?ref=main", "file:///srv/git/repo", "deploy")]
    public void TryParse_Address_SplitsRepositoryAndFolder(string address, string url, string folder)
    {
        RemoteRepository.TryParse(address, out var repository).ShouldBeTrue();
        repository!.Url.ShouldBe(url);
        repository.Path.ShouldBe(folder);
    }

    [Theory]
    [InlineData("base")]
    [InlineData("../base")]
    [InlineData("/srv/base")]
    [InlineData("repo.git")]
    [InlineData("host.xz/org/repo")]
    [InlineData("github.com")]
    [InlineData("https://github.com/org")]
    [InlineData("https://example.com/file.yaml")]
    [InlineData("https://github.com/org/repo//../out")]
    [InlineData("https://github.com/org/repo//a/../../out")]
    [InlineData("s3://bucket/org/repo")]
    [InlineData("git@host")]
    [InlineData("")]
    public void TryParse_NoRepository_SaysSo(string path) => RemoteRepository.TryParse(path, out _).ShouldBeFalse();

    [Theory]
    [InlineData("", "", 27, true)]
    [InlineData("?ref=v1.0", "v1.0", 27, true)]
    [InlineData("?version=v1.0", "v1.0", 27, true)]
    [InlineData("?version=v1.0&ref=v2.0", "v2.0", 27, true)]
    [InlineData("?ref=feature%2Fa&timeout=61", "feature/a", 61, true)]
    [InlineData("?timeout=1m30s&submodules=false", "", 90, false)]
    [InlineData("?timeout=1.5h", "", 5400, true)]
    [InlineData("?timeout=-5&submodules=no", "", 27, true)]
    [InlineData("?timeout=soon&submodules=0", "", 27, false)]
    [InlineData("?ref=a;b", "", 27, true)]
    public void TryParse_Query_GivesReferenceTimeoutAndSubmodules(string query, string reference, int seconds, bool submodules)
    {
        RemoteRepository.TryParse("https://github.com/org/repo" + query, out var repository).ShouldBeTrue();
        repository!.Reference.ShouldBe(reference);
        repository.Timeout.ShouldBe(TimeSpan.FromSeconds(seconds));
        repository.Submodules.ShouldBe(submodules);
    }
}
