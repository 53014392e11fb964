using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Functions;

public sealed class YamlTests
{
    [Theory]
    [InlineData("a: [1, 2", "line 1: did not find expected ',' or ']'")]
    [InlineData("a: 1\n b: 2", "line 2: mapping values are not allowed in this context")]
    [InlineData("- a\nb: 1", "line 1: did not find expected '-' indicator")]
    [InlineData("a: &x\nb: *y", "unknown anchor 'y' referenced")]
    [InlineData("a: |0\n x", "found an indentation indicator equal to 0")]
    [InlineData("a: \"\\x4\"", "did not find expected hexdecimal number")]
    [InlineData("%FOO bar\n---\na: 1", "found unknown directive name")]
    [InlineData("a: !x!y z", "found undefined tag handle")]
    [InlineData("a: b\u0001", "control characters are not allowed")]
    [InlineData("a: &a [*a]", "anchor 'a' value contains itself")]
    [InlineData("<<: 1", "map merge requires map or sequence of maps as the value")]
    [InlineData("{a: 1}: b", "invalid map key: map[interface {}]interface {}{\"a\":1}")]
    [InlineData("a: !!int x", "cannot decode !!str `x` as a !!int")]
    public void ReadFirst_WrongText_GivesGoYamlsMessage(string text, string message) =>
        Should.Throw<YamlSyntaxException>(() => YamlDecoder.ReadFirst(text)).Message.ShouldBe("error converting YAML to JSON: yaml: " + message);

    [Fact]
    public void ReadFirst_BytesThatAreNotUtf8_AreRefused() =>
        Should.Throw<YamlSyntaxException>(() => YamlDecoder.ReadFirst(GoText.FromBytes([(byte)'a', 0x80]))).Message.ShouldBe("error converting YAML to JSON: yaml: invalid leading UTF-8 octet");

    [Theory]
    [InlineData("a: b\n--- \nc: d", """{"a":"b"}""")]
    [InlineData("? a\n: b", """{"a":"b"}""")]
    [InlineData("a:\n- b\n-\n- - c\n  - d", """{"a":["b",null,["c","d"]]}""")]
    [InlineData("a: >\n  x\n  y\n\n  z\nb: |-\n  1\n   2\n", """{"a":"x y\nz\n","b":"1\n 2"}""")]
    [InlineData("a: 'it''s'\nb: \"x\\\n  y\"", """{"a":"it's","b":"xy"}""")]
    [InlineData("a: [b: c, {d}]", """{"a":[{"b":"c"},{"d":null}]}""")]
    [InlineData("a: &m {x: 1}\nb:\n  <<: *m\n  z: 2", """{"a":{"x":1},"b":{"x":1,"z":2}}""")]
    [InlineData("a: word word\n   more # comment\nb: x#y", """{"a":"word word more","b":"x#y"}""")]
    [InlineData("\uFEFFa: \U0001F600", """{"a":"😀"}""")]
    [InlineData("%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1", """{"a":"1"}""")]
    [InlineData("a: http://x:80/y?z\nb: a:b", """{"a":"http://x:80/y?z","b":"a:b"}""")]
    [InlineData("a: !!binary aGk=\nb: !custom x", """{"a":"hi","b":"x"}""")]
    public void FromYaml_Constructs_AreRead(string text, string json) =>
        Rendering.Of("{{ fromYaml .t | toJson }}", new() { ["t"] = text }).ShouldBe(json);

    /// <summary>Whatever is written reads back as it was.</summary>
    [Fact]
    public void ToYaml_ArbitraryTexts_ReadBack()
    {
        var random = new Random(7);
        const string Alphabet = "ab:#-?,[]{}&*!|>'\"%@`\\ \n\t.~=0123456789eEyYnNoOxé\u2028\u00a0\U0001F600/+_<";
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => RuneAt(Alphabet, random.Next(Alphabet.Length))));
            var data = new GoMap { ["v"] = new GoMap { [text] = new GoList([text, new GoMap { ["k"] = text }]) } };
            Rendering.Of("{{ printf \"%s\\n\" (toYaml .v) | fromYaml | toRawJson }}", data).ShouldBe(Rendering.Of("{{ toRawJson .v }}", data), customMessage: text);
            if (text.StartsWith('\t') && text.Contains('\n', StringComparison.Ordinal))
            {
                // Go-yaml v3 writes a block that go-yaml v2 does not read.
                continue;
            }

            Rendering.Of("{{ printf \"%s\\n\" (toYamlPretty .v) | fromYaml | toRawJson }}", data).ShouldBe(Rendering.Of("{{ toRawJson .v }}", data), customMessage: text);
        }
    }

    /// <summary>No text makes the parsers crash or run on; what they do not take they say so about.</summary>
    [Fact]
    public void Parse_ArbitraryTexts_NeverCrash()
    {
        var random = new Random(11);
        string[] pieces = ["a", "b", ": ", ":", "- ", "-", "? ", "\n", "\n  ", "\n    ", " ", "\t", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "!!int ", "|", ">", "'", "\"", "\\", "#", "%", "---", "...", "1", "~", "<<", "=", "[[", "]]", "\"\"\"", "'''", "2020-01-01", "0x", "."];
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => pieces[random.Next(pieces.Length)]));
            var data = new GoMap { ["t"] = text };
            Rendering.Of("{{ fromYaml .t | toYaml }}{{ fromYamlArray .t | toYaml }}{{ fromJson .t | toJson }}{{ fromToml .t | toJson }}{{ regexMatch .t .t }}", data).ShouldNotBeNull();
        }
    }

    private static string RuneAt(string text, int i) =>
        char.IsSurrogate(text[i]) ? "😀" : text[i].ToString();
}
