using System.Net;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes.Tests.Support;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Tests.Requests;

public sealed class ReadingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_Missing_IsNull()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On($"{Sample.Collection}/a", Sample.Status(404, "NotFound", "configmaps \"a\" not found"), 404);
        using var client = server.Connect();

        (await client.FindAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct)).ShouldBeNull();
        var error = await Should.ThrowAsync<KubernetesApiException>(() => client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct));
        error.Message.ShouldBe("configmaps \"a\" not found");
        error.Code.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_NumbersAndUnknownFields_StayAsTheyAre()
    {
        const string json = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"x":1.50,"big":12345678901234567890,"ü":"é<>&"}""";
        await using var server = await ScriptedServer.StartAsync();
        server.On($"{Sample.Collection}/a", json).On("PUT /api/v1/namespaces/default/configmaps/a", json);
        using var client = server.Connect();

        var read = await client.GetAsync(Sample.ConfigMaps, new("default", "a"), ct: Ct);
        read.Namespace = "default";
        await client.ReplaceAsync(Sample.ConfigMaps, read, ct: Ct);

        server.Requests[1].Body.ShouldBe("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default"},"x":1.50,"big":12345678901234567890,"ü":"é<>&"}""");
    }

    [Fact]
    public async Task Get_DropManagedFields_LeavesTheRest()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(
            $"{Sample.Collection}/a",
            """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","managedFields":[{"fieldsV1":{"f:data":{}}}],"uid":"u"},"data":{"managedFields":"kept"}}""");
        using var client = server.Connect();

        var read = await client.GetAsync(Sample.ConfigMaps, new("default", "a"), new ReadOptions { DropManagedFields = true }, Ct);

        read.Root.ToJsonString().ShouldBe("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","uid":"u"},"data":{"managedFields":"kept"}}""");
    }

    [Fact]
    public async Task Get_MetadataOnly_KeepsTheKindsName()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On($"{Sample.Collection}/a", """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a"}}""");
        using var client = server.Connect();

        var read = await client.GetAsync(Sample.ConfigMaps, new("default", "a"), new ReadOptions { MetadataOnly = true }, Ct);

        read.Root.ToJsonString().ShouldBe("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""");
        server.Requests[0].Header("Accept").ShouldBe("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");
    }

    [Fact]
    public async Task Get_SubresourceAndVersion_AreInTheTarget()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET /apis/apps/v1/namespaces/default/deployments/a/scale", """{"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{}}""");
        using var client = server.Connect();

        await client.GetAsync(Sample.Deployments, new("default", "a"), new ReadOptions { Subresource = "scale", ResourceVersion = "0" }, Ct);

        server.Requests[0].Target.ShouldBe("/apis/apps/v1/namespaces/default/deployments/a/scale?resourceVersion=0");
    }

    [Theory]
    [InlineData("..", "invalid resource name \"..\": may not be '.' or '..' or contain '/' or '%'")]
    [InlineData("a/../../secrets/b", "invalid resource name \"a/../../secrets/b\": may not be '.' or '..' or contain '/' or '%'")]
    [InlineData("a%2fb", "invalid resource name \"a%2fb\": may not be '.' or '..' or contain '/' or '%'")]
    [InlineData("", "ConfigMap has no name")]
    public async Task Get_NameThatChangesThePath_IsRefusedUnsent(string name, string message)
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = server.Connect();

        var error = await Should.ThrowAsync<KubernetesApiException>(() => client.GetAsync(Sample.ConfigMaps, new("default", name), ct: Ct));

        error.Message.ShouldBe(message);
        error.IsInvalid.ShouldBeTrue();
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_NamespacedWithoutNamespace_IsRefusedUnsent()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = server.Connect();

        (await Should.ThrowAsync<KubernetesApiException>(() => client.GetAsync(Sample.ConfigMaps, new("", "a"), ct: Ct))).Message.ShouldBe("ConfigMap/a has no namespace");
    }

    [Fact]
    public async Task Get_NameOfAClusterRole_IsEscaped()
    {
        await using var server = await ScriptedServer.StartAsync();
        var roles = new ApiResource("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false);
        server.On("GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode%3Fx", "{}");
        using var client = server.Connect();

        await client.GetAsync(roles, new("", "system:node?x"), ct: Ct);
    }

    [Fact]
    public async Task ListPage_BuiltInItems_GetTheirType()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Sample.Collection, Sample.List(7, "next", Sample.Item("a", 3), Sample.Item("b", 4)));
        using var client = server.Connect();

        var page = await client.ListPageAsync(Sample.ConfigMaps, "default", new ListOptions { DropManagedFields = true, LabelSelector = "a in (b, c)", Limit = 2 }, Ct);

        page.ResourceVersion.ShouldBe("7");
        page.Continue.ShouldBe("next");
        page.RemainingItemCount.ShouldBe(7);
        page.Items[0].Root.ToJsonString().ShouldBe(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default","resourceVersion":"3","labels":{"a":"b"}},"data":{"k":"v"}}""");
        page.Items[1].Key.ShouldBe(new NamespacedName("default", "b"));
        server.Requests[0].Target.ShouldBe("/api/v1/namespaces/default/configmaps?labelSelector=a%20in%20%28b%2C%20c%29&limit=2");
    }

    [Fact]
    public async Task ListPage_MetadataOnly_AsksForTheListForm()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET /api/v1/configmaps", """{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a"}},{"metadata":{"name":"b"},"data":{}}]}""");
        using var client = server.Connect();

        var page = await client.ListPageAsync(Sample.ConfigMaps, options: new ListOptions { MetadataOnly = true }, ct: Ct);

        page.Items.Select(item => item.Root.ToJsonString()).ShouldBe(
            ["""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}"""]);
        server.Requests[0].Header("Accept")!.ShouldStartWith("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public async Task ListPage_ItemsLargerThanTheBuffer_AreWhole(int items)
    {
        var filler = new string('x', items == 1 ? 3_000_000 : 400);
        await using var server = await ScriptedServer.StartAsync();
        server.On(Sample.Collection, Sample.List(1, null, [.. Enumerable.Range(0, items).Select(i =>
            $$$"""{"metadata":{"name":"n{{{i}}}","managedFields":[{}]},"data":{"k":"{{{filler}}}","n":{{{i}}}}}""")]));
        using var client = server.Connect();

        var page = await client.ListPageAsync(Sample.ConfigMaps, "default", new ListOptions { DropManagedFields = true }, Ct);

        page.Items.Count.ShouldBe(items);
        page.Items[^1].Root.At("data", "k").AsText()!.Length.ShouldBe(filler.Length);
        page.Items[^1].Root.At("data", "n").AsInteger().ShouldBe(items - 1);
    }

    [Theory]
    [InlineData("""{"kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":null}""", 0)]
    [InlineData("""{"items":[],"metadata":{"resourceVersion":"1"},"other":[{}]}""", 0)]
    [InlineData("""{"items":[{}],"metadata":{"resourceVersion":"1","continue":""}}""", 1)]
    public async Task ListPage_UnusualForms_AreRead(string json, int items)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Sample.Collection, json);
        using var client = server.Connect();

        var page = await client.ListPageAsync(Sample.ConfigMaps, "default", ct: Ct);

        page.Items.Count.ShouldBe(items);
        page.ResourceVersion.ShouldBe("1");
        page.Continue.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"items":[{"metadata":{"name":"a"}},""")]
    [InlineData("""{"items":[3]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task ListPage_BrokenAnswer_IsNoEmptyList(string json)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Sample.Collection, json);
        using var client = server.Connect();

        (await Should.ThrowAsync<KubernetesConnectionException>(() => client.ListPageAsync(Sample.ConfigMaps, "default", ct: Ct))).Message.ShouldContain("the answer cannot be read: ");
    }

    [Fact]
    public async Task List_Pages_FollowTheContinuation()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On($"{Sample.Collection}?limit=500", Sample.List(1, "p 2", Sample.Item("a", 1), Sample.Item("b", 1)))
            .On($"{Sample.Collection}?limit=500&continue=p%202", Sample.List(1, null, Sample.Item("c", 1)));
        using var client = server.Connect();

        (await NamesAsync(client)).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task List_ExpiredContinuation_StartsOverWithoutRepeating()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On($"{Sample.Collection}?limit=500", Sample.List(1, "old", Sample.Item("a", 1), Sample.Item("b", 1)))
            .On($"{Sample.Collection}?limit=500&continue=old", Sample.Expired, 410)
            .On(Sample.Collection, Sample.List(9, null, Sample.Item("a", 1), Sample.Item("b", 1), Sample.Item("c", 9)));
        using var client = server.Connect();

        (await NamesAsync(client)).ShouldBe(["a", "b", "c"]);
        server.Requests[^1].Target.ShouldBe("/api/v1/namespaces/default/configmaps", "in one piece, which cannot expire");
    }

    [Fact]
    public async Task Typed_Get_ReadsTheType()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(
            "GET /apis/source.toolkit.fluxcd.io/v1/namespaces/apps/gitrepositories/podinfo",
            """{"apiVersion":"source.toolkit.fluxcd.io/v1","kind":"GitRepository","metadata":{"name":"podinfo","namespace":"apps"},"spec":{"url":"https://example.com/r","interval":"1m"}}""");
        using var client = server.Connect();

        var repository = await client.GetAsync<GitRepository>(new("apps", "podinfo"), ct: Ct);

        repository.Spec.Url.ShouldBe("https://example.com/r");
        repository.Name.ShouldBe("podinfo");
        ApiResource.Of<GitRepository>().ShouldBe(new ApiResource("source.toolkit.fluxcd.io", "v1", "GitRepository", "gitrepositories", true));
    }

    private static async Task<List<string>> NamesAsync(KubernetesClient client)
    {
        var names = new List<string>();
        await foreach (var item in client.ListAsync(Sample.ConfigMaps, "default", ct: Ct))
        {
            names.Add(item.Name);
        }

        return names;
    }
}
