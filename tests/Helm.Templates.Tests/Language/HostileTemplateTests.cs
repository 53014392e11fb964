using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Language;

/// <summary>Templates written to exhaust the process: each ends with an error, quickly.</summary>
public sealed class HostileTemplateTests
{
    private static readonly TemplateLimits Limits = new() { MaxSteps = 2_000_000, MaxCharacters = 64 << 20, MaxLength = 4 << 20, MaxDepth = 1000 };

    [Theory]
    [InlineData("{{ range 1000000000000 }}{{ end }}")]
    [InlineData("{{ range until 2000000000 }}{{ end }}")]
    [InlineData("{{ range untilStep 0 2000000000 1 }}{{ end }}")]
    [InlineData("{{ seq 2000000000 }}")]
    [InlineData("{{ $x := \"x\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}")]
    [InlineData("{{ $x := \"x\" }}{{ range 100 }}{{ $x = cat $x $x }}{{ end }}")]
    [InlineData("{{ $x := \"x\" }}{{ range 100 }}{{ $x = printf \"%s%s\" $x $x }}{{ end }}")]
    [InlineData("{{ $x := \"x\" }}{{ range 100 }}{{ $x = join \"\" (list $x $x) }}{{ end }}")]
    [InlineData("{{ $x := \"xx\" }}{{ range 100 }}{{ $x = replace \"x\" $x $x }}{{ end }}")]
    [InlineData("{{ $x := \"x\" }}{{ range 100 }}{{ $x = toJson (list $x $x) }}{{ end }}")]
    [InlineData("{{ $x := \"x\" }}{{ range 100 }}{{ $x = toYaml (list $x $x) }}{{ end }}")]
    [InlineData("{{ $x := list 1 }}{{ range 100 }}{{ $x = concat $x $x }}{{ end }}")]
    [InlineData("{{ $x := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ end }}{{ $x }}")]
    [InlineData("{{ $x := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}")]
    [InlineData("{{ $x := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}")]
    [InlineData("{{ $x := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ end }}{{ deepCopy $x }}")]
    [InlineData("{{ $x := list 1 }}{{ $y := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ $y = list $y $y }}{{ end }}{{ deepEqual $x $y }}")]
    [InlineData("{{ $x := dict }}{{ $y := dict }}{{ range 100 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ $y = dict \"a\" $y \"b\" $y }}{{ end }}{{ merge $x $y }}")]
    [InlineData("{{ repeat 2000000000 \"x\" }}")]
    [InlineData("{{ repeat 1000000 \"x\" | repeat 1000000 }}")]
    [InlineData("{{ indent 2000000000 \"x\" }}")]
    [InlineData("{{ range 10000 }}{{ printf \"%1000000d\" 1 }}{{ end }}")]
    [InlineData("{{ range 10000 }}{{ $x := printf \"%1000000f\" 0.1 }}{{ end }}")]
    [InlineData("{{ randAlphaNum 2000000000 }}")]
    [InlineData("{{ randBytes 2000000000 }}")]
    [InlineData("{{ define \"a\" }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}")]
    [InlineData("{{ define \"a\" }}{{ template \"a\" . }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}")]
    [InlineData("{{ define \"a\" }}{{ if true }}{{ with . }}{{ range . }}{{ template \"a\" $ }}{{ end }}{{ end }}{{ end }}{{ end }}{{ template \"a\" . }}")]
    [InlineData("{{ $t := \"{{ tpl .t . }}\" }}{{ tpl $t (dict \"t\" $t) }}")]
    [InlineData("{{ tpl \"{{ include \\\"gotpl\\\" . }}\" . }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ $m }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ printf \"%#v\" $m }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ deepCopy $m }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ merge (dict) $m }}{{ deepEqual $m (deepCopy $m) }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ mustToJson $m }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ mustToPrettyJson $m }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ mustToYaml $m }}")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ mustToToml $m }}")]
    [InlineData("{{ $m := dict }}{{ $n := dict }}{{ $_ := set $m \"m\" $m }}{{ $_ := set $n \"m\" $n }}{{ merge $m $n }}{{ mergeOverwrite $m $n | toYaml }}")]
    [InlineData("{{ $m := dict }}{{ $n := dict }}{{ $_ := set $m \"m\" $m }}{{ $_ := set $n \"m\" $n }}{{ deepEqual $m $n }}{{ has $m (list $n) }}{{ fail \"done\" }}")]
    [InlineData("{{ repeat 100000 \"[\" | mustFromJson }}")]
    [InlineData("{{ repeat 100000 \"{a: \" | fromYaml | len }}{{ repeat 100000 \"- \" | fromYamlArray | len }}{{ repeat 100000 \"a.\" | fromToml | len }}{{ fail \"done\" }}")]
    [InlineData("{{ regexMatch (repeat 1000 \"(a*)*\") (repeat 10000 \"a\") }}{{ fail \"done\" }}")]
    [InlineData("{{ regexFindAll (repeat 100000 \"(\") \"a\" -1 }}")]
    [InlineData("{{ splitList \"\" (repeat 1000000 \"x\") | toJson | len }}{{ range 1000 }}{{ $x := splitList \"\" (repeat 1000000 \"x\") }}{{ end }}")]
    public void Render_TemplateMadeToExhaust_FailsInsteadOfHangingOrCrashing(string text)
    {
        var set = new TemplateSet(HelmFunctions.Table, MissingKey.Zero);
        set.Add("hostile", text);
        var failure = Should.Throw<Exception>(() => set.Render("hostile", new GoMap { ["a"] = 1.0 }, new RenderState(), Limits));
        (failure is TemplateLimitException or TemplateExecutionException).ShouldBeTrue(failure.GetType().Name);
    }

    [Theory]
    [InlineData("{{ if true }}", "{{ end }}")]
    [InlineData("{{ with 1 }}", "{{ end }}")]
    [InlineData("{{ range 1 }}", "{{ end }}")]
    [InlineData("{{ block \"x\" . }}", "{{ end }}")]
    [InlineData("{{ if true }}{{ else if true }}", "{{ end }}")]
    public void Add_BlocksNestedTooDeeply_IsAParseError(string open, string close)
    {
        const int depth = 100_000;
        var text = string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
        Should.Throw<TemplateParseException>(() => new TemplateSet(FunctionTable.Empty).Add("deep", text)).Message.ShouldContain("max expression depth exceeded");
    }

    [Fact]
    public void Add_ParenthesesNestedTooDeeply_IsAParseError()
    {
        var text = "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}";
        Should.Throw<TemplateParseException>(() => new TemplateSet(FunctionTable.Empty).Add("deep", text)).Message.ShouldContain("max expression depth exceeded");
    }

    [Fact]
    public void Render_TemplateCallingItself_StopsAtTheDepthWithGoesError()
    {
        var set = new TemplateSet(FunctionTable.Empty);
        set.Add("t", "{{ define \"a\" }}{{ if true }}{{ template \"a\" . }}{{ end }}{{ end }}{{ template \"a\" . }}");
        Should.Throw<TemplateExecutionException>(() => set.Render("t", null, limits: Limits)).Message
            .ShouldBe("template: t:1:41: executing \"a\" at <{{template \"a\" .}}>: exceeded maximum template depth (1000)");
    }

    [Fact]
    public void Render_Cancelled_Ends()
    {
        var set = new TemplateSet(FunctionTable.Empty);
        set.Add("t", "{{ range 1000000000 }}{{ end }}");
        Should.Throw<OperationCanceledException>(() => set.Render("t", null, cancellationToken: new CancellationToken(canceled: true)));
    }
}
