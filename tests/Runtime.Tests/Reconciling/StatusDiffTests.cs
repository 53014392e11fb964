using System.Text.Json.Nodes;
using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime.Tests.Reconciling;

public sealed class StatusDiffTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", null)]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":1,"y":3}}""", """{"a":{"y":3}}""")]
    [InlineData("""{"l":[1,2]}""", """{"l":[1]}""", """{"l":[1]}""")]
    [InlineData("""{}""", """{"a":{"x":[]}}""", """{"a":{"x":[]}}""")]
    public void Create_TwoStates_IsTheSmallestMergePatch(string before, string after, string? patch)
    {
        var created = StatusDiff.Create(Parse(before), Parse(after));

        created?.ToJsonString().ShouldBe(patch);
        (created is null).ShouldBe(patch is null);
        var target = Parse(before);
        StatusDiff.Apply(target, created ?? []);
        JsonNode.DeepEquals(target, Parse(after)).ShouldBeTrue();
    }

    [Fact]
    public void MergeConditions_ForeignTypeStored_IsKeptAndOwnedOnesAreOurs()
    {
        var merged = StatusDiff.MergeConditions(
            [Condition("Ready", "old"), Condition("Foreign", "theirs"), Condition("Healthy", "gone")],
            [Condition("Ready", "new")],
            new HashSet<string>(StringComparer.Ordinal) { "Ready", "Healthy" });

        merged.Select(c => (c.Type, c.Message)).ShouldBe([("Ready", "new"), ("Foreign", "theirs")]);
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static Condition Condition(string type, string message) => new() { Type = type, Status = "True", Reason = "R", Message = message };
}
