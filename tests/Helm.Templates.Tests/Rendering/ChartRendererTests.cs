using System.Text.Json.Nodes;
using GitOpsToolkit.Helm.Templates.Tests.Charts;

namespace GitOpsToolkit.Helm.Templates.Tests.Rendering;

public class ChartRendererTests
{
    [Fact]
    public void Render_FailingTemplate_SaysWhere()
    {
        var chart = ChartBuilder.App(("templates/a.yaml", "kind: A\n# {{ .Values.a }}\nb: {{ .Values.a.b.c }}\n"));

        var error = Should.Throw<ChartException>(() => ChartBuilder.Render(chart));

        error.Message.ShouldBe("app/templates/a.yaml:3:13\n  executing \"app/templates/a.yaml\" at <.Values.a.b.c>:\n    nil pointer evaluating interface {}.b");
        (error.Template, error.Line, error.Column, error.IsRenderingError).ShouldBe(("app/templates/a.yaml", 3, 13, true));
    }

    [Fact]
    public void Render_Required_SaysTheMessageAndTheOutermostPlace()
    {
        var chart = ChartBuilder.App(
            ("templates/a.yaml", "kind: A\nb: {{ include \"h\" . }}\n"), ("templates/_h.tpl", "{{ define \"h\" }}{{ required \"give b\" .Values.b }}{{ end }}"));

        Should.Throw<ChartException>(() => ChartBuilder.Render(chart)).Message.ShouldBe("execution error at (app/templates/a.yaml:2:6): give b");
    }

    [Fact]
    public void Render_OutputThatIsNoYaml_NamesTheTemplate()
    {
        var chart = ChartBuilder.App(("templates/a.yaml", "kind: A\nmetadata: {annotations: {n: 1}}\n"));

        var error = Should.Throw<ChartException>(() => ChartBuilder.Render(chart));

        error.Message.ShouldBe("YAML parse error on app/templates/a.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field .metadata.annotations of type string");
        error.Template.ShouldBe("app/templates/a.yaml");
    }

    [Fact]
    public void Render_SchemaInSubchart_GivesThePathOfTheValue()
    {
        var chart = ChartBuilder.App(
            ("charts/kid/Chart.yaml", "apiVersion: v2\nname: kid\nversion: 1.0.0\n"),
            ("charts/kid/values.schema.json", """{"properties":{"a":{"properties":{"num":{"type":"integer"}}}}}"""));

        var error = Should.Throw<ChartException>(() => ChartBuilder.Render(chart, ChartValues.FromYaml("kid: {a: {num: x}}")));

        error.Message.ShouldEndWith("kid:\n- at '/a/num': got string, want integer\n");
        error.ValuePath.ShouldBe("/kid/a/num");
    }

    [Fact]
    public void Render_Twice_LeavesChartAndValuesAsTheyWere()
    {
        var chart = ChartBuilder.App(
            ("values.yaml", "a: {b: 1}\n"), ("templates/a.yaml", "kind: A\n{{ $_ := set .Values.a \"b\" (add1 .Values.a.b) }}n: {{ .Values.a.b }}"));
        var values = ChartValues.FromYaml("a: {c: 1}");

        var first = ChartBuilder.Render(chart, values).Manifests[0].Content;

        ChartBuilder.Render(chart, values).Manifests[0].Content.ShouldBe(first);
        values.ToYaml().ShouldBe("a:\n  c: 1\n");
        chart.DefaultValues.ToYaml().ShouldBe("a:\n  b: 1\n");
    }

    [Fact]
    public void Render_ManyThreads_GivesEachTheSame()
    {
        var chart = ChartBuilder.App(("values.yaml", "num: 1\n"), ("templates/a.yaml", "kind: A\nnum: {{ tpl \"{{ .Values.num }}\" . }}\nr: {{ .Release.Name }}"));

        var contents = new string[200];
        Parallel.For(0, contents.Length, i => contents[i] = ChartBuilder.Render(chart, release: new ReleaseInfo { Name = $"r{i}" }).Manifests[0].Content);

        contents.Index().ShouldAllBe(static c => c.Item == $"kind: A\nnum: 1\nr: r{c.Index}");
    }

