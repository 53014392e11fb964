using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes.Tests.Support;

namespace GitOpsToolkit.Kubernetes.Tests.Requests;

public sealed class WritingTests : IAsyncLifetime
{
    private const string Item = "/api/v1/namespaces/default/configmaps/a";
    private ScriptedServer _server = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _client = _server.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Patch_Apply_CarriesEveryOption()
    {
        _server.On($"PATCH {Item}", Sample.Object("a", 1));

        await _client.PatchAsync(
            Sample.ConfigMaps,
            new("default", "a"),
            Patch.Apply(Sample.ConfigMap("a")),
            new PatchOptions { FieldManager = "my manager", Force = true, DryRun = true, FieldValidation = FieldValidation.Strict },
            Ct);

        var request = _server.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe($"{Item}?fieldManager=my%20manager&dryRun=All&fieldValidation=Strict&force=true");
        request.Header("Content-Type").ShouldBe("application/apply-patch+yaml");
        request.Body.ShouldBe("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}""");
    }

    [Fact]
    public async Task Patch_OtherFormats_SayWhichTheyAre()
    {
        _server.On($"PATCH {Item}", Sample.Object("a", 1));
        var key = Sample.ConfigMap("a").Key;

        await _client.PatchAsync(Sample.ConfigMaps, key, Patch.Merge(new JsonObject { ["x"] = null }), ct: Ct);
        await _client.PatchAsync(Sample.ConfigMaps, key, Patch.Strategic(new JsonObject()), ct: Ct);
        await _client.PatchAsync(Sample.ConfigMaps, key, Patch.Json([new JsonObject { ["op"] = "remove", ["path"] = "/x" }]), ct: Ct);

        _server.Requests.Select(request => $"{request.Header("Content-Type")} {request.Body}").ShouldBe(
        [
            """application/merge-patch+json {"x":null}""",
            "application/strategic-merge-patch+json {}",
            """application/json-patch+json [{"op":"remove","path":"/x"}]""",
        ]);
    }

