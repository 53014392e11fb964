using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Resources.Tests.Yaml;

public class YamlReaderTests
{
    [Theory]
    [InlineData("v: yes", """{"v":true}""")]
    [InlineData("v: Off", """{"v":false}""")]
    [InlineData("v: y", """{"v":true}""")]
    [InlineData("v: yEs", """{"v":"yEs"}""")]
    [InlineData("v: 'yes'", """{"v":"yes"}""")]
    [InlineData("v: ~", """{"v":null}""")]
    [InlineData("v:", """{"v":null}""")]
    [InlineData("v: Null", """{"v":null}""")]
    [InlineData("v: nULL", """{"v":"nULL"}""")]
    [InlineData("v: 0x1F", """{"v":31}""")]
    [InlineData("v: 0o17", """{"v":15}""")]
    [InlineData("v: 0755", """{"v":493}""")]
    [InlineData("v: 0b101", """{"v":5}""")]
    [InlineData("v: -0b101", """{"v":-5}""")]
    [InlineData("v: 1_000", """{"v":1000}""")]
    [InlineData("v: 0789", """{"v":789}""")]
    [InlineData("v: 9223372036854775807", """{"v":9223372036854775807}""")]
    [InlineData("v: 18446744073709551615", """{"v":18446744073709551615}""")]
    [InlineData("v: -9223372036854775808", """{"v":-9223372036854775808}""")]
    [InlineData("v: 1.50", """{"v":1.50}""")]
    [InlineData("v: 1e3", """{"v":1e3}""")]
    [InlineData("v: .5", """{"v":0.5}""")]
    [InlineData("v: +.5e1", """{"v":5}""")]
    [InlineData("v: 1.2.3", """{"v":"1.2.3"}""")]
    [InlineData("v: 1e999", """{"v":"1e999"}""")]
    [InlineData("v: 12:30", """{"v":"12:30"}""")]
    [InlineData("v: 2001-01-02", """{"v":"2001-01-02"}""")]
    [InlineData("v: 2001-01-02T03:04:05Z", """{"v":"2001-01-02T03:04:05Z"}""")]
    [InlineData("v: !!str 12", """{"v":"12"}""")]
    [InlineData("v: !!int '12'", """{"v":12}""")]
    [InlineData("v: !!binary aGk=", """{"v":"hi"}""")]
    [InlineData("v: !Ref name", """{"v":"name"}""")]
    [InlineData("yes: 1\n2: b\n1.5: c", """{"true":1,"2":"b","1.5":"c"}""")]
    [InlineData("v: |\n  a\n  b\n", """{"v":"a\nb\n"}""")]
    [InlineData("v: >-\n  a\n  b\n", """{"v":"a b"}""")]
    [InlineData("{\"a\": [1, {\"b\": null}]}", """{"a":[1,{"b":null}]}""")]
    [InlineData("\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n", """{"a":1,"b":"x\ny\n"}""")]
    public void ReadDocuments_Scalar_HasTheTypeGoYamlGivesIt(string yaml, string json) =>
        Json(YamlReader.ReadDocuments(yaml).ShouldHaveSingleItem()).ShouldBe(json);

    [Theory]
    [InlineData("v: yes", """{"v":"yes"}""")]
    [InlineData("v: n", """{"v":"n"}""")]
    [InlineData("v: true", """{"v":true}""")]
    [InlineData("v: 2001-1-2", """{"v":"2001-01-02T00:00:00Z"}""")]
    [InlineData("v: 2001-01-02T03:04:05.120+02:00", """{"v":"2001-01-02T03:04:05.12\u002B02:00"}""")]
    public void ReadDocuments_KustomizeDialect_KnowsFewerBooleans(string yaml, string json) =>
        YamlReader.ReadDocuments(yaml, new YamlReadOptions { Dialect = YamlDialect.Kustomize }).ShouldHaveSingleItem()!.ToJsonString().ShouldBe(json);

    [Theory]
    [InlineData("v: >\n  a\n    b\n  c\n", "a\n\n  b\nc\n")]
    [InlineData("v: >-\n  a\n  b\n\n  c\n", "a b\nc")]
    [InlineData("v: >-\n  a\n\n    b\n    c\n  d\n", "a\n\n\n  b\n  c\nd")]
    public void ReadDocuments_FoldedInKustomizeDialect_GainsTheLinesKustomizeAdds(string yaml, string text) =>
        YamlReader.ReadDocuments(yaml, new YamlReadOptions { Dialect = YamlDialect.Kustomize })[0].At("v").AsText().ShouldBe(text);

    [Fact]
    public void ReadDocuments_DuplicateKeysAllowed_TakesTheLast() =>
        Json(YamlReader.ReadDocuments("a: 1\nb: 2\na: 3\n", new YamlReadOptions { AllowDuplicateKeys = true })[0]).ShouldBe("""{"a":3,"b":2}""");

