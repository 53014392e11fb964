using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Language;

/// <summary>What the vectors do not reach: strict mode, overlays, bytes that are no text, and the rarer literals and verbs.</summary>
public sealed class TemplateLanguageTests
{
    [Theory]
    [InlineData("{{ 0x1p4 }}", "16")]
    [InlineData("{{ 1_000.5 }}", "1000.5")]
    [InlineData("{{ 1+2i }}", "(1+2i)")]
    [InlineData("{{ printf \"%x\" 1.5 }}", "0x1.8p+00")]
    [InlineData("{{ printf \"%b\" 1.0 }}", "4503599627370496p-52")]
    [InlineData("{{ printf \"%.0f %.0f %.1f\" 0.5 1.5 0.25 }}", "0 2 0.2")]
    [InlineData("{{ printf \"%[3]*.[2]*[1]f|%[4]v\" 12.0 2 6 }}", " 12.00|%!v(BADINDEX)")]
    [InlineData("{{ \"\\xff\" | len }} {{ printf \"%q\" \"\\xff\" }}", "1 \"\\xff\"")]
    [InlineData("{{ len \"é😀\" }} {{ slice \"é\" 0 1 | printf \"%x\" }}", "6 c3")]
    [InlineData("{{ range 3 }}{{ . }}{{ if eq . 1 }}{{ break }}{{ end }}{{ end }}", "01")]
    public void Render_RareLiteralsAndVerbs_PrintAsGoDoes(string text, string expected) => Render(text).ShouldBe(expected);

    [Fact]
    public void Render_MissingKeyInStrictMode_IsAnError() =>
        Should.Throw<TemplateExecutionException>(() => Render("{{ .a.b }}", MissingKey.Error)).Message
            .ShouldBe("template: t:1:5: executing \"t\" at <.a.b>: map has no entry for key \"a\"");

    [Fact]
    public void Render_CutCharacterPutTogether_IsTheCharacterAgain() =>
        Render("{{ $a := slice \"é\" 0 1 }}{{ $b := slice \"é\" 1 2 }}{{ $a }}{{ $b }}").ShouldBe("é");

    [Fact]
    public void Overlay_TextWithDefinitions_SeesThemAndLeavesTheSetAlone()
    {
        var table = new FunctionTable.Builder()
            .Add("tpl", [GoType.String, GoType.Any], static (in call) => call.Execution.RenderOverlay(call.Execution.Templates.Overlay("gotpl", call.Text(0)), call[1]))
            .Add("include", [GoType.String, GoType.Any], static (in call) => call.Execution.Render(call.Text(0), call[1]))
            .Build();
        var set = new TemplateSet(table);
        set.Add("t", "{{ define \"a\" }}set{{ end }}{{ define \"c\" }}{{ include \"a\" . }}{{ end }}{{ tpl .text . }} {{ include \"c\" . }}");
        set.Render("t", new GoMap { ["text"] = "{{ define \"a\" }}overlay{{ end }}{{ include \"c\" . }}" }, cancellationToken: TestContext.Current.CancellationToken).ShouldBe("overlay set");
    }

    [Fact]
    public void Compare_CharactersBeyondTheBasicPlane_ComeAfterAllOthers() => GoText.Compare("\uFFFD", "😀").ShouldBeLessThan(0);

    private static string Render(string text, MissingKey missingKey = MissingKey.Zero)
    {
        var set = new TemplateSet(FunctionTable.Empty, missingKey);
        set.Add("t", text);
        return set.Render("t", new GoMap());
    }
}
