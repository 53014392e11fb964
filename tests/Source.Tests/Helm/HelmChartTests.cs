using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing.Charts;
using GitOpsToolkit.Testing.Git;
using GitOpsToolkit.Testing.Registry;

namespace GitOpsToolkit.Source.Tests.Helm;

public sealed class HelmChartTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["values.yaml"] = "color: blue\nlist: [1, 2]\nmap: {a: 1, b: 1}\n",
        ["prod.yaml"] = "color: red\nlist: [3]\nmap: {b: 2}\n",
        ["templates/cm.yaml"] = "kind: ConfigMap\n",
    };

    private SourceFixture _source = null!;
    private ChartServer _charts = null!;
    private GitServer _git = null!;
    private GitServerRepository _repository = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = await SourceFixture.StartAsync();
        _charts = await ChartServer.StartAsync(Ct);
        _charts.Publish("web", "1.0.0", Files);
        _charts.Publish("web", "1.1.0", Files);
        _charts.Publish("web", "2.0.0-beta.1", Files);
        _git = await GitServer.StartAsync();
        _repository = await _git.CreateRepositoryAsync("app");
        await _source.CreateAsync("charts", new HelmRepository { Spec = new() { Url = _charts.Url, Interval = TimeSpan.FromMinutes(30) } });
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _charts.DisposeAsync();
        await _git.DisposeAsync();
    }

    [Theory]
    [InlineData("1.x", "1.1.0")]
    [InlineData("*", "1.1.0")]
    [InlineData("1.0.0", "1.0.0")]
    [InlineData(">=2.0.0-0", "2.0.0-beta.1")]
    public async Task Version_Range_TakesTheHighest(string range, string expected)
    {
        var chart = await CreateAsync(s => s.Version = range);

        chart.Status.Artifact!.Revision.ShouldBe(expected);
        chart.Status.Artifact.Path.ShouldBe($"helmchart/default/web/web-{expected}.tgz");
        chart.Status.Condition(ConditionTypes.Ready)!.Message.ShouldBe($"pulled 'web' chart with version '{expected}'");
        _source.Events(EventFlavor.Normal).ShouldContain(("ChartPullSucceeded", $"pulled 'web' chart with version '{expected}'"));
    }

    [Theory]
    [InlineData("web", "9.x", "no 'web' chart with version matching '9.x' found")]
    [InlineData("nope", "1.x", "no chart name found")]
    [InlineData("Foo", "1.x", "invalid chart name 'Foo'")]
    [InlineData("..", "1.x", "invalid chart name '..'")]
    [InlineData("web", "not a range", "improper constraint: not a range")]
    public async Task Reference_Wrong_Stalls(string name, string version, string expected)
    {
        var chart = await CreateAsync(s => (s.Chart, s.Version) = (name, version));

        chart.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("InvalidChartReference");
        chart.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Reference_PublishedLater_WakesTheChart()
    {
        await CreateAsync(s => s.Version = "3.x");
        _charts.Publish("web", "3.0.0", Files);

        await _source.RequestAsync<HelmRepository>("charts", "1");

        (await _source.SettledAsync<HelmChart>("web")).Status.Artifact!.Revision.ShouldBe("3.0.0");
    }

    [Fact]
    public async Task Source_WithoutArtifact_IsRetriedWithoutWarning()
    {
        await _source.CreateAsync("empty", new HelmRepository { Spec = new() { Url = _charts.Url + "/nothing", Interval = TimeSpan.FromMinutes(30) } });

        var chart = await CreateAsync(s => s.SourceRef.Name = "empty");

        chart.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("NoSourceArtifact");
        _source.Events(EventFlavor.Warning).ShouldNotContain(static e => e.Reason == "NoSourceArtifact");
    }

    [Fact]
    public async Task Values_Merged_ReplaceTheDefaults()
    {
        var chart = await CreateAsync(s => (s.Version, s.ValuesFiles) = ("1.0.0", ["values.yaml", "prod.yaml"]));

        chart.Status.Artifact!.Revision.ShouldBe("1.0.0+1");
        chart.Status.Condition(ConditionTypes.Ready)!.Message.ShouldBe("packaged 'web' chart with version '1.0.0+1' and merged values files [values.yaml prod.yaml]");
        var files = await SourceFixture.ReadAsync(chart.Status.Artifact);
        files["web/values.yaml"].ShouldBe("color: red\nlist:\n- 3\nmap:\n  a: 1\n  b: 2\n");
        files["web/Chart.yaml"].ShouldContain("version: 1.0.0+1");
    }

    [Fact]
    public async Task Values_Forced_GiveTheSameBytes()
    {
        var first = await CreateAsync(s => (s.Version, s.ValuesFiles) = ("1.0.0", ["prod.yaml"]));
        File.Delete(Path.Combine(_source.StoragePath, first.Status.Artifact!.Path));

        var second = await _source.RequestAsync<HelmChart>("web", "1");

        second.Status.Artifact!.Digest.ShouldBe(first.Status.Artifact.Digest);
    }

    [Fact]
    public async Task Values_Missing_StallUnlessIgnored()
    {
        var missing = await CreateAsync(s => (s.Version, s.ValuesFiles) = ("1.0.0", ["nope.yaml", "prod.yaml"]));
        var ignored = await _source.ChangeAsync<HelmChart>("web", new() { ["ignoreMissingValuesFiles"] = true });

        missing.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("ValuesFilesError");
        missing.Status.Condition(SourceConditions.BuildFailed)!.Message.ShouldContain("no values file found at path 'nope.yaml'");
        ignored.Status.ObservedValuesFiles.ShouldBe(["prod.yaml"]);
        ignored.Status.Artifact!.Revision.ShouldBe("1.0.0+2");
    }

    [Fact]
    public async Task Unchanged_KeepsThePackage()
    {
        await CreateAsync(s => s.Version = "1.0.0");
        var downloads = _charts.Requests.Count;

        await _source.RequestAsync<HelmChart>("web", "1");

        _charts.Requests.Count.ShouldBe(downloads);
        _source.Events(EventFlavor.Trace).ShouldContain(static e => e.Reason == "ArtifactUpToDate" && e.Message.Contains("1.0.0"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_FromAnotherHost_GetsCredentialsOnlyWhenAllowed(bool pass)
    {
        await using var other = await ChartServer.StartAsync(Ct);
        other.Publish("far", "1.0.0");
        _charts.Publish("far", "1.0.0", url: $"{other.Url}/far-1.0.0.tgz");
        _charts.Credentials = "user:canary";
        await _source.SecretAsync("auth", ("username", "user"), ("password", "canary"));
        await _source.CreateAsync("closed", new HelmRepository { Spec = new() { Url = _charts.Url, Interval = TimeSpan.FromMinutes(30), SecretRef = new() { Name = "auth" }, PassCredentials = pass } });

        var chart = await CreateAsync(s => (s.Chart, s.SourceRef.Name) = ("far", "closed"));

        chart.Status.Artifact!.Revision.ShouldBe("1.0.0");
        other.Requests.ShouldAllBe(r => r.Authorization.Length > 0 == pass);
    }

    [Theory]
    [InlineData("name: ..\nversion: 1.0.0\napiVersion: v2\n")]
    [InlineData("name: a/b\nversion: 1.0.0\napiVersion: v2\n")]
    [InlineData("name: web\napiVersion: v2\n")]
    [InlineData("[")]
    public async Task Package_WithHostileMetadata_IsRefused(string metadata)
    {
        _charts.Put("web-1.0.0.tgz", ChartServer.Package("web", new Dictionary<string, string> { ["Chart.yaml"] = metadata }));

        (await CreateAsync(s => s.Version = "1.0.0")).Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("ChartPullError");
    }

    [Fact]
    public async Task Package_OverTheLimits_IsRefused()
    {
        await using var small = await SourceFixture.StartAsync(static o => (o.HelmChartMaxSize, o.HelmChartFileMaxSize) = (10_000, 100));
        _charts.Publish("big", "1.0.0", new Dictionary<string, string> { ["a"] = new string('x', 200) });
        await small.CreateAsync("charts", new HelmRepository { Spec = new() { Url = _charts.Url, Interval = TimeSpan.FromMinutes(30) } });

        var chart = await small.CreateAsync("big", New(s => s.Chart = "big"));

        chart.Status.Condition(SourceConditions.FetchFailed)!.Message.ShouldContain("exceeds '100' bytes limit");
    }

    [Theory]
    [InlineData(RegistryAuthentication.None)]
    [InlineData(RegistryAuthentication.Bearer)]
    public async Task Oci_Repository_GivesCharts(RegistryAuthentication authentication)
    {
        await using var registry = await RegistryServer.StartAsync(new RegistryServerOptions { Authentication = authentication }, Ct);
        using var client = new OciClient(new OciClientOptions { Credentials = RegistryCredential.Basic("user", "password") });
        foreach (var version in (string[])["1.0.0", "1.1.0+build"])
        {
            using var package = new MemoryStream(ChartServer.Package("web", new Dictionary<string, string> { ["Chart.yaml"] = $"apiVersion: v2\nname: web\nversion: {version}\n" }));
            await OciArtifacts.PushAsync(client, OciReference.Parse($"{registry.Host}/charts/web:{version.Replace('+', '_')}"), package, OciMediaTypes.HelmChart, "{}"u8.ToArray(), OciMediaTypes.HelmConfig, null, Ct);
        }

        await _source.SecretAsync("auth", ("username", "user"), ("password", "password"));
        await _source.CreateAsync("oci", new HelmRepository { Spec = new() { Url = $"oci://{registry.Host}/charts", Type = "oci", SecretRef = new() { Name = "auth" } } });

        var range = await CreateAsync(s => (s.SourceRef.Name, s.Version) = ("oci", "1.x"));
        registry.ClearRequests();
        var exact = await _source.ChangeAsync<HelmChart>("web", new() { ["version"] = "1.0.0" });
        var missing = await _source.ChangeAsync<HelmChart>("web", new() { ["version"] = "9.0.0" });

        range.Status.Artifact!.Revision.ShouldBe("1.1.0+build");
        exact.Status.Artifact!.Revision.ShouldBe("1.0.0");
        registry.Requests.ShouldNotContain(static r => r.Path.Contains("tags/list"));
        missing.Status.Condition(SourceConditions.FetchFailed)!.Reason.ShouldBe("ChartPullError");
    }

    [Theory]
    [InlineData(null, null, "0.1.0")]
    [InlineData("Revision", null, "0.1.0+[0-9a-f]{12}")]
    [InlineData("Revision", "prod.yaml", "0.1.0+[0-9a-f]{12}.1")]
    [InlineData(null, "prod.yaml", "0.1.0+1")]
    public async Task Git_Source_IsPackaged(string? strategy, string? values, string expected)
    {
        await CommitAsync(("charts/app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 0.1.0\n"), ("charts/app/values.yaml", "a: 1\n"), ("prod.yaml", "a: 2\n"), ("charts/app/.helmignore", "*.md\n"), ("charts/app/notes.md", "x"));

        var chart = await CreateAsync(s =>
        {
            (s.Chart, s.SourceRef, s.ReconcileStrategy) = ("./charts/app", new() { Kind = "GitRepository", Name = "git" }, strategy);
            s.ValuesFiles = values is null ? null : [values];
        });

        chart.Status.Artifact!.Revision.ShouldMatch($"^{expected.Replace(".", "\\.").Replace("+", "\\+")}$");
        var files = await SourceFixture.ReadAsync(chart.Status.Artifact);
        files["app/values.yaml"].ShouldBe(values is null ? "a: 1\n" : "a: 2\n");
        files.Keys.ShouldNotContain("app/notes.md");
    }

    [Fact]
    public async Task Git_Dependencies_AreAdded()
    {
        _charts.Publish("dep", "1.2.0", new Dictionary<string, string> { ["values.yaml"] = "d: 1" });
        await _source.RequestAsync<HelmRepository>("charts", "1");
        await CommitAsync(
            ("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies:\n- name: lib\n  version: 1.x\n  repository: file://../lib\n- name: dep\n  version: ^1.0.0\n  repository: {_charts.Url}\n"),
            ("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\n"));

        var chart = await CreateAsync(static s => (s.Chart, s.SourceRef) = ("app", new() { Kind = "GitRepository", Name = "git" }));

        var files = await SourceFixture.ReadAsync(chart.Status.Artifact);
        files.Keys.ShouldContain("app/charts/lib/Chart.yaml");
        files["app/charts/dep/values.yaml"].ShouldBe("d: 1");
        _source.Events(EventFlavor.Trace).ShouldContain(("ResolvedDependencies", "resolved 2 chart dependencies"));
    }

    [Theory]
    [InlineData("file://../../../../etc")]
    [InlineData("@alias")]
    [InlineData("file://.")]
    public async Task Git_DependencyThatCannotBe_Fails(string repository)
    {
        await CommitAsync(("app/Chart.yaml", $"apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- name: x\n  version: '*'\n  repository: \"{repository}\"\n"));

        var chart = await CreateAsync(static s => (s.Chart, s.SourceRef) = ("app", new() { Kind = "GitRepository", Name = "git" }));

        chart.Status.Condition(SourceConditions.BuildFailed)!.Reason.ShouldBe("DependencyBuildError");
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("../../etc")]
    public async Task Git_PathThatIsNoChart_Stalls(string path)
    {
        await CommitAsync(("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n"));

        var chart = await CreateAsync(s => (s.Chart, s.SourceRef) = (path, new() { Kind = "GitRepository", Name = "git" }));

        chart.Status.Condition(ConditionTypes.Stalled)!.Reason.ShouldBe("InvalidChartReference");
    }

    private async Task CommitAsync(params (string Path, string Content)[] files)
    {
        await _repository.CommitAsync(files.ToDictionary(f => f.Path, f => (string?)f.Content));
        await _source.CreateAsync("git", new GitRepository { Spec = new() { Url = _repository.Url, Interval = TimeSpan.FromMinutes(30), Ref = new() { Branch = "main" } } });
    }

    private static HelmChart New(Action<HelmChartSpec>? configure)
    {
        var chart = new HelmChart { Spec = new() { Chart = "web", SourceRef = new() { Kind = "HelmRepository", Name = "charts" }, Interval = TimeSpan.FromMinutes(30) } };
        configure?.Invoke(chart.Spec);
        return chart;
    }

    private Task<HelmChart> CreateAsync(Action<HelmChartSpec>? configure = null) => _source.CreateAsync("web", New(configure));
}
