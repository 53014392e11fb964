using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Discovery;

public sealed class DiscoveryTests : IAsyncLifetime
{
    private const string Core = """
        {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[{"metadata":{},"versions":[{"version":"v1","freshness":"Current","resources":[
          {"resource":"configmaps","responseKind":{"group":"","version":"v1","kind":"ConfigMap"},"scope":"Namespaced","singularResource":"configmap","verbs":["get","list"],"shortNames":["cm"]},
          {"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},"scope":"Namespaced","singularResource":"pod","verbs":["get"],"categories":["all"],
           "subresources":[{"subresource":"log","responseKind":{"group":"","version":"v1","kind":"Pod"},"verbs":["get"]},{"subresource":"status","verbs":["get"]}]},
          {"resource":"namespaces","responseKind":{"group":"","version":"v1","kind":"Namespace"},"scope":"Cluster","singularResource":"namespace","verbs":["get"]}]}]}]}
        """;

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
    public async Task Resolve_Aggregated_TakesTwoRequests()
    {
        _server.On("GET /api", Core).On("GET /apis", Groups("example.com", ("v2", "Widget"), ("v1", "Widget"), ("v1", "Gadget")));

        var pods = (await _client.Discovery.ResolveAsync(new GroupVersionKind("", "v1", "Pod"), Ct))!;
        pods.ShouldBe(new ApiResource("", "v1", "Pod", "pods", true));
        pods.Subresources.ShouldBe(["log", "status"]);
        pods.Categories.ShouldBe(["all"]);
        (await _client.Discovery.ResolveAsync(new GroupKind("", "Namespace"), Ct))!.Namespaced.ShouldBeFalse();
        (await _client.Discovery.ResolveAsync(new GroupKind("example.com", "Widget"), Ct))!.Version.ShouldBe("v2");
        (await _client.Discovery.ResolveAsync(new GroupKind("example.com", "Gadget"), Ct))!.Version.ShouldBe("v1", "the preferred version does not have it");
        (await _client.Discovery.ResolvePluralAsync("", "configmaps", Ct))!.ShortNames.ShouldBe(["cm"]);
        (await _client.Discovery.ListAsync(Ct)).Count.ShouldBe(6);

        _server.Requests.Count.ShouldBe(2);
        _server.Requests[0].Header("Accept")!.ShouldStartWith("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,");
    }

    [Fact]
    public async Task Resolve_OlderServer_IsReadGroupByGroup()
    {
        ScriptLegacy();
        _server.On("GET /apis/broken.example.com/v1", Sample.Status(503, "ServiceUnavailable", "down"), 503);

        var deployments = (await _client.Discovery.ResolveAsync(new GroupKind("apps", "Deployment"), Ct))!;
        deployments.ShouldBe(new ApiResource("apps", "v1", "Deployment", "deployments", true));
        deployments.Subresources.ShouldBe(["status", "scale"]);
        (await _client.Discovery.ResolveAsync(new GroupVersionKind("", "v1", "Secret"), Ct))!.Plural.ShouldBe("secrets");
    }

    [Fact]
    public async Task Resolve_BrokenGroup_IsUnknownRatherThanAbsent()
    {
        ScriptLegacy();
        _server.On("GET /apis/broken.example.com/v1", Sample.Status(503, "ServiceUnavailable", "down"), 503);

        var error = await Should.ThrowAsync<KubernetesApiException>(async () => await _client.Discovery.ResolveAsync(new GroupKind("broken.example.com", "Thing"), Ct));

        error.IsServiceUnavailable.ShouldBeTrue();
        error.Message.ShouldContain("broken.example.com/v1");
    }

    [Fact]
    public async Task Resolve_GroupBreaksLater_KeepsWhatItHad()
    {
        ScriptLegacy();
        _server.On("GET /apis/broken.example.com/v1", """{"kind":"APIResourceList","resources":[{"name":"things","kind":"Thing","namespaced":true,"verbs":[]}]}""")
            .On("GET /apis/broken.example.com/v1", Sample.Status(503, "ServiceUnavailable", "down"), 503);
        await _client.Discovery.ListAsync(Ct);

        _client.Discovery.Invalidate();

        (await _client.Discovery.ResolveAsync(new GroupKind("broken.example.com", "Thing"), Ct))!.Plural.ShouldBe("things");
    }

