using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Source.Tests;

/// <summary>A source controller with an API server that knows every source kind, and shorthands for what the tests do.</summary>
public sealed class SourceFixture : IAsyncDisposable
{
    public const string Namespace = "default";

    private readonly DirectoryInfo _storage;

    private SourceFixture(ControllerHarness harness, DirectoryInfo storage)
    {
        Harness = harness;
        _storage = storage;
    }

    public ControllerHarness Harness { get; }

    public string StoragePath => _storage.FullName;

    public static async Task<SourceFixture> StartAsync(Action<SourceControllerOptions>? configure = null)
    {
        var storage = Directory.CreateTempSubdirectory("gotk-source-tests-");
        var harness = await ControllerHarness.StartAsync(
            gitops => gitops.AddSourceController(options =>
            {
                options.Storage.Path = storage.FullName;
                options.Storage.ListenAddress = "127.0.0.1:0";
                configure?.Invoke(options);
            }),
            async harness =>
            {
                await harness.InstallAsync<GitRepository>();
                await harness.InstallAsync<OCIRepository>();
                await harness.InstallAsync<HelmRepository>();
                await harness.InstallAsync<HelmChart>();
                await harness.InstallAsync<Bucket>();
            });
        return new SourceFixture(harness, storage);
    }

    /// <summary>Creates an object and waits until it came to rest.</summary>
    public async Task<T> CreateAsync<T>(string name, T desired)
        where T : Resource, IResource<T>
    {
        desired.ApiVersion = T.Info.ApiVersion;
        desired.Kind = T.Info.Kind;
        desired.Metadata = new() { Namespace = Namespace, Name = name };
        await Harness.CreateAsync(desired);
        return await SettledAsync<T>(name);
    }

    /// <summary>Merges a change into the spec and waits.</summary>
    public async Task<T> ChangeAsync<T>(string name, JsonObject spec)
        where T : Resource, IResource<T>
    {
        await Harness.PatchAsync<T>(Namespace, name, new() { ["spec"] = spec });
        return await SettledAsync<T>(name);
    }

    /// <summary>Asks for a pass and waits.</summary>
    public async Task<T> RequestAsync<T>(string name, string token)
        where T : Resource, IResource<T>
    {
        await Harness.RequestAsync<T>(Namespace, name, token);
        return await SettledAsync<T>(name);
    }

    public async Task<T> SettledAsync<T>(string name)
        where T : Resource, IResource<T>
    {
        await Harness.SettledAsync();
        return await Harness.GetAsync<T>(Namespace, name);
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

    /// <summary>Files of an artifact, fetched and verified like a consumer does.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(Artifact? artifact)
    {
        using var fetcher = new ArtifactFetcher();
        var content = await fetcher.ReadAsync(artifact.ShouldNotBeNull(), null, TestContext.Current.CancellationToken);
        return content.Files.ToDictionary(f => f.Key, f => System.Text.Encoding.UTF8.GetString(f.Value.Span));
    }

    /// <summary>Reason and message of every event of a flavour so far.</summary>
    public IReadOnlyList<(string Reason, string Message)> Events(EventFlavor flavor) =>
        [.. Harness.Events.Where(e => e.Flavor == flavor).Select(e => (e.Reason, e.Message))];

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        _storage.Delete(recursive: true);
    }
}
