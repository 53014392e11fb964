using System.Text.Json.Nodes;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Substitution.</summary>
public sealed class SubstitutionTests : EdgeCaseTests
{
    [Fact]
    public async Task Case017_NoVariables_StrategyDecidesWhetherDefaultsAreUsed()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a").Replace("metadata:\n", "metadata:\n  labels:\n    x: ${x:=z}\n", StringComparison.Ordinal)));

        Ready(await Harness.CreateAsync(spec => spec.PostBuild = new())).ShouldStartWith("False ReconciliationFailed ConfigMap/apps/a dry-run failed (Invalid): ");

        Ready(await Harness.SetAsync(Json("""{"postBuild":{"substituteStrategy":"Always"}}"""))).ShouldBe(Succeeded + "one");
        (await LiveAsync("a")).Label("x").ShouldBe("z");
    }

    [Fact]
    public async Task Case018_Sources_LaterAndInlineWinAndLineEndsGo()
    {
        await Harness.ApplyAsync("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: vars, namespace: apps}
            data: {zone: map, both: map, own: map, multi: "\naz-\n1b\n"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: vars, namespace: apps}
            stringData: {both: secret, own: secret}
            """);
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "${zone} ${both} ${own} ${multi}")));

        await Harness.CreateAsync(spec => spec.PostBuild = new()
        {
            Substitute = new() { ["own"] = "inline" },
            SubstituteFrom = [new() { Kind = "ConfigMap", Name = "vars" }, new() { Kind = "Secret", Name = "vars" }],
        });

        (await Harness.ValueOfAsync("a")).ShouldBe("map secret inline az-1b");
    }

    [Fact]
    public async Task Case019_OptionalSourceThatGoes_FallsBackToDefaults()
    {
        await Harness.EditableConfigMapAsync("vars", "x", "set");
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "${x:=default}")));
        await Harness.CreateAsync(spec => spec.PostBuild = new()
        {
            SubstituteStrategy = "Always",
            SubstituteFrom = [new() { Kind = "ConfigMap", Name = "vars", Optional = true }],
        });
        (await Harness.ValueOfAsync("a")).ShouldBe("set");

        await Harness.DeleteConfigMapAsync("vars");
        await Harness.ReconcileAsync("again");
        (await Harness.ValueOfAsync("a")).ShouldBe("default");

        Ready(await Harness.SetAsync(Json("""{"postBuild":{"substituteFrom":[{"kind":"ConfigMap","name":"vars"}]}}""")))
            .ShouldBe("False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/vars' error: configmaps \"vars\" not found");
    }

    [Theory]
    [InlineData("${missing}")]
    [InlineData("${missing^^}")]
    [InlineData("${#missing}")]
    [InlineData("${missing:0:3}")]
    [InlineData("${missing/a/b}")]
    [InlineData("${missing%x}")]
    public async Task Case020_UndefinedVariable_FailsTheBuild(string text)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", text)));

        Ready(await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["other"] = "x" } })).ShouldBe(
            "False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: variable substitution failed: variable not set (strict mode): \"missing\"");
    }

    [Theory]
    [InlineData("${missing:=d}", "d")]
    [InlineData("x${empty}", "x")]
    public async Task Case020_DefaultOrEmptyValue_IsEnough(string text, string expected)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", text)));

        Ready(await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["empty"] = "" } })).ShouldBe(Succeeded + "one");
        (await Harness.ValueOfAsync("a")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("labels", "disabled", "${x}")]
    [InlineData("annotations", "disabled", "${x}")]
    [InlineData("annotations", "Disabled", "set")]
    public async Task Case021_OptOut_CountsInLowerCaseOnly(string place, string value, string expected)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", "${x}").Replace("metadata:\n", $"metadata:\n  {place}: {{kustomize.toolkit.fluxcd.io/substitute: {value}}}\n", StringComparison.Ordinal)));

        await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["x"] = "set" } });

        (await Harness.ValueOfAsync("a")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("${q}${n}${q}", "1")]
    [InlineData("${typed}", "123")]
    [InlineData("${n}m", "1m")]
    [InlineData("${q}${b}${q}", "true")]
    public async Task Case022_NumbersAndBooleans_CanBeKeptTexts(string text, string expected)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a").Replace("'v'", text, StringComparison.Ordinal)));

        Ready(await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["q"] = "\"", ["n"] = "1", ["b"] = "true", ["typed"] = "!!str 123" } })).ShouldBe(Succeeded + "one");

        (await Harness.ValueOfAsync("a")).ShouldBe(expected);
    }

    [Fact]
    public async Task Case023_EscapedVariableAndBackslash_Survive()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a").Replace("'v'", "|\n    $${var} \\?\n", StringComparison.Ordinal)));

        await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["var"] = "x" } });

        (await Harness.ValueOfAsync("a")).ShouldBe("${var} \\?\n");
    }

    [Fact]
    public async Task Case024_InvalidName_FailsEvenUnused()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));

        Ready(await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["my-var"] = "x" } }))
            .ShouldBe("False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: 'my-var' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'");
    }

    [Theory]
    [InlineData("echo ${v-x}", "missing closing brace")]
    [InlineData("echo ${v", "missing closing brace")]
    [InlineData("echo $v $(v)", null)]
    public async Task Case025_ScriptsWithOtherSyntax_PassOnlyWithoutBraces(string script, string? error)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a", script)));

        var ready = Ready(await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["v"] = "x" } }));

        ready.ShouldBe(error is null ? Succeeded + "one" : $"False BuildFailed post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: variable substitution failed: {error}");
    }

    [Fact]
    public async Task Case026_Secret_TextsAreSubstitutedAndDataIsNot()
    {
        var encoded = Convert.ToBase64String("${token}"u8);
        await Harness.PublishAsync("one", ("s.yaml", $"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: apps\nstringData:\n  text: ${{token}}\ndata:\n  coded: {encoded}\n"));

        await Harness.CreateAsync(spec => spec.PostBuild = new() { Substitute = new() { ["token"] = "t" } });

        var data = (JsonObject)(await LiveAsync("s", kind: "Secret")).Root["data"]!;
        data["text"]!.GetValue<string>().ShouldBe(Convert.ToBase64String("t"u8));
        data["coded"]!.GetValue<string>().ShouldBe(encoded);
    }
}
