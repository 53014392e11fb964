using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using GitOpsToolkit.Testing.Git;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Source.Tests.GitRepositories;

/// <summary>A source controller with an API server and a git server, and shorthands for what the tests do.</summary>
public sealed class GitRepositoryFixture : IAsyncDisposable
{
    public const string Namespace = "default";
    public const string Name = "app";

    private readonly DirectoryInfo _storage;

    private GitRepositoryFixture(ControllerHarness harness, GitServer git, GitServerRepository repository, DirectoryInfo storage)
    {
        Harness = harness;
        Git = git;
        Repository = repository;
        _storage = storage;
    }

    public ControllerHarness Harness { get; }

    public GitServer Git { get; }

    public GitServerRepository Repository { get; }

    public string StoragePath => _storage.FullName;

    public static async Task<GitRepositoryFixture> StartAsync(Action<SourceControllerOptions>? configure = null)
    {
        var storage = Directory.CreateTempSubdirectory("gotk-source-tests-");
        var git = await GitServer.StartAsync();
        var repository = await git.CreateRepositoryAsync("app");
        var harness = await ControllerHarness.StartAsync(
            gitops => gitops.AddSourceController(options =>
            {
                options.Storage.Path = storage.FullName;
                options.Storage.ListenAddress = "127.0.0.1:0";
                configure?.Invoke(options);
            }),
            harness => harness.InstallAsync<GitRepository>());
        return new GitRepositoryFixture(harness, git, repository, storage);
    }

    public Task<string> CommitAsync(params (string Path, string? Content)[] files) =>
        Repository.CommitAsync(files.ToDictionary(f => f.Path, f => f.Content));

    /// <summary>Creates the GitRepository and waits until it came to rest.</summary>
    public async Task<GitRepository> CreateAsync(Action<GitRepositorySpec>? configure = null, string name = Name)
    {
        var repository = New(name);
        configure?.Invoke(repository.Spec);
        await Harness.CreateAsync(repository);
        return await SettledAsync(name);
    }

    public GitRepository New(string name = Name) => new()
    {
        ApiVersion = GitRepository.Info.ApiVersion,
        Kind = GitRepository.Info.Kind,
        Metadata = new() { Namespace = Namespace, Name = name },
        Spec = new() { Url = Repository.Url, Interval = TimeSpan.FromMinutes(30), Ref = new() { Branch = "main" } },
    };

    /// <summary>Merges a change into the spec and waits.</summary>
    public async Task<GitRepository> ChangeAsync(JsonObject spec)
    {
        await Harness.PatchAsync<GitRepository>(Namespace, Name, new() { ["spec"] = spec });
        return await SettledAsync();
    }

    /// <summary>Asks for a pass and waits.</summary>
    public async Task<GitRepository> RequestAsync(string token)
    {
        await Harness.RequestAsync<GitRepository>(Namespace, Name, token);
        return await SettledAsync();
    }

    public async Task<GitRepository> SettledAsync(string name = Name)
    {
        await Harness.SettledAsync();
        return await Harness.GetAsync<GitRepository>(Namespace, name);
    }

    public Task SecretAsync(string name, params (string Key, string Value)[] data) => Harness.Server.ApplyAsync(
    [
        new Unstructured(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["namespace"] = Namespace, ["name"] = name },
            ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(d.Value))))),
        }),
    ]);

    /// <summary>Files of the artifact, fetched and verified like a consumer does.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(GitRepository repository)
    {
        using var fetcher = new ArtifactFetcher();
        var content = await fetcher.ReadAsync(repository.Status.Artifact.ShouldNotBeNull(), null, TestContext.Current.CancellationToken);
        return content.Files.ToDictionary(f => f.Key, f => System.Text.Encoding.UTF8.GetString(f.Value.Span));
    }

    /// <summary>Reason and message of every event of a flavour so far.</summary>
    public IReadOnlyList<(string Reason, string Message)> Events(EventFlavor flavor) =>
        [.. Harness.Events.Where(e => e.Flavor == flavor).Select(e => (e.Reason, e.Message))];

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        await Git.DisposeAsync();
        _storage.Delete(recursive: true);
    }
}
