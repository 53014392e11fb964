using FsCheck;
using FsCheck.Fluent;
using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Language;

/// <summary>Whatever the text and the values, parsing and rendering end with a result or an error of the language.</summary>
public sealed class ArbitraryTemplateTests
{
    // They take seconds each, by design: keys and password hashes.
    private static readonly string[] Slow =
    [
        "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
        "buildCustomCert", "derivePassword", "bcrypt", "htpasswd",
    ];

    private static readonly string[] Functions = [.. HelmFunctions.Table.Names.Concat(Builtins.Table.Names).Except(Slow).Order(StringComparer.Ordinal)];

    private static readonly TemplateLimits Limits = new() { MaxSteps = 200_000, MaxCharacters = 4 << 20, MaxLength = 1 << 20, MaxDepth = 200, MaxTextDepth = 200 };

    private static readonly Gen<string> Literal = Gen.Elements(
        "1", "0", "-1", "1.5", "1e6", "0x1F", "010", "1_000", "9223372036854775807", "1e400", "'a'", "1+2i", "\"\"", "\"a b\"", "\"%d %s %v\"",
        "\"{{ . }}\"", "`raw`", "\"\\xff\"", "\"é😀\"", "nil", "true", "false", ".", "$", "$x", ".Values", ".Values.a", ".Values.a.b.c", ".Values.l",
        ".Values.m", ".Values.s", ".Values.n", "$.Values.m.k", "(dict \"a\" 1)", "(list 1 \"b\" nil)", "\"2006-01-02\"", "\"[a-z]+(\"", "\"a: [1\"", "\"1.2.3\"");

    private static readonly Gen<string> Command = Gen.OneOf(
        Literal,
        from function in Gen.Elements(Functions)
        from count in Gen.Choose(0, 4)
        from arguments in Literal.ListOf(count)
        select function + string.Concat(arguments.Select(static argument => " " + argument)));

    private static readonly Gen<string> Pipeline =
        from count in Gen.Choose(1, 3)
        from commands in Command.ListOf(count)
        select string.Join(" | ", commands);

    private static readonly Gen<string> Action = Gen.OneOf(
        Pipeline.Select(static pipe => "{{ " + pipe + " }}"),
        Pipeline.Select(static pipe => "{{- " + pipe + " -}}"),
        Pipeline.Select(static pipe => "{{ $x := " + pipe + " }}"),
        Pipeline.Select(static pipe => "{{ if " + pipe + " }}"),
        Pipeline.Select(static pipe => "{{ with " + pipe + " }}"),
        Pipeline.Select(static pipe => "{{ range $k, $x := " + pipe + " }}"),
        Pipeline.Select(static pipe => "{{ template \"t\" " + pipe + " }}"),
        Gen.Elements("{{ end }}", "{{ else }}", "{{ define \"t\" }}", "{{ break }}", "{{ continue }}", "{{/* c */}}", " text\n", "{{", "}}", "\uDC80"));

    [Fact]
    public void Render_TextsOfLanguageParts_EndInTextOrAnError() =>
        Check(
            from count in Gen.Choose(1, 8)
            from parts in Action.ListOf(count)
            from close in Gen.Choose(0, 3)
            select "{{ $x := 1 }}" + string.Concat(parts) + string.Concat(Enumerable.Repeat("{{ end }}", close)),
            count: 3000);

    [Fact]
    public void Render_OneCallOfEveryShape_EndsInTextOrAnError() =>
        Check(Pipeline.Select(static pipe => "{{ $x := dict \"self\" . }}{{ " + pipe + " }}"), count: 6000);

    [Fact]
    public void Add_AnyText_ParsesOrIsAParseError() =>
        Check(
            from count in Gen.Choose(0, 40)
            from parts in Gen.Elements("{{", "}}", "{{-", "-}}", "/*", "*/", "(", ")", ".", "..", "$", ":=", "=", ",", "|", "\"", "'", "`", "\\", "0x", "1e", "_", "é", "if", "end", "range", "\n", " ", "\0", "\uD800", "\uFFFF", "😀").ListOf(count)
            select string.Concat(parts),
            count: 5000);

    private static void Check(Gen<string> texts, int count) =>
        FsCheck.Fluent.Prop.ForAll(texts.ToArbitrary(), static text =>
        {
            var set = new TemplateSet(HelmFunctions.Table, MissingKey.Zero);
            try
            {
                set.Add("t", text);
                set.Render("t", Data(), new RenderState(), Limits);
            }
            catch (Exception e) when (e is TemplateParseException or TemplateExecutionException or TemplateLimitException)
            {
                // What a caller shows to the chart's author.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    private static GoMap Data()
    {
        var values = (GoMap)Values.FromJson("""{"a":{"b":{"c":"v"}},"l":["x",1,null,{"k":"v"}],"m":{"k":"v","n":1.5},"s":"text","n":3,"z":null}""")!;
        var data = new GoMap { ["Values"] = values };
        values["self"] = values;
        return data;
    }
}
