using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.FieldManagement;

namespace GitOpsToolkit.Testing.Tests.FieldManagement;

public sealed class FieldManagerTests
{
    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = First.AddHours(1);
    private static readonly GroupVersionKind ConfigMap = new("", "v1", "ConfigMap");

    private readonly FieldManager _manager = new(ConfigMap, version => version == "v1" ? BuiltInSchemas.Find(ConfigMap) : null);

    [Fact]
    public void Apply_SameConfiguration_GivesTheLiveObjectBack()
    {
        var live = Stored(_manager.Apply(null, Map("""{"a":"1"}"""), "one", false, First));
        var before = live.ToJsonString();

        _manager.Apply(live, Map("""{"a":"1"}"""), "one", false, Later).ShouldBeSameAs(live);

        live.ToJsonString().ShouldBe(before);
    }

    [Fact]
    public void Apply_ChangedValue_MovesOnlyTheOwnTime()
    {
        var live = Stored(_manager.Apply(null, Map("""{"a":"1"}"""), "one", false, First));
        live = Stored(_manager.Apply(live, Map("""{"b":"1"}"""), "two", false, First));

        var changed = _manager.Apply(live, Map("""{"a":"2"}"""), "one", false, Later);

        Entry(changed, "one").GetText("time").ShouldBe("2024-01-01T01:00:00Z");
        Entry(changed, "two").GetText("time").ShouldBe("2024-01-01T00:00:00Z");
    }

    [Fact]
    public void Apply_ValueAnotherManagerHolds_SharesItWithoutATime()
    {
        var live = Stored(_manager.Apply(null, Map("""{"a":"1"}"""), "one", false, First));

        var shared = _manager.Apply(live, Map("""{"a":"1"}"""), "two", false, Later);

        Entry(shared, "two").ContainsKey("time").ShouldBeFalse();
        Entry(shared, "one").GetText("time").ShouldBe("2024-01-01T00:00:00Z");
        Entry(live, "one").GetText("time").ShouldBe("2024-01-01T00:00:00Z");
    }

    [Fact]
    public void Apply_InputsOfAMerge_StayAsTheyWere()
    {
        var live = Stored(_manager.Apply(null, Map("""{"a":"1","b":"2"}"""), "one", false, First));
        var applied = Map("""{"a":"3"}""");
        var (liveBefore, appliedBefore) = (live.ToJsonString(), applied.ToJsonString());

        _manager.Apply(live, applied, "one", false, Later);

        live.ToJsonString().ShouldBe(liveBefore);
        applied.ToJsonString().ShouldBe(appliedBefore);
    }

    [Fact]
    public void Apply_FieldTwoManagersApplied_StaysUntilBothLetGo()
    {
        var live = Stored(_manager.Apply(null, Map("""{"a":"1"}"""), "one", false, First));
        live = Stored(_manager.Apply(live, Map("""{"a":"1"}"""), "two", false, First));

        live = Stored(_manager.Apply(live, Map("""{"x":"1"}"""), "one", false, Later));
        live["data"]!.AsObject().ContainsKey("a").ShouldBeTrue();

        live = Stored(_manager.Apply(live, Map("""{"x":"1"}"""), "two", false, Later));
        live["data"]!.AsObject().ContainsKey("a").ShouldBeFalse();
    }

    [Fact]
    public void Apply_VersionNoLongerServed_DropsItsManagers()
    {
        var live = Stored(_manager.Apply(null, Map("""{"a":"1"}"""), "one", false, First));
        Entry(live, "one")["apiVersion"] = "v1beta1";

        var changed = _manager.Apply(live, Map("""{"a":"2"}"""), "two", false, Later);

        ManagedFields.Of(changed)!.ShouldHaveSingleItem()!["manager"]!.GetValue<string>().ShouldBe("two");
    }

    [Fact]
    public void Apply_OtherServedVersion_KeepsOneEntryPerApplier()
    {
        var widget = StructuralSchema.Parse(JsonNode.Parse("""{"type":"object","properties":{"spec":{"type":"object","additionalProperties":{"type":"string"}}}}""")!.AsObject());
        TypeSchema? Types(string version) => version is "x.io/v1" or "x.io/v2" ? widget.Type : null;
        var v1 = new FieldManager(new("x.io", "v1", "Widget"), Types);
        var v2 = new FieldManager(new("x.io", "v2", "Widget"), Types);

        var live = Stored(v1.Apply(null, Widget("x.io/v1", """{"a":"1","b":"2"}"""), "one", false, First));
        live["apiVersion"] = "x.io/v2";
        live = Stored(v2.Apply(live, Widget("x.io/v2", """{"a":"1"}"""), "one", false, Later));

        var entry = ManagedFields.Of(live)!.ShouldHaveSingleItem()!.AsObject();
        entry.GetText("apiVersion").ShouldBe("x.io/v2");
        live["spec"]!.ToJsonString().ShouldBe("""{"a":"1"}""");
    }

