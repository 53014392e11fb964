using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Resources that CRDs define.</summary>
public abstract class CustomResourceConformance(IConformanceFixture fixture)
{
    private ApiTarget Api => fixture.Target;

    [Fact]
    public async Task Definition_Created_IsEstablishedAndServed()
    {
        var kind = await DefineAsync();
        var definition = await Api.GetAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{kind.Plural}.example.com");
        ((JsonArray)definition.At("status", "conditions")!).Where(static c => c!["status"].AsText() == "True").Select(static c => c!["type"].AsText()).ShouldBe(["NamesAccepted", "Established"], ignoreOrder: true);
        definition.TextAt("status", "acceptedNames", "plural").ShouldBe(kind.Plural);
        definition.TextAt("spec", "names", "listKind").ShouldBe(kind.Kind + "List");
        var list = await Api.GetAsync($"/apis/example.com/v1/{kind.Plural}");
        list.Code.ShouldBe(200);
        list.TextAt("kind").ShouldBe(kind.Kind + "List");
    }

    [Fact]
    public async Task Create_Valid_PrunesAndDefaults()
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync(kind.Path(ns), kind.Body("a", """{"size":3,"unknown":true}"""));
        reply.Code.ShouldBe(201, reply.Text);
        reply.At("spec", "unknown").ShouldBeNull();
        reply.TextAt("spec", "mode").ShouldBe("fast");
        reply.At("metadata", "generation").AsInteger().ShouldBe(1);
        reply.Headers.GetValues("Warning").ShouldBe(["299 - \"unknown field \\\"spec.unknown\\\"\""]);
    }

    [Theory]
    [InlineData("""{"size":11}""", "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10")]
    [InlineData("""{"size":"x"}""", "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{}""", "spec.size: Required value")]
    [InlineData("""{"size":1,"mode":"odd"}""", "spec.mode: Unsupported value: \"odd\": supported values: \"fast\", \"slow\"")]
    public async Task Create_Invalid_SaysWhy(string spec, string problem)
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync(kind.Path(ns), kind.Body("a", spec));
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe($"{kind.Kind}.example.com \"a\" is invalid: {problem}");
    }

    [Fact]
    public async Task Status_WrittenThroughItsPathOnly()
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(kind.Path(ns), kind.Body("a", """{"size":1}"""));
        (await Api.PatchAsync(kind.Path(ns, "a"), """{"status":{"phase":"x"}}""", ApiTarget.Merge)).At("status").ShouldBeNull();
        var reply = await Api.PatchAsync(kind.Path(ns, "a") + "/status", """{"metadata":{"labels":{"l":"v"}},"spec":{"size":2},"status":{"phase":"x"}}""", ApiTarget.Merge);
        reply.Code.ShouldBe(200);
        reply.TextAt("status", "phase").ShouldBe("x");
        reply.At("spec", "size").AsInteger().ShouldBe(1);
        reply.At("metadata", "labels").ShouldBeNull();
        reply.At("metadata", "generation").AsInteger().ShouldBe(1);
        (await Api.PatchAsync(kind.Path(ns, "a"), """{"spec":{"size":2}}""", ApiTarget.Merge)).At("metadata", "generation").AsInteger().ShouldBe(2);
    }

    [Fact]
    public async Task Replace_WithoutVersion_Invalid()
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(kind.Path(ns), kind.Body("a", """{"size":1}"""));
        var reply = await Api.PutAsync(kind.Path(ns, "a"), kind.Body("a", """{"size":2}"""));
        reply.Code.ShouldBe(422);
        reply.Message.ShouldBe($"{kind.Plural}.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    [Fact]
    public async Task Patch_Strategic_UnsupportedMediaType()
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(kind.Path(ns), kind.Body("a", """{"size":1}"""));
        (await Api.PatchAsync(kind.Path(ns, "a"), "{}", ApiTarget.Strategic)).Code.ShouldBe(415);
    }

    [Fact]
    public async Task Apply_ListMap_MergesByKey()
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        var first = await Api.PatchAsync(kind.Path(ns, "a") + "?fieldManager=one", kind.Body("a", """{"size":1,"items":[{"name":"x","value":"1"}]}"""), ApiTarget.Apply);
        first.Code.ShouldBe(201, first.Text);
        var second = await Api.PatchAsync(kind.Path(ns, "a") + "?fieldManager=two", kind.Body("a", """{"items":[{"name":"y","value":"2"}]}"""), ApiTarget.Apply);
        second.Code.ShouldBe(200, second.Text);
        ((JsonArray)second.At("spec", "items")!).Select(static i => i!["name"].AsText()).ShouldBe(["x", "y"]);
        var again = await Api.PatchAsync(kind.Path(ns, "a") + "?fieldManager=two", kind.Body("a", """{"items":[{"name":"y","value":"2"}]}"""), ApiTarget.Apply);
        again.Version.ShouldBe(second.Version);
    }

    [Fact]
    public async Task List_Table_HasPrinterColumns()
    {
        var kind = await DefineAsync();
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(kind.Path(ns), kind.Body("a", """{"size":1}"""));
        await Api.PatchAsync(kind.Path(ns, "a") + "/status", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""", ApiTarget.Merge);
        var table = await Api.GetAsync(kind.Path(ns), "application/json;as=Table;v=v1;g=meta.k8s.io");
        ((JsonArray)table.At("columnDefinitions")!).Select(static c => c!["name"].AsText()).ShouldBe(["Name", "Size", "Ready", "Age"]);
        var cells = (JsonArray)table.At("rows")![0]!["cells"]!;
        cells[0].AsText().ShouldBe("a");
        cells[1].AsInteger().ShouldBe(1);
        cells[2].AsText().ShouldBe("True");
    }

    [Fact]
    public async Task Definition_NotStructural_Invalid()
    {
        var reply = await Api.PostAsync(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"bads.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"bads","kind":"Bad"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"properties":{"a":{"type":"string"}}}}}}}]}}""");
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldContain("must not be empty for specified object fields");
    }

    private async Task<CustomKind> DefineAsync()
    {
        var kind = new CustomKind("widget" + Guid.NewGuid().ToString("N")[..8]);
        var reply = await Api.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kind.Definition);
        reply.Code.ShouldBe(201, reply.Text);
        for (var i = 0; i < 200; i++)
        {
            if ((await Api.GetAsync($"/apis/example.com/v1/{kind.Plural}")).Code == 200)
            {
                return kind;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException($"{kind.Plural} is not served.");
    }

    private sealed record CustomKind(string Singular)
    {
        public string Plural => Singular + "s";

        public string Kind => char.ToUpperInvariant(Singular[0]) + Singular[1..];

        public string Definition => """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"PLURAL.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"PLURAL","kind":"KIND"},
              "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
               "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},{"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
               "schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","required":["size"],"properties":{
                 "size":{"type":"integer","maximum":10},
                 "mode":{"type":"string","default":"fast","enum":["fast","slow"]},
                 "items":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"string"}}}}}},
                "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
            """.Replace("PLURAL", Plural, StringComparison.Ordinal).Replace("KIND", Kind, StringComparison.Ordinal);

        public string Path(string ns, string? name = null) => $"/apis/example.com/v1/namespaces/{ns}/{Plural}{(name is null ? "" : "/" + name)}";

        public string Body(string name, string spec) => """{"apiVersion":"example.com/v1","kind":"KIND","metadata":{"name":"NAME"},"spec":SPEC}"""
            .Replace("KIND", Kind, StringComparison.Ordinal)
            .Replace("NAME", name, StringComparison.Ordinal)
            .Replace("SPEC", spec, StringComparison.Ordinal);
    }
}
