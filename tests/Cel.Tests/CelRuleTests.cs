using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Tests;

public sealed class CelRuleTests
{
    private static readonly JsonObject Schema = Json(
        """
        {
          "type": "object",
          "properties": {
            "replicas": {"type": "integer"}, "ratio": {"type": "number"}, "port": {"x-kubernetes-int-or-string": true},
            "name": {"type": "string"}, "namespace": {"type": "string"}, "x-y.z/w__v": {"type": "string"}, "1st": {"type": "string"},
            "since": {"type": "string", "format": "date-time"}, "day": {"type": "string", "format": "date"},
            "timeout": {"type": "string", "format": "duration"}, "data": {"type": "string", "format": "byte"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
            "blob": {"x-kubernetes-preserve-unknown-fields": true},
            "ref": {"type": "object", "properties": {"kind": {"type": "string"}}},
            "template": {"type": "object", "x-kubernetes-embedded-resource": true}
          }
        }
        """);

    [Theory]
    [InlineData("self.replicas >= 1", """{"replicas": 1}""", true)]
    [InlineData("self.replicas >= 1", """{"replicas": 0}""", false)]
    [InlineData("self.ratio + 0.5 == 1.5", """{"ratio": 1}""", true)]
    [InlineData("type(self.port) == int ? self.port > 0 : self.port == 'http'", """{"port": 80}""", true)]
    [InlineData("type(self.port) == int ? self.port > 0 : self.port == 'http'", """{"port": "http"}""", true)]
    [InlineData("self.__namespace__ == 'a'", """{"namespace": "a"}""", true)]
    [InlineData("self.x__dash__y__dot__z__slash__w__underscores__v == 'b'", """{"x-y.z/w__v": "b"}""", true)]
    [InlineData("self.since.getFullYear() == 2020", """{"since": "2020-05-01T00:00:00Z"}""", true)]
    [InlineData("self.day < timestamp('2020-05-02T00:00:00Z')", """{"day": "2020-05-01"}""", true)]
    [InlineData("self.timeout <= duration('5m')", """{"timeout": "1m"}""", true)]
    [InlineData("self.data == b'hi'", """{"data": "aGk="}""", true)]
    [InlineData("self.tags.all(t, t.size() < 3)", """{"tags": ["ab", "c"]}""", true)]
    [InlineData("self.tags == ['a'] && self.tags[0] in self.tags", """{"tags": ["a"]}""", true)]
    [InlineData("self.labels.all(k, self.labels[k] != '')", """{"labels": {"a": "b"}}""", true)]
    [InlineData("self.labels == {'a': 'b'}", """{"labels": {"a": "b"}}""", true)]
    [InlineData("has(self.name) != has(self.ref)", """{"name": "x"}""", true)]
    [InlineData("!has(self.ref) || self.ref.kind == 'A'", """{"ref": {"kind": "B"}}""", false)]
    [InlineData("self.template.metadata.name == 'n'", """{"template": {"metadata": {"name": "n"}}}""", true)]
    [InlineData("isURL('https://' + self.name)", """{"name": "x"}""", true)]
    public void Evaluate_RuleOverASchema_ReadsValuesWithTheirTypes(string rule, string self, bool expected) =>
        CelRule.Compile(new CelRuleDefinition { Rule = rule }, Schema).Evaluate(Json(self)).Passed.ShouldBe(expected);

    [Theory]
    [InlineData("self.repilcas > 1", "compilation failed: ERROR: <input>:1:5: undefined field 'repilcas'\n | self.repilcas > 1\n | ....^")]
    [InlineData("self.namespace == 'a'", "compilation failed: ERROR: <input>:1:5: undefined field 'namespace'\n | self.namespace == 'a'\n | ....^")]
    [InlineData("self.replicas", "cel expression must evaluate to a bool")]
    [InlineData("self.name.matches('(')", "compilation failed: ERROR: <input>:1:19: invalid matches argument\n | self.name.matches('(')\n | ..................^")]
    [InlineData("duration('1x') > duration('1s')", "compilation failed: ERROR: <input>:1:10: invalid duration argument\n | duration('1x') > duration('1s')\n | .........^")]
    public void Compile_WrongRule_SaysWhatTheApiServerSays(string rule, string message) =>
        Should.Throw<CelCompileException>(() => CelRule.Compile(new CelRuleDefinition { Rule = rule }, Schema)).Message.ShouldBe(message);

    [Theory]
    [InlineData("blob")]
    [InlineData("metadata")]
    public void Compile_FieldRulesCannotReach_IsUndefined(string field) =>
        Should.Throw<CelCompileException>(() => CelRule.Compile(new CelRuleDefinition { Rule = $"has(self.{field})" }, Schema)).Message.ShouldContain($"undefined field '{field}'");

