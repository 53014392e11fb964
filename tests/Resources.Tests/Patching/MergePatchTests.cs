using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Patching;

namespace GitOpsToolkit.Resources.Tests.Patching;

public sealed class MergePatchTests
{
    // The examples of RFC 7386, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_ExampleOfTheRfc_HasItsResult(string document, string patch, string expected)
    {
        MergePatch.Apply(JsonNode.Parse(document), JsonNode.Parse(patch))!.ToJsonString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":1,"b":{"c":2,"d":3}}""", "{}")]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"b":{"c":4}}""", """{"b":{"c":4,"d":null},"a":null}""")]
    [InlineData("""{"l":[1,2]}""", """{"l":[1]}""", """{"l":[1]}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":"text","n":null}""", """{"a":"text"}""")]
    public void Create_TwoObjects_IsTheSmallestPatchBetweenThem(string original, string modified, string expected)
    {
        var from = JsonNode.Parse(original)!.AsObject();
        var patch = MergePatch.Create(from, JsonNode.Parse(modified)!.AsObject());

        patch.ToJsonString().ShouldBe(expected);
        var wanted = JsonNode.Parse(modified)!.AsObject();
        wanted.Remove("n");
        JsonNode.DeepEquals(MergePatch.Apply(from, patch), wanted).ShouldBeTrue();
    }
}