    [Fact]
    public void ReadDocuments_EmptyValues_AreReported()
    {
        var empty = new List<string>();
        YamlReader.ReadDocuments("a:\nb: null\nc: ~\nd: ''\ne: {f: }\n", new YamlReadOptions { OnEmptyValue = (_, key) => empty.Add(key) });
        empty.ShouldBe(["a", "f"]);
    }

    [Fact]
    public void ReadDocuments_AnchorsAndMergeKeys_AreExpandedWithOwnKeysWinning()
    {
        const string Yaml = """
            base: &base {image: a, tag: "1"}
            other: &other {tag: "2", extra: x}
            one:
              <<: *base
              tag: "9"
            two:
              <<: [*base, *other]
            list: [*base]
            """;
        Json(YamlReader.ReadDocuments(Yaml)[0]).ShouldBe(
            """{"base":{"image":"a","tag":"1"},"other":{"tag":"2","extra":"x"},"one":{"tag":"9","image":"a"},"two":{"image":"a","tag":"1","extra":"x"},"list":[{"image":"a","tag":"1"}]}""");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("# only a comment\n", 0)]
    [InlineData("---\n# nothing\n---\na: 1\n", 2)]
    [InlineData("a: 1\n---\nb: 2\n...\n", 2)]
    public void ReadDocuments_SeveralDocuments_AreCounted(string yaml, int count) =>
        YamlReader.ReadDocuments(yaml).Count.ShouldBe(count);

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", 3, "\"a\" is already defined")]
    [InlineData("a: 1\n'1': x\n1: y\n", 3, "\"1\" is already defined")]
    [InlineData("a: *nothing\n", 1, "nothing")]
    [InlineData("a: &x [*x]\n", 1, "contains itself")]
    [InlineData("a: .inf\n", 1, "JSON")]
    [InlineData("? [a]\n: b\n", 1, "key must be a scalar")]
    [InlineData("a: [1\nb: 2\n", 1, "")]
    [InlineData("a: 'x\n", 1, "")]
    [InlineData("a:\n\t- b\n", 1, "")]
    [InlineData("a: !!int x\n", 1, "not a int")]
    [InlineData("<<: 1\n", 1, "merge key")]
    public void ReadDocuments_BadText_NamesFileDocumentAndLine(string yaml, int line, string reason)
    {
        var error = Should.Throw<YamlException>(() => YamlReader.ReadDocuments(yaml, "app.yaml"));
        error.Line.ShouldBe(line);
        error.Document.ShouldBe(1);
        error.Message.ShouldStartWith($"app.yaml: document 1, line {line}: ");
        error.Reason.ShouldContain(reason);
    }

    [Fact]
    public void ReadDocuments_ErrorInSecondDocument_CountsFromOne() =>
        Should.Throw<YamlException>(() => YamlReader.ReadDocuments("a: 1\n---\nb: 1\nb: 2\n")).Document.ShouldBe(2);

    [Fact]
    public void ReadDocuments_DeepNesting_IsAnError()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        Should.Throw<YamlException>(() => YamlReader.ReadDocuments(deep)).Reason.ShouldContain("512");
    }

    [Fact]
    public void ReadDocuments_AliasBomb_IsAnError()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Should.Throw<YamlException>(() => YamlReader.ReadDocuments(bomb.ToString())).Reason.ShouldContain("aliases");
    }

    [Fact]
    public void ReadDocuments_TooLong_IsAnError() =>
        Should.Throw<YamlException>(() => YamlReader.ReadDocuments("a: 12345", limits: new YamlLimits { MaxCharacters = 4 }));

    [Fact]
    public void ReadResources_Lists_AreFlattened()
    {
        const string Yaml = """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Secret, metadata: {name: a}}
            - apiVersion: v1
              kind: List
              items:
              - {apiVersion: v1, kind: Secret, metadata: {name: b}}
            ---
            ---
            apiVersion: v1
            kind: ConfigMapList
            items:
            - metadata: {name: c}
            ---
            apiVersion: example.com/v1
            kind: AllowList
            metadata: {name: d}
            """;
        YamlReader.ReadResources(Yaml).Select(r => r.ToString())
            .ShouldBe(["Secret/a", "Secret/b", "ConfigMap/c", "AllowList/d"]);
    }

    [Theory]
    [InlineData("- a\n")]
    [InlineData("text\n")]
    [InlineData("kind: List\nitems: 3\n")]
    [InlineData("kind: List\nitems: [3]\n")]
    public void ReadResources_NotAnObject_IsAnError(string yaml) =>
        Should.Throw<YamlException>(() => YamlReader.ReadResources("a: 1\n---\n" + yaml, "x.yaml")).Document.ShouldBe(2);

    private static string? Json(JsonNode? node) => node?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
