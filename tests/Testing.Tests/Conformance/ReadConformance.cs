using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>Lists, pages, selectors, watches and tables.</summary>
public abstract class ReadConformance(IConformanceFixture fixture)
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private const string MetadataList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

    private ApiTarget Api => fixture.Target;

    [Fact]
    public async Task List_Items_AreSortedAndWithoutKind()
    {
        var ns = await FilledAsync("c", "a", "b");
        var list = await Api.GetAsync(Path(ns));
        list.TextAt("kind").ShouldBe("ConfigMapList");
        Names(list).ShouldBe(["a", "b", "c"]);
        ((JsonObject)list.At("items")![0]!).ContainsKey("kind").ShouldBeFalse();
        list.Version.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task List_Limit_PagesOneState()
    {
        var ns = await FilledAsync("a", "b", "c", "d");
        var first = await Api.GetAsync($"{Path(ns)}?limit=2");
        Names(first).ShouldBe(["a", "b"]);
        first.At("metadata", "remainingItemCount").AsInteger().ShouldBe(2);
        await Api.DeleteAsync(Path(ns, "d"));
        await Api.PostAsync(Path(ns), ConfigMap("e", "{}"));
        var second = await Api.GetAsync($"{Path(ns)}?limit=2&continue={Uri.EscapeDataString(first.TextAt("metadata", "continue")!)}");
        Names(second).ShouldBe(["c", "d"]);
        second.At("metadata", "continue").ShouldBeNull();
        second.Version.ShouldBe(first.Version);
    }

    [Fact]
    public async Task List_BadContinue_BadRequest() =>
        (await Api.GetAsync("/api/v1/namespaces/default/configmaps?limit=1&continue=zzzz")).Code.ShouldBe(400);

    [Theory]
    [InlineData("k=v", "a,b")]
    [InlineData("k!=v", "c,d")]
    [InlineData("k in (v,w)", "a,b,c")]
    [InlineData("k notin (v)", "c,d")]
    [InlineData("k", "a,b,c")]
    [InlineData("!k", "d")]
    [InlineData("k=v,n>1", "b")]
    [InlineData("k=v,n<2", "a")]
    public async Task List_LabelSelector_Selects(string selector, string expected)
    {
        var ns = await Api.NamespaceAsync();
        await Api.PostAsync(Path(ns), ConfigMap("a", """{"k":"v","n":"1"}"""));
        await Api.PostAsync(Path(ns), ConfigMap("b", """{"k":"v","n":"2"}"""));
        await Api.PostAsync(Path(ns), ConfigMap("c", """{"k":"w"}"""));
        await Api.PostAsync(Path(ns), ConfigMap("d", "{}"));
        Names(await Api.GetAsync($"{Path(ns)}?labelSelector={Uri.EscapeDataString(selector)}")).ShouldBe(expected.Split(','));
    }

    [Theory]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    public async Task List_BadLabelSelector_BadRequest(string selector, string message)
    {
        var reply = await Api.GetAsync($"/api/v1/configmaps?labelSelector={Uri.EscapeDataString(selector)}");
        reply.Code.ShouldBe(400);
        reply.Message.ShouldBe(message);
    }

    [Fact]
    public async Task List_FieldSelector_Selects()
    {
        var ns = await FilledAsync("a", "b");
        Names(await Api.GetAsync($"{Path(ns)}?fieldSelector=metadata.name%3Da")).ShouldBe(["a"]);
        Names(await Api.GetAsync($"{Path(ns)}?fieldSelector=metadata.name!%3Da")).ShouldBe(["b"]);
        var unknown = await Api.GetAsync($"{Path(ns)}?fieldSelector=data.x%3Da");
        unknown.Code.ShouldBe(400);
        unknown.Message.ShouldBe("\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    [Fact]
    public async Task List_ExactVersion_AnswersThatState()
    {
        var ns = await FilledAsync("a");
        var before = await Api.GetAsync(Path(ns));
        await Api.PostAsync(Path(ns), ConfigMap("b", "{}"));
        Names(await Api.GetAsync($"{Path(ns)}?resourceVersion={before.Version}&resourceVersionMatch=Exact")).ShouldBe(["a"]);
        Names(await Api.GetAsync($"{Path(ns)}?resourceVersion={before.Version}&resourceVersionMatch=NotOlderThan")).ShouldBe(["a", "b"]);
        var wrong = await Api.GetAsync($"{Path(ns)}?resourceVersionMatch=Exact");
        wrong.Code.ShouldBe(422, wrong.Text);
    }

    [Fact]
    public async Task List_MetadataOnly_LeavesTheRestOut()
    {
        var ns = await FilledAsync("a");
        var list = await Api.GetAsync(Path(ns), MetadataList);
        list.TextAt("kind").ShouldBe("PartialObjectMetadataList");
        var item = (JsonObject)list.At("items")![0]!;
        item.ContainsKey("data").ShouldBeFalse();
        item["metadata"].At("name").AsText().ShouldBe("a");
    }

    [Fact]
    public async Task List_Table_HasColumnsAndRows()
    {
        var ns = await FilledAsync("a");
        var table = await Api.GetAsync(Path(ns), Table);
        table.TextAt("kind").ShouldBe("Table");
        ((JsonArray)table.At("columnDefinitions")!).Select(static c => c!["name"].AsText()).ShouldBe(["Name", "Data", "Age"]);
        var row = (JsonObject)table.At("rows")![0]!;
        row["cells"]![0].AsText().ShouldBe("a");
        row["cells"]![1].AsInteger().ShouldBe(0);
        row["object"].At("kind").AsText().ShouldBe("PartialObjectMetadata");
    }

    [Fact]
    public async Task Watch_FromVersion_TellsWhatHappened()
    {
        var ns = await FilledAsync("a");
        var start = (await Api.GetAsync(Path(ns))).Version;
        await Api.PatchAsync(Path(ns, "a"), """{"data":{"x":"1"}}""", ApiTarget.Merge);
        await Api.PatchAsync(Path(ns, "a"), """{"data":{"x":"1"}}""", ApiTarget.Merge);
        await Api.PostAsync(Path(ns), ConfigMap("b", "{}"));
        await Api.DeleteAsync(Path(ns, "a"));
        var events = await Api.WatchAsync($"{Path(ns)}?watch=true&resourceVersion={start}", 3);
        events.Select(static e => e.Type).ShouldBe(["MODIFIED", "ADDED", "DELETED"]);
        events[2].Object["data"].At("x").AsText().ShouldBe("1");
        long.Parse(events[2].Object["metadata"].At("resourceVersion").AsText()!).ShouldBeGreaterThan(long.Parse(events[1].Object["metadata"].At("resourceVersion").AsText()!));
    }

    [Fact]
    public async Task Watch_Selector_LeavingIsDeletion()
    {
        var ns = await Api.NamespaceAsync();
        var start = (await Api.GetAsync(Path(ns))).Version;
        await Api.PostAsync(Path(ns), ConfigMap("a", """{"k":"v"}"""));
        await Api.PatchAsync(Path(ns, "a"), """{"metadata":{"labels":{"k":"w"}}}""", ApiTarget.Merge);
        await Api.PatchAsync(Path(ns, "a"), """{"metadata":{"labels":{"k":"v"}}}""", ApiTarget.Merge);
        var events = await Api.WatchAsync($"{Path(ns)}?watch=true&labelSelector=k%3Dv&resourceVersion={start}", 3);
        events.Select(static e => e.Type).ShouldBe(["ADDED", "DELETED", "ADDED"]);
        events[1].Object["metadata"].At("labels", "k").AsText().ShouldBe("v");
    }

    [Fact]
    public async Task Watch_NoVersion_StartsWithTheState()
    {
        var ns = await FilledAsync("a", "b");
        var events = await Api.WatchAsync($"{Path(ns)}?watch=true", 2);
        events.Select(static e => e.Type).ShouldBe(["ADDED", "ADDED"]);
        events[0].Object.ContainsKey("kind").ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_SendInitialEvents_EndsThemWithABookmark()
    {
        var ns = await FilledAsync("a", "b");
        var events = await Api.WatchAsync($"{Path(ns)}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", 3);
        events.Select(static e => e.Type).ShouldBe(["ADDED", "ADDED", "BOOKMARK"]);
        events[2].Object["metadata"].At("annotations", "k8s.io/initial-events-end").AsText().ShouldBe("true");
    }

    [Fact]
    public async Task Watch_Timeout_EndsTheWatch()
    {
        var ns = await FilledAsync("a");
        var events = await Api.WatchAsync($"{Path(ns)}?watch=true&timeoutSeconds=1", 10);
        events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_Table_SendsColumnsOnce()
    {
        var ns = await FilledAsync("a", "b");
        var events = await Api.WatchAsync($"{Path(ns)}?watch=true", 2, Table);
        events[0].Object["columnDefinitions"].ShouldBeOfType<JsonArray>();
        events[1].Object["columnDefinitions"].ShouldBeNull();
        events[1].Object["rows"]![0]!["cells"]![0].AsText().ShouldBe("b");
    }

    private async Task<string> FilledAsync(params string[] names)
    {
        var ns = await Api.NamespaceAsync();
        foreach (var name in names)
        {
            (await Api.PostAsync(Path(ns), ConfigMap(name, "{}"))).Code.ShouldBe(201);
        }

        return ns;
    }

    private static string[] Names(ApiReply list) => [.. ((JsonArray)list.At("items")!).Select(static i => i!["metadata"].At("name").AsText()!)];

    private static string Path(string ns, string? name = null) => $"/api/v1/namespaces/{ns}/configmaps{(name is null ? "" : "/" + name)}";

    private static string ConfigMap(string name, string labels) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{{{labels}}}}}""";
}
