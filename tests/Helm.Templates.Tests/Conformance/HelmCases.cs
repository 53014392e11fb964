using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Helm.Templates.Tests.Conformance;

/// <summary>
/// What the real engine gives for templates, charts, values and --set expressions: testdata/templates.jsonl and values.jsonl, with
/// environment.json. Whatever the files hold is run, so that others of the same shape can be put in their place.
/// </summary>
internal static class HelmCases
{
    private static readonly Lazy<JsonObject> Environment = new(() => JsonNode.Parse(File.ReadAllText(PathOf("environment.json")))!.AsObject());

    /// <summary>Folder of the files.</summary>
    public static string Folder { get; set; } = Path.Combine(AppContext.BaseDirectory, "testdata");

    /// <summary>The cases of a file by area.</summary>
    public static Dictionary<string, List<JsonObject>> Read(string file) => File.ReadLines(PathOf(file))
        .Where(static l => l.Length > 0)
        .Select(static l => JsonNode.Parse(l)!.AsObject())
        .GroupBy(static c => (string)c["area"]!, StringComparer.Ordinal)
        .ToDictionary(static g => g.Key, static g => g.ToList(), StringComparer.Ordinal);

    /// <summary>What is wrong with the outcome of a case; null when it is as expected.</summary>
    public static string? Problem(JsonObject test, CancellationToken ct = default)
    {
        string outcome;
        try
        {
            outcome = (string?)test["kind"] switch
            {
                null => Template(test, ct),
                "chart" => WholeChart(test, ct),
                "strvals" => Expression(test),
                var other => throw new NotSupportedException($"kind {other}"),
            };
        }
        catch (ChartException e)
        {
            return ErrorProblem(test, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"crash: {e}";
        }

        return test.ContainsKey("error") ? $"must fail with: {test["error"]}\n  but gives: {outcome}" : Difference(Expected(test), outcome);
    }

    private static string? ErrorProblem(JsonObject test, string message)
    {
        if ((string?)test["error"] is not { } wanted)
        {
            return $"fails: {message}";
        }

        var first = message.Split('\n')[0];
        if ((string?)test["errorContains"] is { } part)
        {
            return message.StartsWith(wanted, StringComparison.Ordinal) && message.Contains(part, StringComparison.Ordinal) ? null : Difference(wanted + " … " + part, message);
        }

        return Difference(wanted, first) ?? (test["errorText"] is { } text ? Difference((string)text!, message) : null);
    }

    private static string Expected(JsonObject test)
    {
        if ((string?)test["kind"] == "strvals")
        {
            return test["expected"]!.ToJsonString();
        }

        return (string?)test["kind"] == "chart"
            ? Parts((string)test["expected"]!, (string?)test["hooks"], (string?)test["notes"])
            : (string)test["expected"]!;
    }

    private static string Template(JsonObject test, CancellationToken ct)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Chart.yaml"] = (string)Environment.Value["chartYaml"]!,
            ["templates/main.yaml"] = (string)test["template"]!,
        };
        if ((string?)test["helpers"] is { } helpers)
        {
            files["templates/_helpers.tpl"] = helpers;
        }

        foreach (var (path, content) in test["files"]?.AsObject() ?? [])
        {
            files[path] = (string)content!;
        }

        if (test["values"] is JsonValue yaml)
        {
            files["values.yaml"] = (string)yaml!;
        }

