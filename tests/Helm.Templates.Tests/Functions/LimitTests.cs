using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Functions;

/// <summary>Calls that would take all memory fail instead.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("""{{ repeat 9000000000 "x" }}""")]
    [InlineData("""{{ repeat 1000000000 "xxxxxxxx" }}""")]
    [InlineData("""{{ indent 2000000000 "x" }}""")]
    [InlineData("""{{ nindent 9000000000000000000 "x\ny" }}""")]
    [InlineData("{{ until 9000000000 }}")]
    [InlineData("{{ untilStep 0 9000000000000000000 1 }}")]
    [InlineData("{{ seq 0 9000000000 }}")]
    [InlineData("{{ randAlphaNum 9000000000 }}")]
    [InlineData("{{ randBytes 9000000000 }}")]
    [InlineData("""{{ $s := repeat 100000 "x" }}{{ replace "x" $s $s }}""")]
    [InlineData("""{{ $s := repeat 100000 "x" }}{{ replace "" $s $s }}""")]
    [InlineData("""{{ $s := repeat 10000000 "x" }}{{ join $s (until 100) }}""")]
    public void Render_HugeResult_IsAnError(string template) => Rendering.ErrorOf(template).ShouldContain("result would have more than");

    [Fact]
    public void UntilStep_HugeStep_GivesOneNumber() => Rendering.Of("{{ untilStep 0 9000000000000000000 8999999999999999999 }}").ShouldBe("[0 8999999999999999999]");

    [Theory]
    [InlineData("fromJson", "[", "]")]
    [InlineData("fromYaml", "[", "]")]
    [InlineData("fromYaml", "{a: ", "}")]
    [InlineData("fromToml", "[", "]")]
    public void Parse_DeepNesting_IsAMessage(string function, string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 20_000)) + string.Concat(Enumerable.Repeat(close, 20_000));
        var prefix = function == "fromToml" ? "a = " : "";
        Rendering.Of($"{{{{ ({function} .t).Error }}}}", new() { ["t"] = prefix + text }).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("toYaml")]
    [InlineData("toJson")]
    [InlineData("toYamlPretty")]
    public void Encode_MapThatContainsItself_GivesNothing(string function) =>
        Rendering.Of($$$"""{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ {{{function}}} $d }}|""").ShouldBe("|");

    [Fact]
    public void DeepEqual_MapsThatContainThemselves_IsAnError() =>
        Rendering.ErrorOf("""{{ $a := dict }}{{ $_ := set $a "s" $a }}{{ $b := dict }}{{ $_ := set $b "s" $b }}{{ deepEqual $a $b }}""").ShouldContain("nest too deeply");

    /// <summary>Go-yaml's order of keys is no order: a10, a1b, a9, a10.</summary>
    [Fact]
    public void ToYaml_KeysInACircle_AreWrittenAll()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var map = new GoMap();
            for (var k = random.Next(200); k > 0; k--)
            {
                map[string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "a1b0.9"[random.Next(6)]))] = "v";
            }

            Rendering.Of("{{ toYaml .m | fromYaml | len }} {{ toYamlPretty .m | fromYaml | len }}", new() { ["m"] = map }).ShouldBe($"{map.Count} {map.Count}");
        }
    }

    [Fact]
    public void FromYaml_AliasBomb_IsRefused()
    {
        var lines = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));
        Rendering.Of("{{ (fromYaml .t).Error }}", new() { ["t"] = lines }).ShouldBe("error converting YAML to JSON: yaml: document contains excessive aliasing");
    }

    [Fact]
    public void RegexMatch_CatastrophicPattern_IsLinear() =>
        Rendering.Of("""{{ regexMatch "^(a+)+$" .t }}""", new() { ["t"] = new string('a', 50_000) + "b" }).ShouldBe("false");

    [Fact]
    public void Include_OfItself_StopsWithHelmsMessage() =>
        Rendering.ErrorOf("""{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}""").ShouldContain("rendering template has a nested reference name: x: unable to execute template");
}
