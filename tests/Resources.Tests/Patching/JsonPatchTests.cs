using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Patching;

namespace GitOpsToolkit.Resources.Tests.Patching;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":null}]""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/1","value":9}]""", """{"a":[1,9,2]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/-","value":[3]}]""", """{"a":[1,2,[3]]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]""", """{"a":{"b":1},"c":{"b":2}}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}}]""", """{"b":2}""")]
    [InlineData("""{"":1}""", """[{"op":"remove","path":"/"}]""", """{}""")]
    [InlineData("""{"a/b":1,"c~d":2}""", """[{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/c~0d"}]""", """{}""")]
    [InlineData("""{"a":1.0}""", """[{"op":"test","path":"/a","value":1}]""", """{"a":1.0}""")]
    public void Apply_ValidOperations_ChangesACopy(string document, string patch, string expected)
    {
        var original = JsonNode.Parse(document)!;

        JsonPatch.Apply(original, JsonNode.Parse(patch)!.AsArray())!.ToJsonString().ShouldBe(expected);

        original.ToJsonString().ShouldBe(document);
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/none"}]""", "error in remove for path: '/none': Unable to remove nonexistent key: none: missing value")]
    [InlineData("""[{"op":"add","path":"/none/x","value":1}]""", "add operation does not apply: doc is missing path: \"/none/x\": missing value")]
    [InlineData("""[{"op":"add","path":"/list/3","value":1}]""", "error in add for path: '/list/3': Unable to access invalid index: 3: invalid index referenced")]
    [InlineData("""[{"op":"replace","path":"/list/2","value":1}]""", "replace operation does not apply: doc is missing key: /list/2: missing value")]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", "testing value /a failed: test failed")]
    [InlineData("""[{"op":"add","value":2}]""", "add operation failed to decode path: missing value")]
    [InlineData("""[{"op":"nope","path":"/a"}]""", "Unexpected kind: nope")]
    [InlineData("""[{"path":"/a"}]""", "Unexpected kind: unknown")]
    public void Apply_OperationThatDoesNotFit_SaysWhy(string patch, string message)
    {
        var document = JsonNode.Parse("""{"a":1,"list":[1,2]}""");

        Should.Throw<PatchException>(() => JsonPatch.Apply(document, JsonNode.Parse(patch)!.AsArray())).Message.ShouldBe(message);
    }

    [Fact]
    public void Apply_DocumentNestedTooDeeply_IsRefused()
    {
        JsonNode deep = new JsonObject();
        for (var i = 0; i < 600; i++)
        {
            deep = new JsonObject { ["x"] = deep };
        }

        Should.Throw<PatchException>(() => JsonPatch.Apply(deep, [])).Malformed.ShouldBeTrue();
    }
}
