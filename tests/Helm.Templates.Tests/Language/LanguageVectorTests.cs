using System.Text.Json;
using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Language;

/// <summary>The vectors about the language itself that need no other functions than the plain ones here; the renderer's tests run all.</summary>
public sealed class LanguageVectorTests
{
    // The renderer's own: files and capabilities.
    private static readonly string[] OthersMatters = [".Files", ".Capabilities"];

    private static readonly GoType ValuesType = GoType.Named("common.Values", GoType.AnyMap);

    public static TheoryData<string> Areas =>
    [
        "go-break", "go-chain", "go-comment", "go-compare", "go-define", "go-escape", "go-if", "go-index", "go-literal", "go-logic",
        "go-pipeline", "go-print", "go-printf", "go-range", "go-syntax-error", "go-trim", "go-variable", "go-with",
    ];

    [Theory]
    [MemberData(nameof(Areas))]
    public void Render_VectorsOfOneArea_GiveTheExpectedTextOrError(string area)
    {
        List<string> failures = [];
        var run = 0;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "testdata", "templates.jsonl")))
        {
            var vector = JsonDocument.Parse(line).RootElement;
            if (vector.GetProperty("area").GetString() != area)
            {
                continue;
            }

            var actual = Run(vector);
            if (OthersMatters.Any(Text(vector, "template").Contains))
            {
                continue;
            }

            if (actual.Contains("\" not defined", StringComparison.Ordinal) && !Text(vector, "error").Contains("not defined", StringComparison.Ordinal))
            {
                // A function of the catalogue.
                continue;
            }

            run++;
            var expected = vector.TryGetProperty("expected", out var text) ? text.GetString()! : Text(vector, "errorText") is { Length: > 0 } full ? full : Text(vector, "error");
            if (vector.TryGetProperty("errorContains", out _) ? !actual.StartsWith(Text(vector, "error"), StringComparison.Ordinal) : actual.TrimEnd() != expected.TrimEnd())
            {
                failures.Add($"{Text(vector, "id")} {Text(vector, "template")}\n   want {expected}\n   got  {actual}");
            }
        }

        run.ShouldBeGreaterThan(0);
        failures.ShouldBeEmpty(string.Join('\n', failures.Take(20)));
    }

    private static string Run(JsonElement vector)
    {
        const string main = "demo/templates/main.yaml";
        var set = new TemplateSet(HelmFunctions.Table, MissingKey.Zero);
        try
        {
            if (vector.TryGetProperty("files", out var files))
            {
                foreach (var file in files.EnumerateObject().OrderByDescending(static file => file.Name, StringComparer.Ordinal))
                {
                    set.Add("demo/" + file.Name, file.Value.GetString()!);
                }
            }

            set.Add(main, Text(vector, "template"));
            set.Add("demo/templates/_helpers.tpl", Text(vector, "helpers"));
            var data = new GoMap(ValuesType)
            {
                ["Values"] = vector.GetProperty("values").ValueKind == JsonValueKind.Object ? ((GoMap)Values.FromJson(vector.GetProperty("values"))!).WithType(ValuesType) : new GoMap(ValuesType),
                ["Template"] = new GoMap { ["Name"] = main, ["BasePath"] = "demo/templates" },
                ["Release"] = new GoMap { ["Name"] = "vec", ["Namespace"] = "lab", ["IsInstall"] = true, ["IsUpgrade"] = false, ["Revision"] = (nint)1, ["Service"] = "Helm" },
                ["Chart"] = new GoMap { ["Name"] = "demo", ["Version"] = "1.4.2", ["Keywords"] = new GoList(["alpha", "beta"]),
                    ["Maintainers"] = Values.FromJson("""[{"Name":"Ada","Email":"ada@example.test"},{"Name":"Bo","Email":""}]"""),
                    ["Annotations"] = Values.FromJson("""{"example.test/tier":"gold","category":"Testing"}""") },
            };
            return set.Render(main, data, new RenderState()).Replace("<no value>", "", StringComparison.Ordinal);
        }
        catch (TemplateParseException e)
        {
            return $"parse error at ({e.TemplateName}:{e.Line}): {e.Message[(e.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}";
        }
        catch (TemplateExecutionException e)
        {
            return Explain(e);
        }
    }

    /// <summary>Helm's layout of an error, as far as these vectors have it.</summary>
    private static string Explain(TemplateExecutionException error)
    {
        if (error.InnerException is null)
        {
            return $"{error.FileName}:{error.Line}:{error.Column}\n  executing \"{error.TemplateName}\" at <{error.Context}>:\n    {error.Reason}";
        }

        if (error.InnerException is TemplateExecutionException inner && !error.Message.Contains("error calling fail", StringComparison.Ordinal) && Leaf(inner) is TemplateExecutionException)
        {
            return $"{error.FileName}:{error.Line}:{error.Column}\n  executing \"{error.TemplateName}\" at <{error.Context}>:\n    error calling include:\n{Explain(inner)}";
        }

        return Leaf(error).Message == "reached" ? $"execution error at ({error.FileName}:{error.Line}:{error.Column}): reached" : error.Message;
    }

    private static Exception Leaf(Exception error) => error.InnerException is null ? error : Leaf(error.InnerException);

    private static string Text(JsonElement vector, string name) => vector.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
