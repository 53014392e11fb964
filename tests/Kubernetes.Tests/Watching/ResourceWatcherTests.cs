using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Watching;

public sealed class ResourceWatcherTests : IAsyncLifetime
{
    private const string List1 = $"{Sample.Collection}?limit=500";
    private readonly ManualTimeProvider _clock = new();
    private ScriptedServer _server = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _client = _server.Connect(_clock);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Watch_Start_ListsAllPagesThenFollows()
    {
        _server.On(List1, Sample.List(7, "next", Sample.Item("a", 1), Sample.Item("b", 2)))
            .On($"{List1}&continue=next", Sample.List(7, null, Sample.Item("c", 3)));
        var watch = Watch(7);
        await using var probe = Start();

        (await probe.NextAsync(5)).ShouldBe("Restarting, Applied a@1, Applied b@2, Applied c@3, Restarted [a b c]");
        watch.Send("ADDED", Sample.Object("d", 8)).Send("MODIFIED", Sample.Object("a", 9)).Send("DELETED", Sample.Object("b", 10));
        (await probe.NextAsync(3)).ShouldBe("Applied d@8, Applied a@9, Deleted b@10");
    }

    [Fact]
    public async Task Watch_EndedByServer_ResumesAtTheLastVersion()
    {
        _server.On(List1, Sample.List(7, null));
        var first = Watch(7);
        var second = Watch(9);
        await using var probe = Start();
        first.Send("ADDED", Sample.Object("a", 8)).Send("BOOKMARK", Sample.Bookmark(9)).End();
        second.Send("ADDED", Sample.Object("b", 10));

        (await probe.NextAsync(4)).ShouldBe("Restarting, Restarted [], Applied a@8, Applied b@10");
    }

    [Fact]
    public async Task Watch_Dropped_ResumesAfterTheFirstWait()
    {
        _server.On(List1, Sample.List(7, null));
        var first = Watch(7);
        var second = Watch(8);
        await using var probe = Start();
        first.Send("ADDED", Sample.Object("a", 8));
        second.Send("ADDED", Sample.Object("b", 9));
        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Applied a@8");

        first.Drop();

        (await probe.NextAsync(1)).ShouldBe("Interrupted 800");
        await _clock.FireAsync(TimeSpan.FromMilliseconds(800));

        (await probe.NextAsync(1)).ShouldBe("Applied b@9");
    }

    [Fact]
    public async Task Watch_ExpiredByErrorEvent_ListsAgainAndTellsAfterTheLastPage()
    {
        _server.On(List1, Sample.List(7, null, Sample.Item("a", 1), Sample.Item("b", 2)))
            .On(List1, Sample.List(20, "next", Sample.Item("a", 1)))
            .On($"{List1}&continue=next", Sample.List(20, null, Sample.Item("c", 15)));
        var first = Watch(7);
        var second = Watch(20);
        await using var probe = Start();
        (await probe.NextAsync(4)).ShouldBe("Restarting, Applied a@1, Applied b@2, Restarted [a b]");

        first.Send("ERROR", Sample.Status(410, "Expired", "too old resource version: 7 (20)"));

        (await probe.NextAsync(4)).ShouldBe("Restarting, Applied a@1, Applied c@15, Restarted [a c]", "b is gone, and only now that is certain");
        second.Send("ADDED", Sample.Object("d", 21));
        (await probe.NextAsync(1)).ShouldBe("Applied d@21");
    }

    [Fact]
    public async Task Watch_ExpiredByStatusCode_ListsAgain()
    {
        _server.On(List1, Sample.List(7, null)).On(List1, Sample.List(9, null));
        _server.On(Target(7), Sample.Expired, 410);
        Watch(9).Send("ADDED", Sample.Object("a", 10));
        await using var probe = Start();

        (await probe.NextAsync(5)).ShouldBe("Restarting, Restarted [], Restarting, Restarted [], Applied a@10");
    }

