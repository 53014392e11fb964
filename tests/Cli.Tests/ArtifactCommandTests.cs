using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Cli.Tests;

public sealed class ArtifactCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gotk-artifact-tests-");
    private readonly RegistryServerOptions _setup = new() { Authentication = RegistryAuthentication.Bearer };
    private RegistryServer _registry = null!;

    private string Url => $"oci://{_registry.Host}/team/app";

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryServer.StartAsync(_setup, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "in/sub"));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "out"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "in/a.yaml"), "a: 1\n");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "in/sub/b.yaml"), "b: 1\n");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "in/logo.png"), "x");
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task PushTagListPull_Folder_ComesBack()
    {
        var first = await PushAsync("--output", "json");
        var second = await PushAsync("--output", "json");
        var tagged = await GitOpsCommand.RunAsync("tag", "artifact", $"{Url}:v1", "--tag", "latest,stable", "--creds", "user:password");
        var listed = await GitOpsCommand.RunAsync("list", "artifacts", Url, "--creds", "user:password");
        var pulled = await GitOpsCommand.RunAsync("pull", "artifact", $"{Url}:stable", "-o", Path.Combine(_folder.FullName, "out"), "--creds", "user:password");

        (first.ExitCode, tagged.ExitCode, listed.ExitCode, pulled.ExitCode).ShouldBe((0, 0, 0, 0), pulled.Error);
        second.Output.ShouldBe(first.Output);
        _registry.TagsOf("team/app").ShouldBe(["latest", "stable", "v1"]);
        listed.Output.Split('\n')[1].ShouldContain("main@sha1:abc");
        Directory.GetFiles(Path.Combine(_folder.FullName, "out"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order().ShouldBe(["a.yaml", "b.yaml"]);
    }

    [Fact]
    public async Task Push_WrongPassword_FailsWithoutShowingIt()
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync(
            "push", "artifact", $"{Url}:v1", "-f", _folder.FullName, "--source", "s", "--revision", "r", "--creds", "user:canary");

        exitCode.ShouldBe(1);
        error.ShouldContain("401");
        error.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("https://example.com/app", "URL must be in format")]
    [InlineData("oci://127.0.0.1:1/app:v1", "connection refused")]
    public async Task Pull_FromNowhere_SaysWhy(string url, string expected)
    {
        var (exitCode, _, error) = await GitOpsCommand.RunAsync("pull", "artifact", url, "-o", _folder.FullName, "--creds", "user:password");

        (exitCode, error.Contains(expected, StringComparison.Ordinal)).ShouldBe((1, true), error);
    }

    private Task<(int ExitCode, string Output, string Error)> PushAsync(params string[] extra) => GitOpsCommand.RunAsync(
        ["push", "artifact", $"{Url}:v1", "-f", Path.Combine(_folder.FullName, "in"), "--source", "https://example.com", "--revision", "main@sha1:abc", "--creds", "user:password", "--reproducible", .. extra]);
}
