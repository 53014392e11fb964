using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Tests.Schemas;

public sealed class StructuralSchemaTests
{
    [Fact]
    public void Parse_WithoutSchema_KeepsEverything()
    {
        var schema = StructuralSchema.Parse(null);
        var resource = Object("""{"apiVersion":"x/v1","kind":"X","metadata":{"name":"n"},"spec":{"any":[1,{"thing":true}]}}""");

        schema.Prune(resource).ShouldBeEmpty();
        schema.Validate(resource).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"spec":{"properties":{"a":{"type":"string"}}}}}""", "openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", "openAPIV3Schema.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"text"}}}""", "openAPIV3Schema.properties[a].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    public void Parse_SchemaThatIsNotStructural_SaysWhere(string schema, string message) =>
        Should.Throw<SchemaException>(() => StructuralSchema.Parse(Object(schema))).Message.ShouldBe(message);

    [Fact]
    public void Parse_PatternOutsideRe2_IsRefused() =>
        Should.Throw<SchemaException>(() => StructuralSchema.Parse(Object("""{"type":"object","properties":{"a":{"type":"string","pattern":"(?=x)"}}}""")))
            .Errors.ShouldHaveSingleItem().Field.ShouldBe("openAPIV3Schema.properties[a].pattern");

    [Fact]
    public void Prune_PreservedObject_KeepsUnknownButPrunesDeclared()
    {
        var schema = StructuralSchema.Parse(Object("""
            {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
             "properties":{"known":{"type":"object","properties":{"a":{"type":"string"}}}}}}}
            """));
        var resource = Object("""{"metadata":{"name":"n","odd":1},"spec":{"free":{"x":1},"known":{"a":"1","b":"2"}}}""");

        schema.Prune(resource).ShouldBe(["metadata.odd", "spec.known.b"]);

        resource.ToJsonString().ShouldBe("""{"metadata":{"name":"n"},"spec":{"free":{"x":1},"known":{"a":"1"}}}""");
    }

    [Fact]
    public void ApplyDefaults_NestedDefaults_FillWhatDefaultsBring()
    {
        var schema = StructuralSchema.Parse(Object("""
            {"type":"object","properties":{"spec":{"type":"object","default":{},"properties":{
             "a":{"type":"integer","default":1},"b":{"type":"object","properties":{"c":{"type":"string","default":"d"}}}}}}}
            """));
        var resource = Object("{}");
        schema.ApplyDefaults(resource);
        resource.ToJsonString().ShouldBe("""{"spec":{"a":1}}""");

        var twice = (JsonObject)resource.DeepClone();
        schema.ApplyDefaults(twice);
        JsonNode.DeepEquals(twice, resource).ShouldBeTrue();
    }

    [Fact]
    public void VisitCelRules_KeyedListsAndMaps_FindOldValues()
    {
        var schema = StructuralSchema.Parse(Object("""
            {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-validations":[{"rule":"self.a > 0","message":"positive"}],"properties":{
             "a":{"type":"integer"},
             "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
               "items":{"type":"object","x-kubernetes-validations":[{"rule":"true"}],"properties":{"name":{"type":"string"},"v":{"type":"integer"}}}},
             "map":{"type":"object","additionalProperties":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]}}}}}}
            """));
        var visits = new List<string>();

        schema.VisitCelRules(
            Object("""{"spec":{"a":1,"list":[{"name":"y","v":2},{"name":"x","v":1}],"map":{"k":5}}}"""),
            Object("""{"spec":{"a":0,"list":[{"name":"x","v":9}],"map":{"k":4}}}"""),
            (path, type, value, old) => visits.Add($"{path} {type.Rules!.CelRules[0].Rule} {(value is JsonObject ? "" : value!.ToJsonString())} {(old as JsonObject)?["v"] ?? old}"));

        visits[0].ShouldStartWith("spec self.a > 0");
        visits[1].ShouldBe("spec.list[0] true  ");
        visits[2].ShouldBe("spec.list[1] true  9");
        visits[3].ShouldBe("spec.map[k] self > 1 5 4");
    }

    [Fact]
    public void FieldErrors_Several_AreJoinedInBrackets()
    {
        FieldError[] errors = [new("r", "spec.a", "Required value"), new("r", "spec.b", "Required value"), new("r", "spec.a", "Required value")];

        FieldError.Join(errors).ShouldBe("[spec.a: Required value, spec.b: Required value]");
        FieldError.Join(errors[..1]).ShouldBe("spec.a: Required value");
    }

    private static JsonObject Object(string text) => JsonNode.Parse(text)!.AsObject();
}