    [Fact]
    public async Task Watch_ExpiredOverAndOver_WaitsBetweenLists()
    {
        _server.On(List1, Sample.List(7, null)).On(Target(7), Sample.Expired, 410);
        await using var probe = Start();

        (await probe.NextAsync(5)).ShouldBe("Restarting, Restarted [], Restarting, Restarted [], Interrupted 800");
        await _clock.FireAsync(TimeSpan.FromMilliseconds(800));
        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Interrupted 1600");
    }

    [Fact]
    public async Task Watch_ContinuationExpired_ListsInOnePiece()
    {
        _server.On(List1, Sample.List(7, "old", Sample.Item("a", 1)))
            .On($"{List1}&continue=old", Sample.Expired, 410)
            .On(Sample.Collection, Sample.List(9, null, Sample.Item("b", 8)));
        Watch(9).Send("ADDED", Sample.Object("c", 10));
        await using var probe = Start();

        (await probe.NextAsync(6)).ShouldBe("Restarting, Applied a@1, Restarting, Applied b@8, Restarted [b], Applied c@10");
    }

    [Fact]
    public async Task Watch_ServerAway_TriesAgainWithDoublingWaitsAndForgetsThemOnceHealthy()
    {
        const string sorry = "sorry";
        for (var i = 0; i < 7; i++)
        {
            _server.On(List1, Sample.Status(503, "ServiceUnavailable", sorry), 503);
        }

        _server.On(List1, Sample.List(7, null));
        var first = Watch(7);
        var second = Watch(8);
        await using var probe = Start();

        foreach (var wait in new[] { 800, 1600, 3200, 6400, 12800, 25600, 30000 })
        {
            (await probe.NextAsync(2)).ShouldBe($"Restarting, Interrupted {wait}");
            await _clock.FireAsync(TimeSpan.FromMilliseconds(wait));
        }

        first.Send("ADDED", Sample.Object("a", 8)).End();
        second.Send("ADDED", Sample.Object("b", 9));
        (await probe.NextAsync(4)).ShouldBe("Restarting, Restarted [], Applied a@8, Applied b@9");
        second.Drop();
        (await probe.NextAsync(1)).ShouldBe("Interrupted 800");
    }

    [Fact]
    public async Task Watch_Busy_WaitsAsLongAsTheServerAsks()
    {
        _server.On(List1, Sample.List(7, null));
        _server.On(Target(7), Sample.Status(429, "TooManyRequests", "busy"), 429, ("Retry-After", "45"));
        Watch(7).Send("ADDED", Sample.Object("a", 8));
        await using var probe = Start();

        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Interrupted 45000");
        await _clock.FireAsync(TimeSpan.FromSeconds(45));

        (await probe.NextAsync(1)).ShouldBe("Applied a@8");
    }

    [Fact]
    public async Task Watch_RefusedThreeTimes_ListsAgain()
    {
        _server.On(List1, Sample.List(7, null));
        for (var i = 0; i < 3; i++)
        {
            _server.On(Target(7), Sample.Status(500, "InternalError", "etcd event received with PrevKv=nil"), 500);
        }

        _server.On(Target(7), new WatchScript().Send("ADDED", Sample.Object("a", 8)).RunAsync);
        await using var probe = Start();

        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Interrupted 800");
        await _clock.FireAsync(TimeSpan.FromMilliseconds(800));
        (await probe.NextAsync(1)).ShouldBe("Interrupted 1600");
        await _clock.FireAsync(TimeSpan.FromMilliseconds(1600));
        (await probe.NextAsync(1)).ShouldBe("Interrupted 3200");
        await _clock.FireAsync(TimeSpan.FromMilliseconds(3200));
        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Applied a@8");
    }