        var options = new RenderOptions { SkipKubeVersionCheck = true, Clock = TimeZoneClock.Utc };
        return ChartRenderer.RenderFiles(Load(files), ChartValues.FromJson(test["values"] as JsonObject), Release(test), Capabilities(test), options, ct)["demo/templates/main.yaml"];
    }

    private static string WholeChart(JsonObject test, CancellationToken ct)
    {
        var chart = Load(test["chart"]!.AsObject().ToDictionary(static f => f.Key, static f => (string)f.Value!, StringComparer.Ordinal));
        var values = test["values"] is JsonValue yaml ? ChartValues.FromYaml((string)yaml!) : ChartValues.FromJson(test["values"] as JsonObject);
        var options = new RenderOptions
        {
            SkipSchemaValidation = (bool?)test["skipSchemaValidation"] ?? false,
            Clock = TimeZoneClock.Utc,
        };
        var rendered = ChartRenderer.Render(chart, values, Release(test), Capabilities(test), options, ct);
        return Parts(
            Documents(rendered.Manifests.Select(static m => (m.Source, m.Content))),
            rendered.Hooks.Count > 0 ? Documents(rendered.Hooks.Select(static h => (h.Source, h.Content))) : null,
            test.ContainsKey("notes") ? rendered.Notes : null);
    }

    private static string Expression(JsonObject test)
    {
        var args = test["args"]!.AsArray().Select(static a => (string)a!).ToList();
        var files = test["fileArgs"]?.AsObject();
        var assignments = new ValueAssignments
        {
            Json = [.. Of("--set-json")],
            Typed = [.. Of("--set")],
            Texts = [.. Of("--set-string")],
            Files = [.. Of("--set-file")],
            Literals = [.. Of("--set-literal")],
        };
        var values = assignments.Apply(
            ChartValues.FromJson(test["base"] as JsonObject),
            name => files?[name] is { } content ? Encoding.UTF8.GetBytes((string)content!) : throw new FileNotFoundException(name));
        return values.ToJson().ToJsonString();

        IEnumerable<string> Of(string flag) => args.Chunk(2).Where(p => p[0] == flag).Select(static p => p[1]);
    }

    private static string Parts(string manifests, string? hooks, string? notes) =>
        manifests + (hooks is null ? "" : "\n=== hooks\n" + hooks) + (notes is null ? "" : "\n=== notes\n" + notes);

    private static string Documents(IEnumerable<(string Source, string Content)> documents) =>
        string.Concat(documents.Select(static d => $"---\n# Source: {d.Source}\n{d.Content.TrimEnd()}\n"));

    private static Chart Load(Dictionary<string, string> files) =>
        Chart.FromFiles(files.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => new ChartFile(f.Key, Encoding.UTF8.GetBytes(f.Value))));

    private static ReleaseInfo Release(JsonObject test)
    {
        var given = test["release"]?.AsObject();
        var defaults = Environment.Value["release"]!.AsObject();
        return new ReleaseInfo
        {
            Name = (string)Of("name")!,
            Namespace = (string)Of("namespace")!,
            Revision = (int)Of("revision")!,
            IsUpgrade = (bool)Of("isUpgrade")!,
            Service = (string)Of("service")!,
        };

        JsonNode? Of(string name) => given?[name] ?? defaults[name];
    }

    private static KubeCapabilities Capabilities(JsonObject test)
    {
        var helm = Environment.Value["helmVersion"]!;
        return new KubeCapabilities
        {
            KubeVersion = (string)(test["kubeVersion"] ?? Environment.Value["kubeVersion"])!,
            ApiVersions = [.. (test["apiVersions"] ?? Environment.Value["apiVersions"])!.AsArray().Select(static v => (string)v!)],
            Helm = new HelmBuild
            {
                Version = (string)helm["Version"]!,
                GitCommit = (string)helm["GitCommit"]!,
                GitTreeState = (string)helm["GitTreeState"]!,
                GoVersion = (string)helm["GoVersion"]!,
                KubeClientVersion = (string)helm["KubeClientVersion"]!,
            },
        };
    }

    private static string? Difference(string want, string got) => want == got ? null : $"want: {Quoted(want)}\n  got:  {Quoted(got)}";

    private static string Quoted(string text) => JsonValue.Create(text.Length > 1500 ? text[..1500] + "…" : text).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static string PathOf(string file) => Path.Combine(Folder, file);

    private sealed class TimeZoneClock : TimeProvider
    {
        public static TimeZoneClock Utc { get; } = new();

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