    [Fact]
    public void Apply_KubectlOverItsOwnAnnotation_TakesClientSideFieldsOver()
    {
        var created = Map("""{"a":"1"}""");
        new Unstructured(created).SetAnnotation(LastApplied.Annotation, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"n"},"data":{"a":"1"}}""");
        _manager.Update(null, created, "kubectl-client-side-apply", First);
        var live = Stored(created);

        Should.Throw<ApplyConflictException>(() => _manager.Apply(live, Map("""{"a":"2"}"""), "other", false, Later));
        var applied = _manager.Apply(live, Map("""{"a":"2"}"""), "kubectl", false, Later);

        applied["data"]!["a"]!.GetValue<string>().ShouldBe("2");
        new Unstructured(applied).Annotation(LastApplied.Annotation).ShouldNotBeNull().ShouldContain("\"a\":\"2\"");
    }

    [Fact]
    public void Update_NothingChanged_KeepsTheEntries()
    {
        var live = Map("""{"a":"1"}""");
        _manager.Update(null, live, "one", First);
        Stored(live);
        var again = (JsonObject)live.DeepClone();

        _manager.Update(live, again, "two", Later);

        again.ToJsonString().ShouldBe(live.ToJsonString());
    }

    [Fact]
    public void Update_ThroughASubresource_HasItsOwnEntry()
    {
        var live = Map("""{"a":"1"}""");
        _manager.Update(null, live, "one", First);
        Stored(live);
        var status = new FieldManager(ConfigMap, _ => BuiltInSchemas.Find(ConfigMap)) { Subresource = "status", ResetFields = [["metadata"]] };
        var updated = (JsonObject)live.DeepClone();
        updated["data"]!["b"] = "2";
        new Unstructured(updated).SetLabel("ignored", "here");

        status.Update(live, updated, "one", Later);

        ManagedFields.Of(updated)!.Count.ShouldBe(2);
        var entry = ManagedFields.Of(updated)![1]!.AsObject();
        entry.GetText("subresource").ShouldBe("status");
        entry["fieldsV1"]!.ToJsonString().ShouldBe("""{"f:data":{"f:b":{}}}""");
    }

    [Fact]
    public void Update_ClientSendsBrokenManagedFields_KeepsTheStoredOnes()
    {
        var live = Map("""{"a":"1"}""");
        _manager.Update(null, live, "one", First);
        Stored(live);
        var updated = (JsonObject)live.DeepClone();
        updated["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "bad" });

        _manager.Update(live, updated, "two", Later);

        updated["metadata"]!["managedFields"]!.ToJsonString().ShouldBe(live["metadata"]!["managedFields"]!.ToJsonString());
    }

    [Fact]
    public void Update_ManyManagers_MergesTheOldest()
    {
        var live = Map("{}");
        _manager.Update(null, live, "maker", First);
        Stored(live);
        for (var i = 0; i < 15; i++)
        {
            var updated = (JsonObject)live.DeepClone();
            updated["data"]![string.Create(CultureInfo.InvariantCulture, $"k{i:00}")] = "1";
            _manager.Update(live, updated, string.Create(CultureInfo.InvariantCulture, $"m{i:00}"), First.AddSeconds(i));
            live = updated;
        }

        var entries = ManagedFields.Of(live)!;
        entries.Count.ShouldBe(UpdaterCap.MaxUpdaters);
        entries[0]!["manager"]!.GetValue<string>().ShouldBe(UpdaterCap.BucketName);
        entries[0]!["fieldsV1"]!["f:data"]!.AsObject().Count.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Apply_ManagerWithoutName_IsUnknown() =>
        ManagedFields.Of(_manager.Apply(null, Map("""{"a":"1"}"""), "", false, First))!
            .ShouldHaveSingleItem()!["manager"]!.GetValue<string>().ShouldBe("unknown");

    /// <summary>Any order of applies by managers without a common field ends in the same object.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_DisjointManagersInAnyOrder_EndInOneObject(int seed)
    {
        var random = new Random(seed);
        string[] managers = ["one", "two", "three", "four"];
        var expected = Apply(managers);

        for (var i = 0; i < 20; i++)
        {
            var order = managers.ToArray();
            random.Shuffle(order);
            JsonNode.DeepEquals(Apply(order), expected).ShouldBeTrue(string.Join(',', order));
        }

        JsonObject Apply(string[] order)
        {
            JsonObject? live = null;
            foreach (var name in order)
            {
                live = Stored(_manager.Apply(live, Map($$"""{"{{name}}":"1","{{name}}-b":"2"}"""), name, false, First));
            }

            return live!;
        }
    }

    private static JsonObject Map(string data) =>
        JsonNode.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"n"},"data":{{data}}}""")!.AsObject();

    private static JsonObject Widget(string apiVersion, string spec) =>
        JsonNode.Parse($$"""{"apiVersion":"{{apiVersion}}","kind":"Widget","metadata":{"name":"x"},"spec":{{spec}}}""")!.AsObject();

    private static JsonObject Stored(JsonObject resource)
    {
        resource["metadata"]!["uid"] = "u";
        return resource;
    }

    private static JsonObject Entry(JsonObject resource, string manager) =>
        ManagedFields.Of(resource)!.OfType<JsonObject>().Single(entry => entry.GetText("manager") == manager);
}
