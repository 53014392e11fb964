using GitOpsToolkit.Kustomize.Internal.Substitution;

namespace GitOpsToolkit.Kustomize.Tests.Internal;

public sealed class VariableSubstitutionTests
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["v"] = "value", ["d"] = "D", ["e"] = "", ["p"] = "a/b/c.tar.gz", ["N"] = "2", ["u"] = "über", ["mix"] = "aBc",
    };

    [Theory]
    [InlineData("${v}", "value")]
    [InlineData("x ${v} y ${d}", "x value y D")]
    [InlineData("$v $(v) {{v}} $ end$", "$v $(v) {{v}} $ end$")]
    [InlineData("$${v}", "${v}")]
    [InlineData("$$", "$")]
    [InlineData("$$$", "$$")]
    [InlineData("$$$$", "$$")]
    [InlineData("$$$${v}", "$${v}")]
    [InlineData("$$${v}", "$value")]
    [InlineData("$${v:=${d}}", "${v:=D}")]
    [InlineData("${m:=x}${m:-y}${m=z}", "xyz")]
    [InlineData("${v:=x}${v:-x}${v=x}", "valuevaluevalue")]
    [InlineData("${m:+x}${m:?y}", "xy")]
    [InlineData("${m:-}${m:=}${m=}|", "|")]
    [InlineData("${e:-fallback}", "fallback")]
    [InlineData("${m:-a}b}", "ab}")]
    [InlineData("${m:={\"a\":1}}", "{\"a\":1}")]
    [InlineData("${v:={\"a\":1}}", "value}")]
    [InlineData("${m:-$${d}}", "$D")]
    [InlineData("${m:-${n:-deep}}", "deep")]
    [InlineData("${m:-a/#%:=$\"b}", "a/#%:=$\"b")]
    [InlineData("${#v}", "5")]
    [InlineData("${#u}", "5")]
    [InlineData("${v^}${v^^}", "ValueVALUE")]
    [InlineData("${mix,}${mix,,}", "aBcabc")]
    [InlineData("${u^}", "Über")]
    [InlineData("${v:1}", "alue")]
    [InlineData("${v:1:2}", "al")]
    [InlineData("${v:9}|", "|")]
    [InlineData("${v:1:99}", "alue")]
    [InlineData("${v:x}${v:1:x}", "valuevalue")]
    [InlineData("${v:${N}}", "lue")]
    [InlineData("${v: -3}", "value")]
    [InlineData("${v:(-3)}", "value")]
    [InlineData("${v/a/X}", "vXlue")]
    [InlineData("${p//\\//-}", "a-b-c.tar.gz")]
    [InlineData("${p/\\//-}", "a-b/c.tar.gz")]
    [InlineData("${v/#va/X}", "Xlue")]
    [InlineData("${v/%ue/X}", "valX")]
    [InlineData("${v/#va/}", "value")]
    [InlineData("${v/a/}", "vlue")]
    [InlineData("${p#*/}", "b/c.tar.gz")]
    [InlineData("${p##*/}", "c.tar.gz")]
    [InlineData("${p%.*}", "a/b/c.tar")]
    [InlineData("${p%%.*}", "a/b/c")]
    [InlineData("${v#*}", "alue")]
    [InlineData("${v##*}", "")]
    [InlineData("${v#[a-z]}", "alue")]
    [InlineData("${v#[^a-z]}", "value")]
    [InlineData("${v#?a}", "lue")]
    [InlineData("a \\? b", "a \\? b")]
    public void Apply_ValidText_GivesTheObservedResult(string text, string expected) =>
        new VariableSubstitution(Variables, isStrict: true).Apply(text).ShouldBe(expected);

    [Theory]
    [InlineData("${v", "missing closing brace")]
    [InlineData("${v ", "missing closing brace")]
    [InlineData("${a.b}", "missing closing brace")]
    [InlineData("${v!}", "missing closing brace")]
    [InlineData("${v@U}", "missing closing brace")]
    [InlineData("${v-x}", "missing closing brace")]
    [InlineData("${v+x}", "missing closing brace")]
    [InlineData("${}", "unable to parse variable name")]
    [InlineData("${ v}", "unable to parse variable name")]
    [InlineData("${!v}", "unable to parse variable name")]
    [InlineData("${v/a}", "bad substitution")]
    [InlineData("${v^^^}", "bad substitution")]
    [InlineData("${v#}", "unable to parse substitution within function")]
    [InlineData("${v:}", "unable to parse substitution within function")]
    [InlineData("${v::2}", "unable to parse substitution within function")]
    [InlineData("${m}", "variable not set (strict mode): \"m\"")]
    [InlineData("${m^^}", "variable not set (strict mode): \"m\"")]
    [InlineData("${#m}", "variable not set (strict mode): \"m\"")]
    [InlineData("${m:0:3}", "variable not set (strict mode): \"m\"")]
    [InlineData("${m/a/b}", "variable not set (strict mode): \"m\"")]
    [InlineData("${m%x}", "variable not set (strict mode): \"m\"")]
    public void Apply_InvalidText_Throws(string text, string expected) =>
        Should.Throw<SubstitutionException>(() => new VariableSubstitution(Variables, isStrict: true).Apply(text)).Message.ShouldBe(expected);

    [Fact]
    public void Apply_NegativeLength_Throws() =>
        Should.Throw<SubstitutionException>(() => new VariableSubstitution(Variables, isStrict: true).Apply("${v:1:-1}"));

    [Fact]
    public void Apply_NotStrict_TakesUndefinedAsEmpty() =>
        new VariableSubstitution(Variables, isStrict: false).Apply("a${m}b${#m}").ShouldBe("ab0");

    [Fact]
    public void Apply_DeeplyNested_IsRefused() =>
        Should.Throw<SubstitutionException>(() => new VariableSubstitution(Variables, isStrict: true).Apply(string.Concat(Enumerable.Repeat("${m:-", 5000))));
}
