using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Watching;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly WatchScript _script = new();
    private ScriptedServer _server = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _server.On(Sample.Collection, _script.RunAsync);
        _client = _server.Connect(_clock);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Watch_Events_ComeAsTheyAreUntilTheServerEnds()
    {
        _script.Send("ADDED", Sample.Object("a", 1)).Send("MODIFIED", Sample.Object("a", 2)).Send("BOOKMARK", Sample.Bookmark(3)).Send("DELETED", Sample.Object("a", 4)).End();

        var seen = await CollectAsync(new WatchOptions { ResourceVersion = "0", ServerTimeout = TimeSpan.FromMinutes(5), LabelSelector = "a=b" });

        seen.ShouldBe(["Added a@1", "Modified a@2", "Bookmark @3", "Deleted a@4"]);
        _server.Requests[0].Target.ShouldBe(
            "/api/v1/namespaces/default/configmaps?watch=true&labelSelector=a%3Db&resourceVersion=0&allowWatchBookmarks=true&timeoutSeconds=300");
    }

    [Fact]
    public async Task Watch_LargeEventAfterSmall_IsWhole()
    {
        var large = new string('x', 200_000);
        _script.Send("ADDED", Sample.Object("a", 1)).Send("ADDED", Sample.Object(large, 2)).Send("ADDED", Sample.Object("c", 3)).End();

        (await CollectAsync()).ShouldBe(["Added a@1", $"Added {large}@2", "Added c@3"]);
    }

    [Fact]
    public async Task Watch_MetadataOnlyAndDropped_IsInShape()
    {
        _script.Send("ADDED", """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","managedFields":[{"manager":"x"}]}}""").End();

        var texts = new List<string>();
        await foreach (var change in _client.WatchAsync(Sample.ConfigMaps, "default", new WatchOptions { MetadataOnly = true, DropManagedFields = true }, Ct))
        {
            texts.Add(change.Object.Root.ToJsonString());
        }

        texts.ShouldBe(["""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"""]);
    }

    [Theory]
    [InlineData("""{"object":{"metadata":{"name":"a"}},"type":"ADDED"}""")]
    [InlineData("""{"more":[1,{}],"type":"ADDED","object":{"metadata":{"name":"a","managedFields":[]}}}""")]
    public async Task Watch_OtherOrderOfFields_IsRead(string line)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Sample.Collection, line + "\r\n\n");
        using var client = server.Connect();

        await foreach (var change in client.WatchAsync(Sample.ConfigMaps, "default", new WatchOptions { DropManagedFields = true }, Ct))
        {
            change.Type.ShouldBe(WatchEventType.Added);
            change.Object.Root.ToJsonString().ShouldBe("""{"metadata":{"name":"a"}}""");
        }
    }

    [Fact]
    public async Task Watch_ErrorEvent_IsThrown()
    {
        _script.Send("ERROR", Sample.Status(410, "Expired", "too old resource version: 1 (9)"));

        var error = await Should.ThrowAsync<KubernetesApiException>(() => CollectAsync(new WatchOptions { MetadataOnly = true }));

        error.IsExpired.ShouldBeTrue();
        error.Message.ShouldBe("too old resource version: 1 (9)");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"type":"SURPRISE","object":{}}""")]
    [InlineData("""{"object":{}}""")]
    public async Task Watch_NoEvent_IsThrown(string line)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Sample.Collection, line + "\n");
        using var client = server.Connect();

        await Should.ThrowAsync<KubernetesConnectionException>(async () =>
        {
            await foreach (var _ in client.WatchAsync(Sample.ConfigMaps, "default", ct: Ct))
            {
            }
        });
    }

    [Fact]
    public async Task Watch_Dropped_IsThrown()
    {
        _script.Send("ADDED", Sample.Object("a", 1));

        var error = await Should.ThrowAsync<KubernetesConnectionException>(async () =>
        {
            await foreach (var _ in _client.WatchAsync(Sample.ConfigMaps, "default", ct: Ct))
            {
                _script.Drop();
            }
        });

        error.Message.ShouldStartWith("the watch broke");
    }

    [Fact]
    public async Task Watch_Cancelled_EndsAtOnceAndClosesTheConnection()
    {
        using var cancel = new CancellationTokenSource();
        var watching = Should.ThrowAsync<OperationCanceledException>(() => CollectAsync(ct: cancel.Token));
        await _script.Opened;

        await cancel.CancelAsync();

        await watching;
        await _script.Closed.WaitAsync(Patience.Limit, Ct);
    }

    [Fact]
    public async Task Watch_Silent_IsTakenForDead()
    {
        var watching = Should.ThrowAsync<KubernetesConnectionException>(() => CollectAsync(new WatchOptions { IdleTimeout = TimeSpan.FromMinutes(3) }));
        await _clock.FireAsync(TimeSpan.FromMinutes(3));

        (await watching).Message.ShouldBe("the watch was silent for 180 s, the connection is taken for dead");
        await _script.Closed.WaitAsync(Patience.Limit, Ct);
    }

    private async Task<List<string>> CollectAsync(WatchOptions? options = null, CancellationToken? ct = null)
    {
        var seen = new List<string>();
        await foreach (var change in _client.WatchAsync(Sample.ConfigMaps, "default", options, ct ?? Ct))
        {
            seen.Add($"{change.Type} {change.Object.Name}@{change.Object.ResourceVersion}");
        }

        return seen;
    }
}
