using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Server-side apply.</summary>
public abstract class ApplyConformance(IConformanceFixture fixture)
{
    private ApiTarget Api => fixture.Target;

    [Fact]
    public async Task Apply_Missing_Creates()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await ApplyAsync(ns, "one", """{"x":"1"}""");
        reply.Code.ShouldBe(201, reply.Text);
        var entry = (JsonObject)reply.At("metadata", "managedFields")![0]!;
        entry.GetText("operation").ShouldBe("Apply");
        JsonNode.DeepEquals(entry["fieldsV1"], JsonNode.Parse("""{"f:data":{"f:x":{}}}""")).ShouldBeTrue(entry.ToJsonString());
    }

    [Fact]
    public async Task Apply_Same_ChangesNothing()
    {
        var ns = await Api.NamespaceAsync();
        var first = await ApplyAsync(ns, "one", """{"x":"1"}""");
        var second = await ApplyAsync(ns, "one", """{"x":"1"}""");
        second.Code.ShouldBe(200);
        second.Version.ShouldBe(first.Version);
    }

    [Fact]
    public async Task Apply_FieldDropped_RemovesIt()
    {
        var ns = await Api.NamespaceAsync();
        await ApplyAsync(ns, "one", """{"x":"1","y":"2"}""");
        var reply = await ApplyAsync(ns, "one", """{"x":"1"}""");
        reply.At("data", "y").ShouldBeNull();
        reply.TextAt("data", "x").ShouldBe("1");
    }

    [Fact]
    public async Task Apply_OtherOwner_ConflictNamesIt()
    {
        var ns = await Api.NamespaceAsync();
        await ApplyAsync(ns, "one", """{"x":"1"}""");
        var reply = await ApplyAsync(ns, "two", """{"x":"2"}""");
        reply.Code.ShouldBe(409);
        reply.Reason.ShouldBe("Conflict");
        reply.Message.ShouldBe("Apply failed with 1 conflict: conflict with \"one\": .data.x");
        JsonNode.DeepEquals(reply.At("details", "causes"), JsonNode.Parse("""[{"reason":"FieldManagerConflict","message":"conflict with \"one\"","field":".data.x"}]""")).ShouldBeTrue(reply.Text);
        var forced = await ApplyAsync(ns, "two", """{"x":"2"}""", "&force=true");
        forced.Code.ShouldBe(200);
        forced.TextAt("data", "x").ShouldBe("2");
        ((JsonArray)forced.At("metadata", "managedFields")!).Select(static m => m!["manager"].AsText()).ShouldBe(["two"]);
    }

    [Fact]
    public async Task Apply_SameValue_SharesOwnership()
    {
        var ns = await Api.NamespaceAsync();
        await ApplyAsync(ns, "one", """{"x":"1"}""");
        var reply = await ApplyAsync(ns, "two", """{"x":"1"}""");
        reply.Code.ShouldBe(200);
        ((JsonArray)reply.At("metadata", "managedFields")!).Select(static m => m!["manager"].AsText()).ShouldBe(["one", "two"], ignoreOrder: true);
    }

    [Fact]
    public async Task Apply_NoFieldManager_Invalid()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PatchAsync(Path(ns), Body("{}"), ApiTarget.Apply);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
    }

    [Fact]
    public async Task Apply_DryRun_StoresNothing()
    {
        var ns = await Api.NamespaceAsync();
        var first = await ApplyAsync(ns, "one", """{"x":"1"}""");
        var reply = await ApplyAsync(ns, "one", """{"x":"2"}""", "&dryRun=All");
        reply.TextAt("data", "x").ShouldBe("2");
        reply.Version.ShouldBe(first.Version);
        (await Api.GetAsync(Path(ns))).TextAt("data", "x").ShouldBe("1");
    }

    [Fact]
    public async Task Apply_Yaml_IsRead()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PatchAsync($"{Path(ns)}?fieldManager=one", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: \"1\"\n", ApiTarget.Apply);
        reply.Code.ShouldBe(201, reply.Text);
        reply.TextAt("data", "x").ShouldBe("1");
    }

    [Fact]
    public async Task Apply_DeploymentContainers_MergeByName()
    {
        var ns = await Api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments/d";
        var first = await Api.PatchAsync($"{path}?fieldManager=one", Deployment("""[{"name":"a","image":"x"},{"name":"b","image":"y"}]"""), ApiTarget.Apply);
        first.Code.ShouldBe(201, first.Text);
        await Api.PatchAsync(path, """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"z"}]}}}}""", ApiTarget.Strategic);
        var reply = await Api.PatchAsync($"{path}?fieldManager=one", Deployment("""[{"name":"b","image":"y"}]"""), ApiTarget.Apply);
        reply.Code.ShouldBe(200, reply.Text);
        ((JsonArray)reply.At("spec", "template", "spec", "containers")!).Select(static c => c!["name"].AsText()).ShouldBe(["b", "c"], ignoreOrder: true);
    }

    [Fact]
    public async Task Apply_DeploymentUnchanged_KeepsResourceVersion()
    {
        var ns = await Api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments/d?fieldManager=one&force=true";
        var body = Deployment("""[{"name":"a","image":"x","resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}},"env":[{"name":"E","value":""}],"args":[]}]""");
        var first = await Api.PatchAsync(path, body, ApiTarget.Apply);
        first.Code.ShouldBe(201, first.Text);
        JsonNode.DeepEquals(first.At("spec", "template", "spec", "containers")![0]!["resources"], JsonNode.Parse("""{"limits":{"cpu":"500m","memory":"1Gi"}}""")).ShouldBeTrue(first.Text);
        (await Api.PatchAsync(path, body, ApiTarget.Apply)).Version.ShouldBe(first.Version);
        (await Api.PatchAsync(path + "&dryRun=All", body, ApiTarget.Apply)).Version.ShouldBe(first.Version);
    }

    [Fact]
    public async Task Update_AfterApply_TakesOwnership()
    {
        var ns = await Api.NamespaceAsync();
        await ApplyAsync(ns, "one", """{"x":"1","y":"1"}""");
        var reply = await Api.PatchAsync($"{Path(ns)}?fieldManager=editor", """{"data":{"x":"2"}}""", ApiTarget.Merge);
        var entries = ((JsonArray)reply.At("metadata", "managedFields")!).OfType<JsonObject>().ToDictionary(static e => e.GetText("manager")!);
        JsonNode.DeepEquals(entries["editor"]["fieldsV1"], JsonNode.Parse("""{"f:data":{"f:x":{}}}""")).ShouldBeTrue(reply.Text);
        JsonNode.DeepEquals(entries["one"]["fieldsV1"], JsonNode.Parse("""{"f:data":{"f:y":{}}}""")).ShouldBeTrue(reply.Text);
        (await ApplyAsync(ns, "one", """{"x":"1","y":"1"}""")).Message.ShouldBe("Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.x");
    }

    [Fact]
    public async Task Apply_ManagedFieldsInBody_BadRequest()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PatchAsync($"{Path(ns)}?fieldManager=one", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{"manager":"x"}]}}""", ApiTarget.Apply);
        reply.Code.ShouldBe(400, reply.Text);
        reply.Message.ShouldBe("metadata.managedFields must be nil");
    }

    [Fact]
    public async Task Apply_ResourceVersionOfMissing_Conflict()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PatchAsync($"{Path(ns)}?fieldManager=one", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"x"}}""", ApiTarget.Apply);
        reply.Code.ShouldBe(409, reply.Text);
        reply.Message.ShouldBe("Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid x, and no existing object was found");
    }

    [Fact]
    public async Task Apply_UnknownField_NotDeclared()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PatchAsync($"{Path(ns)}?fieldManager=one", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"wrong":1}""", ApiTarget.Apply);
        reply.Code.ShouldBe(500, reply.Text);
        reply.Message.ShouldBe("failed to create typed patch object (/a; /v1, Kind=ConfigMap): .wrong: field not declared in schema");
    }

    [Fact]
    public async Task Create_Service_AllocationsBelongToNobody()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"/api/v1/namespaces/{ns}/services", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":80}]}}""");
        reply.TextAt("spec", "clusterIP").ShouldNotBeNullOrEmpty();
        var owned = (JsonObject)reply.At("metadata", "managedFields")![0]!["fieldsV1"]!["f:spec"]!;
        owned.Select(static f => f.Key).ShouldBe(["f:internalTrafficPolicy", "f:ports", "f:sessionAffinity", "f:type"], ignoreOrder: true);
        reply.At("status", "loadBalancer").ShouldNotBeNull();
    }

    private Task<ApiReply> ApplyAsync(string ns, string manager, string data, string options = "") =>
        Api.PatchAsync($"{Path(ns)}?fieldManager={manager}{options}", Body(data), ApiTarget.Apply);

    private static string Body(string data) => $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{{{data}}}}""";

    private static string Path(string ns) => $"/api/v1/namespaces/{ns}/configmaps/a";

    private static string Deployment(string containers) =>
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":CONTAINERS}}}}"""
            .Replace("CONTAINERS", containers, StringComparison.Ordinal);
}