    [Fact]
    public void Render_Lookup_AsksTheCluster()
    {
        var chart = ChartBuilder.App(("templates/a.yaml", "kind: A\nv: {{ (lookup \"v1\" \"Secret\" \"ns\" \"s\").data.k }}\nl: {{ len (lookup \"v1\" \"Pod\" \"\" \"\") }}"));
        var options = new RenderOptions
        {
            Lookup = static (apiVersion, kind, ns, name, _) => (apiVersion, kind, ns, name) == ("v1", "Secret", "ns", "s")
                ? new JsonObject { ["data"] = new JsonObject { ["k"] = "dmFsdWU=" } }
                : null,
        };

        ChartBuilder.Render(chart, options: options).Manifests[0].Content.ShouldBe("kind: A\nv: dmFsdWU=\nl: 0");
    }

    [Fact]
    public void Render_ServerVersionWithSuffix_IsAPrereleaseForTheChart()
    {
        var chart = ChartBuilder.Of(("Chart.yaml", ChartBuilder.Yaml + "kubeVersion: '>=1.25'\n"));
        var version = new KubeCapabilities { KubeVersion = "v1.33.4-gke.100" };

        ChartBuilder.Render(chart, capabilities: version).Manifests.ShouldBeEmpty();
        Should.Throw<ChartException>(() => ChartBuilder.Render(chart, capabilities: version with { IsReportedByCluster = true }))
            .Message.ShouldBe("chart requires kubeVersion: >=1.25 which is incompatible with Kubernetes v1.33.4-gke.100");
    }

    [Fact]
    public void Render_EndlessLoop_EndsWithAnError()
    {
        var chart = ChartBuilder.App(("templates/a.yaml", "{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}"));

        Should.Throw<ChartException>(() => ChartBuilder.Render(chart, options: new RenderOptions { MaxSteps = 100_000 })).Message.ShouldStartWith("rendering template failed");
    }

    [Fact]
    public void Render_DeepValues_AreAnErrorAndNotTheEnd()
    {
        var deep = string.Concat(Enumerable.Repeat("{a: ", 9000)) + "1" + new string('}', 9000);

        Record.Exception(() => ChartBuilder.Render(ChartBuilder.App(), ChartValues.FromYaml($"x: {deep}"))).ShouldBeOfType<ChartException>();
    }

    [Fact]
    public void Render_Hooks_HaveEventsWeightAndPolicies()
    {
        var chart = ChartBuilder.App(("templates/h.yaml", """
            kind: Job
            metadata:
              name: h
              annotations:
                helm.sh/hook: Pre-Install , post-upgrade
                helm.sh/hook-weight: "-5"
                helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
            """));

        var hook = ChartBuilder.Render(chart).Hooks.ShouldHaveSingleItem();

        hook.Events.ShouldBe(["pre-install", "post-upgrade"]);
        hook.DeletePolicies.ShouldBe(["before-hook-creation", "hook-succeeded"]);
        (hook.Kind, hook.Name, hook.Weight, hook.IsTest).ShouldBe(("Job", "h", -5, false));
    }

    [Fact]
    public void ToTemplateText_Options_ChooseWhatIsPrinted()
    {
        var rendered = ChartBuilder.Render(ChartBuilder.App(
            ("crds/c.yaml", "kind: Crd\n"),
            ("templates/a.yaml", "kind: A"),
            ("templates/b.yaml", "kind: B"),
            ("templates/t.yaml", "kind: T\nmetadata: {annotations: {helm.sh/hook: test}}"),
            ("templates/NOTES.txt", "Hello")));

        rendered.Notes.ShouldBe("Hello");
        rendered.ToTemplateText(new TemplateTextOptions { SkipTests = true }).ShouldBe("---\n# Source: app/templates/a.yaml\nkind: A\n---\n# Source: app/templates/b.yaml\nkind: B\n");
        rendered.ToTemplateText(new TemplateTextOptions { IncludeCrds = true, NoHooks = true }).ShouldStartWith("---\n# Source: app/crds/c.yaml\nkind: Crd\n\n---\n# Source: app/templates/a.yaml\n");
        rendered.ToTemplateText(new TemplateTextOptions { ShowOnly = ["templates/[bt].yaml"] })
            .ShouldBe("---\n# Source: app/templates/b.yaml\nkind: B\n---\n# Source: app/templates/t.yaml\nkind: T\nmetadata: {annotations: {helm.sh/hook: test}}\n\n");
        Should.Throw<ChartException>(() => rendered.ToTemplateText(new TemplateTextOptions { ShowOnly = ["templates/x.yaml"] }))
            .Message.ShouldBe("could not find template templates/x.yaml in chart");
    }
}
