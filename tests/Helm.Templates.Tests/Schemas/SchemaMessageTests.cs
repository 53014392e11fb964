using GitOpsToolkit.Helm.Templates.Tests.Charts;

namespace GitOpsToolkit.Helm.Templates.Tests.Schemas;

public class SchemaMessageTests
{
    [Theory]
    [InlineData("""{"required":["a","b"]}""", "c: 1", "- at '': missing properties 'a', 'b'\n")]
    [InlineData("""{"properties":{"a":{"maximum":65535}}}""", "a: 70000", "- at '/a': maximum: got 70,000, want 65,535\n")]
    [InlineData("""{"properties":{"a":{"exclusiveMinimum":0.5}}}""", "a: 0.5", "- at '/a': exclusiveMinimum: got 0.5, want 0.5\n")]
    [InlineData("""{"properties":{"a":{"multipleOf":0.1}}}""", "a: 0.35", "- at '/a': multipleOf: got 0.35, want 0.1\n")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", "a: 1", "- at '/a': got number, want null or string\n")]
    [InlineData("""{"properties":{"a":{"enum":["x"]}}}""", "a: y", "- at '/a': value must be 'x'\n")]
    [InlineData("""{"properties":{"a":{"not":{}}}}""", "a: 1", "- at '/a': 'not' failed\n")]
    [InlineData("""{"properties":{"a":{"oneOf":[{"type":"string"},{"minimum":5}]}}}""", "a: 1", "- at '/a': 'oneOf' failed, none matched\n  - at '/a': got number, want string\n  - at '/a': minimum: got 1, want 5\n")]
    [InlineData("""{"properties":{"a":{"uniqueItems":true}}}""", "a: [1, 2, 1.0]", "- at '/a': items at 0 and 2 are equal\n")]
    [InlineData("""{"properties":{"a~/b":{"type":"string"}}}""", "a~/b: 1", "- at '/a~0~1b': got number, want string\n")]
    [InlineData("""{"$ref":"#/$defs/x","$defs":{"x":{"properties":{"a":{"type":"string"}},"required":["b"]}}}""", "a: 1", "- at '': validation failed\n  - at '': missing property 'b'\n  - at '/a': got number, want string\n")]
    [InlineData("""{"properties":{"a":{"unevaluatedProperties":false,"allOf":[{"properties":{"b":{}}}]}}}""", "a: {b: 1, c: 2}", "- at '/a/c': false schema\n")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"format":"ipv4"}}}""", "a: 1.2.3.400", "- at '/a': '1.2.3.400' is not valid ipv4: decimal must be between 0 and 255\n")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]}}""", "a: 1", "- at '': properties 'b' required, if 'a' exists\n")]
    public void Render_ValuesThatDoNotFit_SaysWhatHelmSays(string schema, string values, string expected) =>
        Should.Throw<ChartException>(() => ChartBuilder.Render(ChartBuilder.App(("values.schema.json", schema)), ChartValues.FromYaml(values)))
            .Message.ShouldBe($"values don't meet the specifications of the schema(s) in the following chart(s):\napp:\n{expected}");

    [Theory]
    [InlineData("""{"properties":{"a":{"format":"ipv4"}}}""", "a: x")]
    [InlineData("""{"properties":{"a":{"$ref":"urn:unknown"}}}""", "a: x")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", "a: 1.0")]
    [InlineData("true", "a: 1")]
    public void Render_ValuesThatFit_Renders(string schema, string values) =>
        ChartBuilder.Render(ChartBuilder.App(("values.schema.json", schema)), ChartValues.FromYaml(values)).Manifests.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"$ref":"https://example.com/schema.json"}""")]
    [InlineData("""{"$ref":"file:///etc/passwd"}""")]
    [InlineData("""{"$schema":"https://example.com/meta"}""")]
    public void Render_SchemaFromElsewhere_IsNotFetched(string schema) =>
        Should.Throw<ChartException>(() => ChartBuilder.Render(ChartBuilder.App(("values.schema.json", schema)))).Message.ShouldContain("not fetched");

    [Fact]
    public void Render_SchemaThatIsNone_SaysWhere() =>
        Should.Throw<ChartException>(() => ChartBuilder.Render(ChartBuilder.App(("values.schema.json", """{"properties":{"a":{"type":"text"}}}"""))))
            .Message.ShouldContain("\"file:///values.schema.json#\" is not valid against metaschema");
}
