using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Tests;

public sealed class GoFormatTests
{
    [Theory]
    [InlineData("""{"b":[1,"x",null,true],"a":{"c":1.5}}""", "map[a:map[c:1.5] b:[1 x <nil> true]]")]
    [InlineData("1e3", "1000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("123456789.25", "1.2345678925e+08")]
    public void Value_DecodedJson_PrintsAsPercentV(string json, string expected) =>
        GoFormat.Value(JsonNode.Parse(json)).ShouldBe(expected);

    [Fact]
    public void Quote_SpecialCharacters_AreEscaped() => GoFormat.Quote("a\"\\\n\u0001é").ShouldBe("\"a\\\"\\\\\\n\\x01é\"");
}
