using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing.Charts;

namespace GitOpsToolkit.Source.Tests.Helm;

public sealed class HelmRepositoryTests : IAsyncLifetime
{
    private SourceFixture _source = null!;
    private ChartServer _charts = null!;

    public async ValueTask InitializeAsync()
    {
        _source = await SourceFixture.StartAsync(static o => o.HelmIndexMaxSize = 10_000);
        _charts = await ChartServer.StartAsync();
        _charts.Publish("web", "1.0.0");
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _charts.DisposeAsync();
    }

    [Fact]
    public async Task Index_Served_IsStoredAsJsonUnderTheDigestOfItsBytes()
    {
        var found = await CreateAsync();

        found.Status.Artifact!.Path.ShouldBe($"helmrepository/default/charts/index-{found.Status.Artifact.Revision[7..]}.yaml");
        found.Status.Url!.ShouldEndWith("/helmrepository/default/charts/index.yaml");
        var stored = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_source.StoragePath, found.Status.Artifact.Path), TestContext.Current.CancellationToken))!;
        stored["entries"]!["web"]![0]!["version"]!.GetValue<string>().ShouldBe("1.0.0");
    }

    [Fact]
    public async Task Index_Unchanged_IsNotWrittenAgain()
    {
        var first = await CreateAsync();
        var second = await _source.RequestAsync<HelmRepository>("charts", "1");

        second.Status.Artifact!.LastUpdateTime.ShouldBe(first.Status.Artifact!.LastUpdateTime);
        _charts.Publish("web", "1.1.0");
        (await _source.RequestAsync<HelmRepository>("charts", "2")).Status.Artifact!.Revision.ShouldNotBe(first.Status.Artifact.Revision);
    }

    [Theory]
    [InlineData("", "empty index.yaml file")]
    [InlineData("entries: {}", "no API version specified")]
    [InlineData("apiVersion: v1\napiVersion: v1", "apiVersion")]
    [InlineData("apiVersion: v1\nentries: &a [*a]", "index.yaml")]
    [InlineData("[", "index.yaml")]
    public async Task Index_Broken_IsAnIndexationFailure(string content, string expected)
    {
        _charts.Put("index.yaml", Encoding.UTF8.GetBytes(content));

        var failed = (await CreateAsync()).Status.Condition(SourceConditions.FetchFailed)!;

        failed.Reason.ShouldBe("IndexationFailed");
        failed.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Index_WithInvalidEntry_KeepsTheRest()
    {
        _charts.Put("index.yaml", Encoding.UTF8.GetBytes("""{"apiVersion":"v1","entries":{"a":[{"name":"..","version":"1.0.0"},{"name":"a","version":"x"},{"name":"a","version":"1.0.0","urls":["a.tgz"]}]}}"""));

        var found = await CreateAsync();

        var stored = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_source.StoragePath, found.Status.Artifact!.Path), TestContext.Current.CancellationToken))!;
        stored["entries"]!["a"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Index_TooLarge_IsRefused()
    {
        _charts.Put("index.yaml", new byte[20_000]);

        (await CreateAsync()).Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("larger than 10000 bytes");
    }

    [Fact]
    public async Task Index_AliasBomb_IsRefused()
    {
        var bomb = new StringBuilder("apiVersion: v1\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 10; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        _charts.Put("index.yaml", Encoding.UTF8.GetBytes(bomb.ToString()));

        (await CreateAsync()).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("IndexationFailed");
    }

    [Fact]
    public async Task Missing_Index_IsTransient()
    {
        var failed = (await CreateAsync(s => s.Url = _charts.Url + "/nothing")).Status.Condition(SourceConditions.FetchFailed)!;

        (failed.Reason, failed.Message).ShouldBe(("Failed", $"failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch {_charts.Url}/nothing/index.yaml : 404 Not Found"));
    }

    [Fact]
    public async Task Url_WithQuery_KeepsIt()
    {
        await CreateAsync(s => s.Url = _charts.Url + "?token=canary");

        _charts.Requests.ShouldContain(static r => r.Path == "/index.yaml?token=canary");
        _source.Harness.Events.ShouldAllBe(static e => !e.Message.Contains("canary"));
    }

    [Fact]
    public async Task Credentials_Half_AreRefused_Whole_LetIn()
    {
        _charts.Credentials = "user:canary-password";
        await _source.SecretAsync("half", ("username", "user"));
        await _source.SecretAsync("whole", ("username", "user"), ("password", "canary-password"));

        (await CreateAsync(s => s.SecretRef = new() { Name = "half" }, "half")).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");
        (await CreateAsync(s => s.SecretRef = new() { Name = "none" }, "none")).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("AuthenticationFailed");
        (await CreateAsync(null, "anonymous")).Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("401");
        (await CreateAsync(s => s.SecretRef = new() { Name = "whole" })).Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
    }

    [Fact]
    public async Task Url_OfRegistryWithDefaultType_Stalls() =>
        (await CreateAsync(s => s.Url = "oci://ghcr.io/charts")).Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("URLInvalid");

    [Fact]
    public async Task OciType_Fresh_IsLeftAlone()
    {
        var found = await CreateAsync(s => (s.Url, s.Type) = ("oci://ghcr.io/charts", "oci"));

        found.Metadata.Finalizers.ShouldBeNull();
        found.Status.ObservedGeneration.ShouldBeNull();
        found.Status.Conditions.ShouldBeEmpty();
    }

    [Fact]
    public async Task OciType_AfterDefault_IsForgottenAndBack()
    {
        await CreateAsync();

        var oci = await _source.ChangeAsync<HelmRepository>("charts", new() { ["url"] = "oci://ghcr.io/charts", ["type"] = "oci" });
        (oci.Metadata.Finalizers ?? []).ShouldBeEmpty();
        oci.Status.Artifact.ShouldBeNull();
        oci.Status.Conditions.ShouldBeEmpty();
        Directory.Exists(Path.Combine(_source.StoragePath, "helmrepository/default/charts")).ShouldBeFalse();

        (await _source.ChangeAsync<HelmRepository>("charts", new() { ["url"] = _charts.Url, ["type"] = "default" })).Status.IsTrue(ConditionTypes.Ready).ShouldBeTrue();
    }

    private Task<HelmRepository> CreateAsync(Action<HelmRepositorySpec>? configure = null, string name = "charts")
    {
        var repository = new HelmRepository { Spec = new() { Url = _charts.Url, Interval = TimeSpan.FromMinutes(30) } };
        configure?.Invoke(repository.Spec);
        return _source.CreateAsync(name, repository);
    }
}
