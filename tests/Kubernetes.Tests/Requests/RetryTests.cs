using System.Diagnostics.Metrics;
using System.Net;
using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Requests;

public sealed class RetryTests : IAsyncLifetime
{
    private const string Item = "/api/v1/namespaces/default/configmaps/a";
    private static readonly string Busy = Sample.Status(429, "TooManyRequests", "too many requests");
    private readonly ManualTimeProvider _clock = new();
    private readonly LogRecorder _logs = new();
    private ScriptedServer _server = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _client = _server.Connect(_clock, _logs);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _logs.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Request_RetryAfter_WaitsAsAsked(int code)
    {
        _server.On("POST /api/v1/namespaces/default/configmaps", Busy, code, ("Retry-After", "3"))
            .On("POST /api/v1/namespaces/default/configmaps", Sample.Object("a", 1));

        var request = _client.CreateAsync(Sample.ConfigMaps, Sample.ConfigMap("a"), ct: Ct);
        await _clock.FireAsync(TimeSpan.FromSeconds(3));

        (await request).Name.ShouldBe("a");
        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Request_RetryAfterDate_IsUnderstood()
    {
        _server.On($"GET {Item}", Busy, 429, ("Retry-After", "Thu, 01 Jan 2026 12:00:04 GMT")).On($"GET {Item}", Sample.Object("a", 1));

        var request = _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);
        await _clock.FireAsync(TimeSpan.FromSeconds(4));

        await request;
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Request_FailureWithoutRetryAfter_IsReportedAtOnce(int code)
    {
        _server.On($"GET {Item}", Sample.Status(code, "InternalError", "sorry"), code);

        (await Should.ThrowAsync<KubernetesApiException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct))).Message.ShouldBe("sorry");
        _server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_RetryAfterTooLong_IsTheCallersToWait()
    {
        _server.On($"GET {Item}", Busy, 429, ("Retry-After", "120"));

        var error = await Should.ThrowAsync<KubernetesApiException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));

        error.RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
        error.IsTooManyRequests.ShouldBeTrue();
    }

    [Fact]
    public async Task Request_BusyForEver_EndsAfterTenAttempts()
    {
        _server.On($"GET {Item}", Busy, 429, ("Retry-After", "1"));

        var request = Should.ThrowAsync<KubernetesApiException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));

        (await _clock.DriveAsync(request, TimeSpan.FromSeconds(1))).IsTooManyRequests.ShouldBeTrue();
        _server.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Request_ConnectionLost_IsRepeatedWhenHarmless()
    {
        _server.OnAbort($"PATCH {Item}").On($"PATCH {Item}", Sample.Object("a", 1));

        await _client.PatchAsync(Sample.ConfigMaps, new("default", "a"), Patch.Apply(Sample.ConfigMap("a")), new PatchOptions { FieldManager = "m" }, Ct);

        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Request_ConnectionLostWithinTheAnswer_IsRepeated()
    {
        _server.On(Sample.Collection, async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync("{\"items\":["u8.ToArray());
            await context.Response.Body.FlushAsync();
            context.Abort();
        }).On(Sample.Collection, Sample.List(1, null, Sample.Item("a", 1)));

        (await _client.ListPageAsync(Sample.ConfigMaps, "default", ct: Ct)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Request_ConnectionLostOnCreate_IsReported()
    {
        _server.OnAbort("POST /api/v1/namespaces/default/configmaps");

        var error = await Should.ThrowAsync<KubernetesConnectionException>(() => _client.CreateAsync(Sample.ConfigMaps, Sample.ConfigMap("a"), ct: Ct));

        error.Message.ShouldStartWith($"POST {_server.Url}api/v1/namespaces/default/configmaps: ");
        _server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_ConnectionLostOnJsonPatch_IsReported()
    {
        _server.OnAbort($"PATCH {Item}");

        await Should.ThrowAsync<KubernetesConnectionException>(() => _client.PatchAsync(Sample.ConfigMaps, new("default", "a"), Patch.Json([]), ct: Ct));

        _server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_ConnectionLostForEver_Ends()
    {
        _server.OnAbort($"GET {Item}");

        var request = Should.ThrowAsync<KubernetesConnectionException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));

        await _clock.DriveAsync(request, TimeSpan.FromSeconds(1));
        _server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Request_NobodyThere_NamesTheServer()
    {
        var url = _server.Url;
        await _server.DisposeAsync();

        (await Should.ThrowAsync<KubernetesConnectionException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct)))
            .Message.ShouldBe($"GET {url}api/v1/namespaces/default/configmaps/a: Connection refused");
    }

    [Fact]
    public async Task Request_NoAnswer_EndsAtTheDeadline()
    {
        _server.On($"GET {Item}", async (context, _) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));

        var request = Should.ThrowAsync<KubernetesConnectionException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));
        await Patience.UntilAsync(() => _server.Requests.Count == 1);
        await _clock.FireAsync(TimeSpan.FromSeconds(60));

        (await request).Message.ShouldEndWith("no answer within 60 s");
    }

    [Fact]
    public async Task Request_Cancelled_EndsAtOnce()
    {
        _server.On($"GET {Item}", async (context, _) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var cancel = new CancellationTokenSource();

        var request = _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: cancel.Token);
        await Patience.UntilAsync(() => _server.Requests.Count == 1);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => request);
    }

    [Fact]
    public async Task Request_RedirectToOtherHost_IsNotFollowed()
    {
        await using var thief = await ScriptedServer.StartAsync();
        _server.On($"GET {Item}", "", 302, ("Location", new Uri(thief.Url, Item).AbsoluteUri));

        var error = await Should.ThrowAsync<KubernetesConnectionException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));

        error.Message.ShouldContain("credentials stay on the configured host");
        thief.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_RedirectWithinTheHost_IsFollowedForReads()
    {
        _server.On($"GET {Item}", "", 307, ("Location", "/elsewhere")).On("GET /elsewhere", Sample.Object("a", 1)).On($"DELETE {Item}", "", 307, ("Location", "/elsewhere"));

        (await _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct)).Name.ShouldBe("a");
        await Should.ThrowAsync<KubernetesConnectionException>(() => _client.DeleteAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));
    }

    [Fact]
    public async Task Request_Warnings_AreLoggedOnce()
    {
        _server.On($"GET {Item}", Sample.Object("a", 1), 200, ("Warning", "299 - \"v1 \\\"ConfigMap\\\" is old\""), ("Warning", "299 - \"second\", 299 - \"third\""));

        await _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);
        await _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);

        _logs.Warnings.ShouldBe(["API server warning: v1 \"ConfigMap\" is old", "API server warning: second", "API server warning: third"]);
    }

    [Theory]
    [InlineData(404, "<html>nginx</html>", "NotFound", "the server could not find the requested resource (GET /api/v1/namespaces/default/configmaps/a)")]
    [InlineData(502, "bad\ngateway", "InternalError", "the server failed (GET /api/v1/namespaces/default/configmaps/a): bad gateway")]
    [InlineData(418, "", "", "the server answered 418 (GET /api/v1/namespaces/default/configmaps/a)")]
    public async Task Request_AnswerIsNoStatus_IsDescribedByCode(int code, string body, string reason, string message)
    {
        _server.On($"GET {Item}", body, code);

        var error = await Should.ThrowAsync<KubernetesApiException>(() => _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));

        (error.Code, error.Reason, error.Message, error.Status).ShouldBe(((HttpStatusCode)code, reason, message, null));
    }

    [Fact]
    public async Task Request_RateLimit_LetsTheBurstThroughAndThenHolds()
    {
        _server.On("GET /version", "{}");
        using var client = new KubernetesClient(new ClusterConfig { Server = _server.Url, RequestsPerSecond = 2, RequestBurst = 3 }, _clock);
        for (var i = 0; i < 3; i++)
        {
            await client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
        }

        var fourth = client.RequestAsync(HttpMethod.Get, "/version", ct: Ct);
        _server.Requests.Count.ShouldBe(3);
        await _clock.FireAsync(TimeSpan.FromSeconds(0.5));

        await fourth;
    }

    [Fact]
    public async Task Request_IsCounted()
    {
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "GitOpsToolkit.Kubernetes")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (labels["host"] as string == _server.Url.Authority)
            {
                counted.Add($"{instrument.Name} {labels["code"]} {labels["method"]} {value}");
            }
        });
        listener.Start();
        _server.On($"GET {Item}", Sample.Object("a", 1)).OnAbort("POST /api/v1/namespaces/default/configmaps");

        await _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);
        await Should.ThrowAsync<KubernetesConnectionException>(() => _client.CreateAsync(Sample.ConfigMaps, Sample.ConfigMap("a"), ct: Ct));

        counted.ShouldBe(["rest_client_requests_total 200 GET 1", "rest_client_requests_total <error> POST 1"]);
    }

    [Fact]
    public async Task Request_Compressed_IsRead()
    {
        _server.On(Sample.Collection, async (context, request) =>
        {
            request.Header("Accept-Encoding").ShouldBe("gzip");
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Sample.List(5, null, Sample.Item("a", 1))), context.RequestAborted);
        });

        (await _client.ListPageAsync(Sample.ConfigMaps, "default", ct: Ct)).ResourceVersion.ShouldBe("5");
    }
}