    [Fact]
    public void Compile_ResourceRoot_HasItsNames() =>
        CelRule.Compile(new CelRuleDefinition { Rule = "self.metadata.name.startsWith(self.kind)" }, Schema, isResource: true)
            .Evaluate(Json("""{"kind": "a", "metadata": {"name": "ab"}}""")).Passed.ShouldBeTrue();

    [Fact]
    public void Evaluate_TransitionRule_RunsOnlyWithAnOldValue()
    {
        var rule = CelRule.Compile(new CelRuleDefinition { Rule = "self.name == oldSelf.name", Message = "name is immutable" }, Schema);

        rule.UsesOldSelf.ShouldBeTrue();
        rule.Evaluate(Json("""{"name": "a"}""")).ShouldBe(new CelRuleOutcome(true, null, 0));
        rule.Evaluate(Json("""{"name": "a"}"""), Json("""{"name": "a"}""")).Passed.ShouldBeTrue();
        rule.Evaluate(Json("""{"name": "a"}"""), Json("""{"name": "b"}""")).Message.ShouldBe("name is immutable");
    }

    [Fact]
    public void Evaluate_OptionalOldSelf_RunsOnCreateToo()
    {
        var rule = CelRule.Compile(
            new CelRuleDefinition { Rule = "oldSelf.hasValue() ? self.replicas >= oldSelf.value().replicas : self.replicas == 1", OptionalOldSelf = true }, Schema);

        rule.Evaluate(Json("""{"replicas": 1}""")).Passed.ShouldBeTrue();
        rule.Evaluate(Json("""{"replicas": 2}""")).Passed.ShouldBeFalse();
        rule.Evaluate(Json("""{"replicas": 2}"""), Json("""{"replicas": 1}""")).Passed.ShouldBeTrue();
    }

    [Fact]
    public void Evaluate_ScalarSelf_Works()
    {
        var rule = CelRule.Compile(new CelRuleDefinition { Rule = "self.startsWith('s3://')" }, Json("""{"type": "string"}"""));

        rule.Evaluate(JsonValue.Create("s3://x")).Passed.ShouldBeTrue();
        rule.Evaluate(JsonValue.Create("x")).Message.ShouldBe("failed rule: self.startsWith('s3://')");
    }

    [Theory]
    [InlineData("'replicas is %d'.format([self.replicas])", "replicas is 0")]
    [InlineData("'two\\nlines'", "static")]
    [InlineData("'  '", "static")]
    [InlineData("self.tags[3]", "static")]
    public void Evaluate_MessageExpression_FallsBackToTheMessage(string expression, string expected) =>
        CelRule.Compile(new CelRuleDefinition { Rule = "self.replicas > 0", Message = " static ", MessageExpression = expression }, Schema)
            .Evaluate(Json("""{"replicas": 0, "tags": []}""")).Message.ShouldBe(expected);

    [Fact]
    public void Compile_MessageExpressionOfAnotherType_IsRefused() =>
        Should.Throw<CelCompileException>(() => CelRule.Compile(new CelRuleDefinition { Rule = "true", MessageExpression = "1" }, Schema))
            .Message.ShouldBe("messageExpression must evaluate to a string");

    [Theory]
    [InlineData("self.name == 'a'", "no such key: name evaluating rule: self.name == 'a'")]
    [InlineData("self.port > 1", "'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.port > 1")]
    [InlineData("self.tags.all(a, self.tags.all(b, self.tags.all(c, true)))", "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: self.tags.all(a, self.tags.all(b, self.tags.all(c, true)))")]
    public void Evaluate_FailingRule_SaysWhatTheApiServerSays(string rule, string message)
    {
        var self = new JsonObject { ["port"] = "a", ["tags"] = new JsonArray([.. Enumerable.Range(0, 500).Select(_ => JsonValue.Create("t"))]) };

        var outcome = CelRule.Compile(new CelRuleDefinition { Rule = rule }, Schema).Evaluate(self);

        outcome.Failed.ShouldBeTrue();
        outcome.Message.ShouldBe(message);
    }

    [Fact]
    public void Compile_WithoutASchema_LeavesFieldsDynamic()
    {
        var rule = CelRule.Compile(new CelRuleDefinition { Rule = "self.a.b" }, CelSchema.Any);

        rule.Evaluate(Json("""{"a": {"b": true}}""")).Passed.ShouldBeTrue();
        rule.Evaluate(Json("""{"a": {"b": 1}}""")).Passed.ShouldBeFalse();
    }

    [Fact]
    public void Compile_HandMadeSchema_ChecksLikeAReadOne()
    {
        var schema = CelSchema.Object("self", [new("list", CelSchema.List(CelSchema.Map(CelSchema.Scalar("integer")!)))]);

        CelRule.Compile(new CelRuleDefinition { Rule = "self.list.all(m, m.all(k, m[k] > 0))" }, schema)
            .Evaluate(Json("""{"list": [{"a": 1}]}""")).Passed.ShouldBeTrue();
    }

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
