using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Tests;

public sealed class FluxExpressionTests
{
    private static readonly Dictionary<string, JsonNode?> Dependency = new(StringComparer.Ordinal)
    {
        ["self"] = JsonNode.Parse("""{"metadata": {"name": "app", "annotations": {"v": "2"}}}"""),
        ["dep"] = JsonNode.Parse(
            """{"metadata": {"name": "db", "generation": 2}, "status": {"observedGeneration": 2, "conditions": [{"type": "Ready", "status": "True"}]}}"""),
    };

    [Theory]
    [InlineData("dep.status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True') && dep.metadata.generation == dep.status.observedGeneration", true)]
    [InlineData("dep.metadata.name.startsWith(self.metadata.name)", false)]
    [InlineData("has(self.metadata.annotations) && self.metadata.annotations['v'] == '2'", true)]
    [InlineData("dep.?status.?ready.orValue(false) == true", false)]
    public void EvaluateBool_ReadyExpression_DecidesOverBothObjects(string expression, bool expected) =>
        FluxExpression.Compile(expression, CelType.Bool, "self", "dep").EvaluateBool(Dependency).ShouldBe(expected);

    [Theory]
    [InlineData("dep.spec.flag", "CEL expression output type mismatch: expected bool, got dyn")]
    [InlineData("'foo'", "CEL expression output type mismatch: expected bool, got string")]
    [InlineData("foo", "failed to parse the CEL expression 'foo': ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^")]
    [InlineData("dep.", "failed to parse the CEL expression 'dep.': ERROR: <input>:1:5: Syntax error: no viable alternative at input '.'\n | dep.\n | ....^")]
    public void Compile_WrongExpression_UsesFluxTexts(string expression, string message) =>
        Should.Throw<CelCompileException>(() => FluxExpression.Compile(expression, CelType.Bool, "self", "dep")).Message.ShouldBe(message);

    [Fact]
    public void EvaluateBool_MissingKey_UsesFluxTexts() =>
        Should.Throw<CelEvaluationException>(() => FluxExpression.Compile("dep.status.ready == true", CelType.Bool, "dep").EvaluateBool(Dependency))
            .Message.ShouldBe("failed to evaluate the CEL expression 'dep.status.ready == true': no such key: ready");

    [Fact]
    public void EvaluateBool_HealthCheck_SeesTopLevelFields()
    {
        var secret = (JsonObject)JsonNode.Parse("""{"kind": "Secret", "type": "Opaque", "status": {"phase": "Active"}}""")!;

        FluxExpression.Parse("status.phase == 'Active' && type == 'Opaque'").EvaluateBool(secret).ShouldBeTrue();
        Should.Throw<CelEvaluationException>(() => FluxExpression.Parse("spec.replicas > 1").EvaluateBool(secret))
            .Message.ShouldBe("failed to evaluate the CEL expression 'spec.replicas > 1': no such attribute(s): spec.replicas");
        Should.Throw<CelEvaluationException>(() => FluxExpression.Parse("status.phase").EvaluateBool(secret))
            .Message.ShouldBe("failed to evaluate CEL expression as boolean: 'status.phase'");
    }

    [Fact]
    public void EvaluateString_CommitStatus_JoinsFields()
    {
        var expression = FluxExpression.Compile("(self.metadata.name + '/' + dep.metadata.name).upperAscii()", CelType.String, "self", "dep");

        expression.EvaluateString(Dependency).ShouldBe("APP/DB");
        Should.Throw<CelEvaluationException>(() => FluxExpression.Parse("1").EvaluateString(Dependency))
            .Message.ShouldBe("failed to evaluate CEL expression as string: '1'");
    }

    [Fact]
    public void Evaluate_ListResult_ConvertsToJson() =>
        FluxExpression.Parse("[self.metadata.name, 1, {'at': timestamp(0), 'for': duration('90s'), 'raw': b'hi'}, optional.none()]")
            .Evaluate(Dependency).ToJson()!.ToJsonString()
            .ShouldBe("""["app",1,{"at":"1970-01-01T00:00:00Z","for":"90s","raw":"aGk="},null]""");
}