    [Fact]
    public async Task Patch_ApplyWithoutManager_IsRefusedUnsent()
    {
        await Should.ThrowAsync<ArgumentException>(() => _client.PatchAsync(Sample.ConfigMaps, new("default", "a"), Patch.Apply(new JsonObject()), ct: Ct));
        await Should.ThrowAsync<ArgumentException>(() => _client.PatchAsync(
            Sample.ConfigMaps, new("default", "a"), Patch.Merge(new JsonObject()), new PatchOptions { Force = true }, Ct));

        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Patch_ApplyConflict_NamesEveryField()
    {
        _server.On($"PATCH {Item}", Sample.Status(409, "Conflict", "Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.k", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = "conflict with \"kubectl\" using v1", ["field"] = ".data.k" }),
        }), 409);

        var error = await Should.ThrowAsync<KubernetesApiException>(() => _client.PatchAsync(
            Sample.ConfigMaps, new("default", "a"), Patch.Apply(Sample.ConfigMap("a")), new PatchOptions { FieldManager = "m" }, Ct));

        error.IsConflict.ShouldBeTrue();
        error.IsAlreadyExists.ShouldBeFalse();
        error.Causes.ShouldBe([new StatusCause("FieldManagerConflict", "conflict with \"kubectl\" using v1", ".data.k")]);
        error.HasCause("FieldManagerConflict").ShouldBeTrue();
    }

    [Fact]
    public async Task Create_GoesToTheCollection()
    {
        _server.On("POST /api/v1/namespaces/default/configmaps", Sample.Object("a", 1), 201);

        (await _client.CreateAsync(Sample.ConfigMaps, Sample.ConfigMap("a"), new WriteOptions { FieldManager = "m" }, Ct)).ResourceVersion.ShouldBe("1");

        _server.Requests[0].Target.ShouldBe("/api/v1/namespaces/default/configmaps?fieldManager=m");
        _server.Requests[0].Header("Content-Type").ShouldBe("application/json");
    }

    [Fact]
    public async Task Create_Subresource_GoesBelowTheObject()
    {
        _server.On($"POST {Item}/eviction", "{}");

        await _client.CreateAsync(Sample.ConfigMaps, Sample.ConfigMap("a"), new WriteOptions { Subresource = "eviction" }, Ct);
    }

    [Fact]
    public async Task Create_Existing_IsAlreadyExists()
    {
        _server.On("POST /api/v1/namespaces/default/configmaps", Sample.Status(409, "AlreadyExists", "configmaps \"a\" already exists"), 409);

        var error = await Should.ThrowAsync<KubernetesApiException>(() => _client.CreateAsync(Sample.ConfigMaps, Sample.ConfigMap("a"), ct: Ct));

        error.IsAlreadyExists.ShouldBeTrue();
        error.IsConflict.ShouldBeFalse();
    }

    [Fact]
    public async Task Delete_Preconditions_AreInTheBody()
    {
        _server.On($"DELETE {Item}", """{"kind":"Status","status":"Success"}""");

        (await _client.DeleteAsync(
            Sample.ConfigMaps,
            new("default", "a"),
            new DeleteOptions { PropagationPolicy = PropagationPolicy.Foreground, Preconditions = new("uid-1", "7"), GracePeriodSeconds = 0, DryRun = true },
            Ct)).ShouldBeNull();

        _server.Requests[0].Body.ShouldBe(
            """{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Foreground","preconditions":{"uid":"uid-1","resourceVersion":"7"},"dryRun":["All"]}""");
    }

    [Fact]
    public async Task Delete_HeldByFinalizer_ReturnsTheObject()
    {
        _server.On($"DELETE {Item}", """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","deletionTimestamp":"2026-01-01T00:00:00Z"}}""");

        (await _client.DeleteAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct))!.Name.ShouldBe("a");
        _server.Requests[0].Body.ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_AlreadyGone_IsNull()
    {
        _server.On($"DELETE {Item}", Sample.Status(404, "NotFound", "configmaps \"a\" not found"), 404);

        (await _client.DeleteAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_OtherIncarnation_IsConflict()
    {
        _server.On($"DELETE {Item}", Sample.Status(409, "Conflict", "Precondition failed: UID in precondition"), 409);

        (await Should.ThrowAsync<KubernetesApiException>(() => _client.DeleteAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct))).IsConflict.ShouldBeTrue();
    }

    [Fact]
    public async Task Impersonate_SendsTheIdentity()
    {
        _server.On($"GET {Item}", Sample.Object("a", 1));
        var other = _client.Impersonate("system:serviceaccount:apps:deployer", ["one", "two"]);

        await other.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);
        await _client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);

        _server.Requests[0].Header("Impersonate-User").ShouldBe("system:serviceaccount:apps:deployer");
        _server.Requests[0].Header("Impersonate-Group").ShouldBe("one,two", "two lines; a joined one would name a single group");
        _server.Requests[1].Header("Impersonate-User").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\r\nAuthorization: x")]
    [InlineData("jäne")]
    public void Impersonate_UnusableUser_FailsClosed(string user) => Should.Throw<ArgumentException>(() => _client.Impersonate(user));

    [Fact]
    public void Impersonate_SameIdentity_IsKept()
    {
        var first = _client.Impersonate("a", ["b"]);

        first.ShouldBeSameAs(_client.Impersonate("a", ["b"]));
        first.ShouldNotBeSameAs(_client.Impersonate("a", ["b", "c"]));
        first.Impersonate("a").ShouldBeSameAs(_client.Impersonate("a"));
        first.Discovery.ShouldBeSameAs(_client.Discovery);
    }

    [Fact]
    public async Task Request_OtherPaths_AnswerWithWhateverIsThere()
    {
        _server.On("GET /readyz", async (context, _) => await context.Response.Body.WriteAsync("ok"u8.ToArray()))
            .On("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", """{"status":{"allowed":true}}""");

        (await _client.RequestAsync(HttpMethod.Get, "/readyz", ct: Ct))!.GetValue<string>().ShouldBe("ok");
        var review = await _client.RequestAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new JsonObject { ["spec"] = new JsonObject() }, Ct);
        review!["status"]!["allowed"]!.GetValue<bool>().ShouldBeTrue();
    }
}