    [Fact]
    public async Task Resolve_StaleAggregatedGroup_IsUnknownRatherThanAbsent()
    {
        _server.On("GET /api", Core).On("GET /apis", """
            {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}]}
            """);

        await Should.ThrowAsync<KubernetesApiException>(async () => await _client.Discovery.ResolveAsync(new GroupKind("metrics.k8s.io", "NodeMetrics"), Ct));
        (await _client.Discovery.ResolveAsync(new GroupKind("", "Pod"), Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Resolve_UnknownKind_ReadsAgainButNotWithoutEnd()
    {
        _server.On("GET /api", Core).On("GET /apis", Groups("example.com", ("v1", "Widget")));
        await _client.Discovery.ListAsync(Ct);

        for (var i = 0; i < 50; i++)
        {
            (await _client.Discovery.ResolveAsync(new GroupKind("example.com", "Nothing"), Ct)).ShouldBeNull();
        }

        _server.RequestsTo("GET /apis").Count().ShouldBe(11);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await _client.Discovery.ResolveAsync(new GroupKind("example.com", "Nothing"), Ct);
        await _client.Discovery.ResolveAsync(new GroupKind("example.com", "Nothing"), Ct);
        _server.RequestsTo("GET /apis").Count().ShouldBe(12);
    }

    [Fact]
    public async Task Resolve_KindThatAppears_IsFound()
    {
        _server.On("GET /api", Core).On("GET /apis", Groups("example.com", ("v1", "Widget"))).On("GET /apis", Groups("example.com", ("v1", "Widget"), ("v1", "Gadget")));
        await _client.Discovery.ListAsync(Ct);

        (await _client.Discovery.RequireAsync(new GroupVersionKind("example.com", "v1", "Gadget"), Ct)).Plural.ShouldBe("gadgets");
    }

    [Fact]
    public async Task Require_Absent_NamesKindAndVersion()
    {
        _server.On("GET /api", Core).On("GET /apis", Groups("example.com", ("v1", "Widget")));

        (await Should.ThrowAsync<NoKindMatchException>(async () => await _client.Discovery.RequireAsync(new GroupVersionKind("example.com", "v3", "Widget"), Ct)))
            .Message.ShouldBe("no matches for kind \"Widget\" in version \"example.com/v3\"");
    }

    [Fact]
    public async Task Resolve_ManyAtOnce_ReadOnce()
    {
        _server.On("GET /api", Core).On("GET /apis", Groups("example.com", ("v1", "Widget")));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.Discovery.ResolveAsync(new GroupKind("", "Pod"), Ct).AsTask()));

        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Resolve_Old_AsksWhetherAnythingChanged()
    {
        _server.On("GET /api", Core, 200, ("ETag", "\"1\"")).On("GET /api", "", 304)
            .On("GET /apis", Groups("example.com", ("v1", "Widget")), 200, ("ETag", "\"2\"")).On("GET /apis", Groups("example.com", ("v2", "Widget")));
        await _client.Discovery.ListAsync(Ct);

        _clock.Advance(TimeSpan.FromMinutes(10));

        (await _client.Discovery.ResolveAsync(new GroupKind("example.com", "Widget"), Ct))!.Version.ShouldBe("v2");
        (await _client.Discovery.ResolveAsync(new GroupKind("", "Pod"), Ct)).ShouldNotBeNull();
        _server.Requests.Skip(2).Select(request => request.Header("If-None-Match")).Order(StringComparer.Ordinal).ShouldBe(["\"1\"", "\"2\""]);
    }

    [Fact]
    public async Task Resolve_ServerAway_IsAnErrorAndTriedAgain()
    {
        _server.On("GET /api", Sample.Status(500, "InternalError", "no"), 500).On("GET /api", Core).On("GET /apis", Groups("example.com", ("v1", "Widget")));

        await Should.ThrowAsync<KubernetesApiException>(async () => await _client.Discovery.ResolveAsync(new GroupKind("", "Pod"), Ct));
        (await _client.Discovery.ResolveAsync(new GroupKind("", "Pod"), Ct)).ShouldNotBeNull();
    }

    private static string Groups(string group, params (string Version, string Kind)[] kinds)
    {
        var versions = kinds.GroupBy(kind => kind.Version).Select(version => Version(version.Key, version.Select(kind => Resource(group, kind.Version, kind.Kind))));
        return $$$"""{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"{{{group}}}"},"versions":[{{{string.Join(',', versions)}}}]}]}""";
    }

    private static string Version(string name, IEnumerable<string> resources) =>
        $$$"""{"version":"{{{name}}}","resources":[{{{string.Join(',', resources)}}}]}""";

    private static string Resource(string group, string version, string kind) =>
        $$$"""{"resource":"{{{kind.ToLowerInvariant()}}}s","responseKind":{"group":"{{{group}}}","version":"{{{version}}}","kind":"{{{kind}}}"},"scope":"Namespaced","verbs":["get"]}""";

    private void ScriptLegacy() => _server
        .On("GET /api", """{"kind":"APIVersions","versions":["v1"]}""")
        .On("GET /api/v1", """{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"secrets","singularName":"","namespaced":true,"kind":"Secret","verbs":["get"]}]}""")
        .On("GET /apis", """
            {"kind":"APIGroupList","groups":[
              {"name":"apps","versions":[{"groupVersion":"apps/v1beta1","version":"v1beta1"},{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}},
              {"name":"broken.example.com","versions":[{"groupVersion":"broken.example.com/v1","version":"v1"}],"preferredVersion":{"version":"v1"}}]}
            """)
        .On("GET /apis/apps/v1beta1", """{"kind":"APIResourceList","resources":[{"name":"deployments","namespaced":true,"kind":"Deployment","verbs":["get"]}]}""")
        .On("GET /apis/apps/v1", """
            {"kind":"APIResourceList","resources":[
              {"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get"]},
              {"name":"deployments/status","namespaced":true,"kind":"Deployment","verbs":["get"]},
              {"name":"deployments/scale","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get"]}]}
            """);
}
