using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Resources.Tests.Yaml;

public class YamlWriterTests
{
    /// <summary>Texts and what sigs.k8s.io/yaml writes for them as a value.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        { "plain", "v: plain\n" },
        { "", "v: \"\"\n" },
        { "two words", "v: two words\n" },
        { "yes", "v: \"yes\"\n" },
        { "Null", "v: \"Null\"\n" },
        { "~", "v: \"~\"\n" },
        { "12", "v: \"12\"\n" },
        { "1e3", "v: \"1e3\"\n" },
        { "0x1", "v: \"0x1\"\n" },
        { "1.2.3", "v: 1.2.3\n" },
        { "12:30", "v: \"12:30\"\n" },
        { "12:75", "v: 12:75\n" },
        { "2001-01-02", "v: \"2001-01-02\"\n" },
        { "2001-13-02", "v: 2001-13-02\n" },
        { ".inf", "v: \".inf\"\n" },
        { "-", "v: '-'\n" },
        { "-a", "v: -a\n" },
        { "- a", "v: '- a'\n" },
        { "---", "v: '---'\n" },
        { "a: b", "v: 'a: b'\n" },
        { "a:b", "v: a:b\n" },
        { "a #b", "v: 'a #b'\n" },
        { "a#b", "v: a#b\n" },
        { "#a", "v: '#a'\n" },
        { ">a", "v: '>a'\n" },
        { "it's", "v: it's\n" },
        { "'a'", "v: '''a'''\n" },
        { "\"", "v: '\"'\n" },
        { " lead", "v: ' lead'\n" },
        { "trail ", "v: 'trail '\n" },
        { "{}", "v: '{}'\n" },
        { "a, b", "v: a, b\n" },
        { "*", "v: '*'\n" },
        { "@a", "v: '@a'\n" },
        { "tab\there", "v: \"tab\\there\"\n" },
        { "あ", "v: あ\n" },
        { "😀", "v: \"\\U0001F600\"\n" },
        { "a\nb", "v: |-\n  a\n  b\n" },
        { "a\nb\n", "v: |\n  a\n  b\n" },
        { "a\n\n", "v: |+\n  a\n\n" },
        { "\n", "v: |2+\n\n" },
        { " a\nb", "v: |2-\n   a\n  b\n" },
        { "a\n\n  b\n", "v: |\n  a\n\n    b\n" },
        { "a \nb", "v: \"a \\nb\"\n" },
        { "a\r\nb", "v: \"a\\r\\nb\"\n" },
        { "a\nb ", "v: \"a\\nb \"\n" },
        {
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Maecenas suscipit ex non molestie.",
            "v: Lorem ipsum dolor sit amet, consectetur adipiscing elit. Maecenas suscipit ex non\n  molestie.\n"
        },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Write_Text_UsesTheStyleOfGoYaml(string text, string yaml)
    {
        YamlWriter.Write(new JsonObject { ["v"] = text }).ShouldBe(yaml);
        YamlReader.ReadDocuments(yaml)[0].At("v").AsText().ShouldBe(text);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("1.0", "1")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("1234567.5", "1.2345675e+06")]
    [InlineData("123456.5", "123456.5")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "1.8446744073709552e+19")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    public void Write_Value_IsFormattedAsGoDoes(string json, string yaml) =>
        YamlWriter.Write(new JsonObject { ["v"] = JsonNode.Parse(json) }).ShouldBe($"v: {yaml}\n");

    [Fact]
    public void Write_Collections_PutListItemsAtTheIndentOfTheirKey()
    {
        var tree = JsonNode.Parse("""{"a":[1,[2,[3]],{"b":[4],"c":{"d":5}},{}],"e":{"f":{}}}""");
        YamlWriter.Write(tree).ShouldBe(
            """
            a:
            - 1
            - - 2
              - - 3
            - b:
              - 4
              c:
                d: 5
            - {}
            e:
              f: {}

            """);
    }

    [Fact]
    public void Write_Keys_AreQuotedLikeText()
    {
        var longKey = new string('k', 129);
        YamlWriter.Write(new JsonObject { ["yes"] = 1, ["8080"] = 2, [""] = 3, ["a b"] = 4, ["a: b"] = 5, [longKey] = new JsonObject { ["x"] = 1 } })
            .ShouldBe($"\"yes\": 1\n\"8080\": 2\n\"\": 3\na b: 4\n'a: b': 5\n? {longKey}\n: x: 1\n");
    }

    [Fact]
    public void Write_SortedKeys_OrdersNumbersInsideKeys()
    {
        var tree = new JsonObject { ["b"] = 1, ["a10"] = 1, ["a2"] = 1, ["B"] = 1, ["_x"] = 1, ["a"] = 1, ["a.b"] = 1, ["a-b"] = 1, ["1"] = 1, ["ab"] = 1 };
        YamlWriter.Write(tree, YamlKeyOrder.Sorted).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[..l.IndexOf(':', StringComparison.Ordinal)])
            .ShouldBe(["_x", "\"1\"", "B", "a", "a-b", "a.b", "a2", "a10", "ab", "b"]);
    }

    [Theory]
    [InlineData("\"text\"", "text\n")]
    [InlineData("\"a\\nb\\n\"", "|\n  a\n  b\n")]
    [InlineData("[1]", "- 1\n")]
    [InlineData("null", "null\n")]
    public void Write_Root_MayBeAnything(string json, string yaml) => YamlWriter.Write(JsonNode.Parse(json)).ShouldBe(yaml);

    [Fact]
    public void WriteAll_Documents_AreSeparated() =>
        YamlWriter.WriteAll([new JsonObject { ["a"] = 1 }, new JsonObject { ["b"] = "x\n" }, new JsonObject { ["c"] = 1 }])
            .ShouldBe("a: 1\n---\nb: |\n  x\n---\nc: 1\n");
}