    [Fact]
    public async Task Watch_VersionFromTheFuture_ListsAgain()
    {
        _server.On(List1, Sample.List(900, null)).On(List1, Sample.List(7, null));
        _server.On(Target(900), Sample.Status(504, "Timeout", "Too large resource version: 900, current: 7", new()
        {
            ["causes"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
        }), 504);
        Watch(7).Send("ADDED", Sample.Object("a", 8));
        await using var probe = Start();

        (await probe.NextAsync(5)).ShouldBe("Restarting, Restarted [], Restarting, Restarted [], Applied a@8");
    }

    [Fact]
    public async Task Watch_HalfOpenConnection_IsReplacedAfterTheIdleTime()
    {
        _server.On(List1, Sample.List(7, null));
        var dead = Watch(7);
        Watch(8).Send("ADDED", Sample.Object("b", 9));
        await using var probe = Start();
        dead.Send("ADDED", Sample.Object("a", 8));
        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Applied a@8");

        await _clock.FireAsync(TimeSpan.FromMinutes(3));
        (await probe.NextAsync(1)).ShouldBe("Interrupted 800");
        await dead.Closed.WaitAsync(Patience.Limit, Ct);
        await _clock.FireAsync(TimeSpan.FromMilliseconds(800));

        (await probe.NextAsync(1)).ShouldBe("Applied b@9");
    }

    [Fact]
    public async Task Watch_SilentThreeTimes_ListsAgain()
    {
        _server.On(List1, Sample.List(900, null)).On(List1, Sample.List(7, null));
        Watch(900);
        Watch(900);
        Watch(900);
        Watch(7).Send("ADDED", Sample.Object("a", 8));
        await using var probe = Start();
        (await probe.NextAsync(2)).ShouldBe("Restarting, Restarted []");

        foreach (var wait in new[] { 800, 1600, 3200 })
        {
            await _clock.FireAsync(TimeSpan.FromMinutes(3));
            (await probe.NextAsync(1)).ShouldBe($"Interrupted {wait}");
            await _clock.FireAsync(TimeSpan.FromMilliseconds(wait));
        }

        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Applied a@8", "the store was restored, and version 900 is far away");
    }

    [Fact]
    public async Task Watch_EndedAtOnceWithoutAWord_IsAFailure()
    {
        _server.On(List1, Sample.List(7, null));
        Watch(7).End();
        await using var probe = Start();

        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Interrupted 800");
    }

    [Fact]
    public async Task Watch_ListRefused_TellsWhyAndGoesOn()
    {
        _server.On(List1, Sample.Status(403, "Forbidden", "configmaps is forbidden"), 403).On(List1, Sample.List(7, null));
        Watch(7).Send("ADDED", Sample.Object("a", 8));
        await using var probe = Start();
        (await probe.NextAsync()).Type.ShouldBe(WatcherEventType.Restarting);

        var interrupted = await probe.NextAsync();

        interrupted.Error.ShouldBeOfType<KubernetesApiException>().IsForbidden.ShouldBeTrue();
        await _clock.FireAsync(TimeSpan.FromMilliseconds(800));
        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Applied a@8");
    }

    [Fact]
    public async Task Watch_ServerRestart_ResumesWithoutListing()
    {
        _server.On(List1, Sample.List(7, null));
        var first = Watch(7);
        await using var probe = Start();
        await first.Opened.WaitAsync(Patience.Limit, Ct);
        await _server.DisposeAsync();

        (await probe.NextAsync(3)).ShouldBe("Restarting, Restarted [], Interrupted 800");
        await _clock.FireAsync(TimeSpan.FromMilliseconds(800));
        (await probe.NextAsync()).Error.ShouldBeOfType<KubernetesConnectionException>().Message.ShouldEndWith("Connection refused");
    }

    private static string Target(int version) =>
        $"{Sample.Collection}?watch=true&resourceVersion={version}&allowWatchBookmarks=true&timeoutSeconds=300";

    private WatchScript Watch(int version)
    {
        var script = new WatchScript();
        _server.On(Target(version), script.RunAsync);
        return script;
    }

    private WatcherProbe Start() =>
        new(new ResourceWatcher(_client, Sample.ConfigMaps, new WatcherOptions { Namespace = "default" }, () => 0));
}
