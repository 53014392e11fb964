using System.Net;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

public sealed class FaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throttle_NextRequest_Answers429WithRetryAfter()
    {
        await using var running = await RunningServer.StartAsync();
        running.Server.Faults.Throttle(100, TimeSpan.FromSeconds(1), static r => r.Verb == "create");
        using var http = Http(running.Server);
        using var reply = await http.PostAsync("/api/v1/namespaces/default/configmaps", new StringContent("{}"), Stop);
        reply.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        reply.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await running.Client.ListPageAsync(RunningServer.ConfigMaps, "default", null, Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Unauthorize_Once_ThenServes()
    {
        await using var running = await RunningServer.StartAsync();
        running.Server.Faults.Unauthorize();
        using var http = Http(running.Server);
        (await http.GetAsync("/api/v1/namespaces", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.GetAsync("/api/v1/namespaces", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reject_UntilDisposed_DeniesAsAWebhook()
    {
        await using var running = await RunningServer.StartAsync();
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("a"));
        using (running.Server.Faults.Reject("kept for ever", static r => r.Verb == "delete"))
        {
            var refused = await Should.ThrowAsync<KubernetesApiException>(() => running.Client.DeleteAsync(RunningServer.ConfigMaps, new NamespacedName("default", "a"), null, Stop));
            refused.Message.ShouldBe("admission webhook \"faults.testing\" denied the request: kept for ever");
        }

        await running.Client.DeleteAsync(RunningServer.ConfigMaps, new NamespacedName("default", "a"), null, Stop);
        running.FindConfigMap("a").ShouldBeNull();
    }

    [Fact]
    public async Task Conflict_Storm_EndsByItself()
    {
        await using var running = await RunningServer.StartAsync();
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("a"));
        running.Server.Faults.Conflict(1);
        var patch = Patch.Merge(System.Text.Json.Nodes.JsonNode.Parse("""{"data":{"x":"1"}}""")!);
        (await Should.ThrowAsync<KubernetesApiException>(() => running.Client.PatchAsync(RunningServer.ConfigMaps, new NamespacedName("default", "a"), patch, null, Stop))).Code.ShouldBe(HttpStatusCode.Conflict);
        await running.Client.PatchAsync(RunningServer.ConfigMaps, new NamespacedName("default", "a"), patch, null, Stop);
    }

    [Fact]
    public async Task DropWatches_OpenWatch_Ends()
    {
        await using var running = await RunningServer.StartAsync();
        await using var watch = running.Client.WatchAsync(RunningServer.ConfigMaps, "default", null, Stop).GetAsyncEnumerator(Stop);
        var next = watch.MoveNextAsync();
        await UntilAsync(() => running.Server.OpenWatches == 1);
        running.Server.Faults.DropWatches();
        (await next).ShouldBeFalse();
    }

    [Fact]
    public async Task ExpireWatches_ResumeIsRefused()
    {
        await using var running = await RunningServer.StartAsync();
        var version = running.Server.ResourceVersion;
        running.Server.Faults.ExpireWatches();
        using var http = Http(running.Server);
        var text = await http.GetStringAsync($"/api/v1/configmaps?watch=true&resourceVersion={version}", Stop);
        text.ShouldContain("\"type\":\"ERROR\"");
        text.ShouldContain("\"code\":410");
        text.ShouldContain("too old resource version");
    }

    [Fact]
    public async Task ExpireContinueTokens_NextPage_Gone()
    {
        await using var running = await RunningServer.StartAsync();
        using var http = Http(running.Server);
        var page = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync("/api/v1/namespaces?limit=1", Stop))!;
        var token = page["metadata"].At("continue").AsText()!;
        running.Server.Faults.ExpireContinueTokens();
        using var reply = await http.GetAsync($"/api/v1/namespaces?limit=1&continue={Uri.EscapeDataString(token)}", Stop);
        reply.StatusCode.ShouldBe(HttpStatusCode.Gone);
        var status = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(await reply.Content.ReadAsStringAsync(Stop))!;
        (await http.GetAsync($"/api/v1/namespaces?continue={Uri.EscapeDataString(status["metadata"].At("continue").AsText()!)}", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Restart_SamePort_KeepsData()
    {
        await using var running = await RunningServer.StartAsync();
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("a"));
        var url = running.Server.Url;
        await running.Server.RestartAsync(cancellationToken: Stop);
        running.Server.Url.ShouldBe(url);
        (await running.Client.GetAsync(RunningServer.ConfigMaps, new NamespacedName("default", "a"), null, Stop)).Name.ShouldBe("a");
    }

    [Fact]
    public async Task HalfOpenConnections_On_BytesStopUntilOff()
    {
        await using var running = await RunningServer.StartAsync();
        using var http = Http(running.Server);
        await http.GetStringAsync("/api/v1/namespaces", Stop);
        running.Server.Faults.HalfOpenConnections = true;
        var stuck = http.GetStringAsync("/api/v1/namespaces", Stop);
        using (var other = Http(running.Server))
        {
            await other.GetStringAsync("/api/v1/namespaces", Stop);
        }

        stuck.IsCompleted.ShouldBeFalse();
        running.Server.Faults.HalfOpenConnections = false;
        (await stuck).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task LoseResponses_WriteIsStoredAllTheSame()
    {
        await using var running = await RunningServer.StartAsync();
        running.Server.Faults.LoseResponses(1);
        using var http = Http(running.Server);
        await Should.ThrowAsync<HttpRequestException>(() => http.PostAsync("/api/v1/namespaces/default/configmaps", new StringContent("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json")), Stop));
        running.FindConfigMap("a").ShouldNotBeNull();
    }

    [Fact]
    public async Task StaleDiscovery_NewKind_NotListedUntilOff()
    {
        await using var running = await RunningServer.StartAsync();
        running.Server.Faults.StaleDiscovery = true;
        await running.Server.AddCustomResourceDefinitionsAsync("""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: dials.example.com}
            spec:
              group: example.com
              scope: Cluster
              names: {plural: dials, kind: Dial}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
            """);
        using var http = Http(running.Server);
        (await http.GetStringAsync("/apis", Stop)).ShouldNotContain("example.com");
        (await http.GetAsync("/apis/example.com/v1/dials", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        running.Server.Faults.StaleDiscovery = false;
        (await http.GetStringAsync("/apis", Stop)).ShouldContain("example.com");
    }

    [Fact]
    public async Task RequestLog_CountsWritesApartFromDryRuns()
    {
        await using var running = await RunningServer.StartAsync();
        await running.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("a"));
        running.Server.Requests.Clear();
        await running.Client.PatchAsync(RunningServer.ConfigMaps, new NamespacedName("default", "a"), Patch.Merge(System.Text.Json.Nodes.JsonNode.Parse("""{"data":{"x":"1"}}""")!), new PatchOptions { DryRun = true }, Stop);
        running.Server.Requests.Writes().ShouldBeEmpty();
        running.Server.Requests.Counters()["patch configmaps (dry run)"].ShouldBe(1);
    }

    private static HttpClient Http(KubernetesApiServer server)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new System.Security.Cryptography.X509Certificates.X509ChainPolicy
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(server.CertificateAuthority);
        var client = new HttpClient(handler) { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.AdminToken);
        return client;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
