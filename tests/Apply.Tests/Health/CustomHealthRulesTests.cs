using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests.Health;

public sealed class CustomHealthRulesTests
{
    private static readonly HealthCheckExpression Phases = new()
    {
        ApiVersion = "example.com/v1",
        Kind = "Beta",
        InProgress = "status.phase == 'Busy' || status.phase == 'Both'",
        Failed = "status.phase == 'Broken' || status.phase == 'Both'",
        Current = "status.phase == 'Done'",
    };

    [Theory]
    [InlineData("Done", "Current")]
    [InlineData("Broken", "Failed")]
    [InlineData("Busy", "InProgress")]
    [InlineData("Both", "InProgress")]
    [InlineData("Other", "InProgress")]
    public void Find_FirstExpressionThatIsTrue_Decides(string phase, string expected) =>
        StatusOf([Phases], Beta($$"""{"phase":"{{phase}}"}""")).ShouldBe(expected);

    [Theory]
    [InlineData("""{"phase":"Done","observedGeneration":1}""", "InProgress")]
    [InlineData("""{"phase":"Done","observedGeneration":2}""", "Current")]
    [InlineData("""{"phase":"Done","observedGeneration":"1"}""", "Current")]
    public void Find_ObservedGeneration_CountsWhenItIsAnInteger(string status, string expected) =>
        StatusOf([Phases], Beta(status)).ShouldBe(expected);

    [Theory]
    [InlineData("status.phase == 'Done'", "failed to evaluate the CEL expression 'status.phase == 'Done'': no such key: phase")]
    [InlineData("nothing.phase == 'Done'", "failed to evaluate the CEL expression 'nothing.phase == 'Done'': no such attribute(s): nothing.phase")]
    [InlineData("kind", "failed to evaluate CEL expression as boolean: 'kind'")]
    public void Find_ExpressionWithoutAResult_IsUnknownAndSaysWhy(string current, string expected)
    {
        var rules = CustomHealthRules.Compile([new() { ApiVersion = "example.com/v1", Kind = "Beta", Current = current }]);

        var result = rules.Find(Beta("{}"))!;

        result.Status.ShouldBe(ObjectStatus.Unknown);
        result.Error.ShouldBe(expected);
    }

    [Fact]
    public void Find_RuleOfAGroup_HoldsForKindsWithoutTheirOwnInAnyVersion()
    {
        HealthCheckExpression[] rules = [new() { ApiVersion = "example.com/v2", Current = "false", Failed = "true" }, Phases];

        StatusOf(rules, Beta("""{"phase":"Done"}""")).ShouldBe("Current");
        StatusOf(rules, Beta("""{"phase":"Done"}""", "Gamma")).ShouldBe("Failed");
        CustomHealthRules.Compile(rules).Find(new Unstructured(new GroupVersionKind("apps", "v1", "Deployment"), "apps", "one")).ShouldBeNull();
    }

    [Theory]
    [InlineData("Beta", "duplicate custom health check for GroupKind Beta.example.com at healthchecks[1]")]
    [InlineData("", "duplicate custom health check for GroupKind .example.com at healthchecks[1]")]
    [InlineData(null, "duplicate custom health check for GroupKind .example.com at healthchecks[1]")]
    public void Compile_TwoRulesForAKind_Throws(string? kind, string expected)
    {
        HealthCheckExpression[] rules = [new() { ApiVersion = "example.com/v1", Kind = kind, Current = "true" }, new() { ApiVersion = "example.com/v2", Kind = kind, Current = "true" }];

        Should.Throw<FormatException>(() => CustomHealthRules.Compile(rules)).Message.ShouldBe(expected);
    }

    [Theory]
    [InlineData("", null, null, "failed to create custom status evaluator for healthchecks[0]: expression Current not specified")]
    [InlineData("true", "true", "a.(", "failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Failed: failed to parse the CEL expression 'a.(': ERROR: <input>:1:3: ")]
    [InlineData("true", "a.(", null, "failed to create custom status evaluator for healthchecks[0]: failed to parse the expression InProgress: failed to parse the CEL expression 'a.(': ERROR: <input>:1:3: ")]
    [InlineData("status.(", null, null, "failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Current: failed to parse the CEL expression 'status.(': ERROR: <input>:1:8: ")]
    public void Compile_ExpressionThatCannotBeRead_Throws(string current, string? inProgress, string? failed, string expected)
    {
        HealthCheckExpression[] rules = [new() { ApiVersion = "v1", Kind = "ConfigMap", Current = current, InProgress = inProgress, Failed = failed }];

        Should.Throw<FormatException>(() => CustomHealthRules.Compile(rules)).Message.ShouldStartWith(expected);
    }

    private static string StatusOf(HealthCheckExpression[] rules, Unstructured resource) =>
        CustomHealthRules.Compile(rules).Find(resource)!.Status.ToString();

    private static Unstructured Beta(string status, string kind = "Beta")
    {
        var result = new Unstructured(new GroupVersionKind("example.com", "v1", kind), "apps", "one");
        result.Metadata!["generation"] = 2;
        result.Root["status"] = JsonNode.Parse(status);
        return result;
    }
}
