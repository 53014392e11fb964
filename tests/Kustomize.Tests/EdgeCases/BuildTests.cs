using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>Build and generation.</summary>
public sealed class BuildTests : EdgeCaseTests
{
    private const string ImageKey = "image";

    [Fact]
    public async Task Case001_EmptyArtifact_PrunesEverythingAndTheNextRevisionBringsItBack()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync();

        var empty = await PublishAsync("two", ("readme.md", ""));
        Ready(empty).ShouldBe(Succeeded + "two");
        empty.Status.Inventory!.Entries.ShouldBeEmpty();
        (await Harness.ValueOfAsync("a")).ShouldBeNull();

        Inventory(await PublishAsync("three", ("a.yaml", ConfigMapYaml("a")))).ShouldBe(["apps_a__ConfigMap"]);
        (await Harness.ValueOfAsync("a")).ShouldBe("v");
    }

    [Theory]
    [InlineData("")]
    [InlineData("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")]
    public async Task Case002_KfileWithoutAnything_SucceedsWithNoObjects(string kfile)
    {
        await Harness.PublishAsync("one", ("kustomization.yaml", kfile), ("a.yaml", ConfigMapYaml("a")));

        var app = await Harness.CreateAsync();

        Ready(app).ShouldBe(Succeeded + "one");
        app.Status.Inventory!.Entries.ShouldBeEmpty();
        app.Status.History!.Single().Digest.ShouldBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    [Fact]
    public async Task Case004_NoKfile_TakesPlainFilesAndNestedKustomizations()
    {
        await Harness.PublishAsync(
            "one",
            ("a.yaml", ConfigMapYaml("a")),
            ("b.yml", ConfigMapYaml("b")),
            ("c.json", "not a manifest"),
            ("deep/er/d.yaml", ConfigMapYaml("d")),
            ("nested/kustomization.yaml", "resources: [e.yaml]\nnamePrefix: n-\n"),
            ("nested/e.yaml", ConfigMapYaml("e")),
            ("nested/ignored.yaml", ConfigMapYaml("ignored")));

        Inventory(await Harness.CreateAsync()).ShouldBe(["apps_a__ConfigMap", "apps_b__ConfigMap", "apps_d__ConfigMap", "apps_n-e__ConfigMap"]);
    }

    [Theory]
    [InlineData(".sops.yaml", "creation_rules:\n- age: x\n")]
    [InlineData(".gitlab-ci.yml", "stages: [build]\n")]
    [InlineData("broken.yaml", "a: b: c\n")]
    public async Task Case005_StrayFileInAPlainFolder_FailsTheBuildAfterTheAttemptIsNoted(string name, string text)
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), (name, text));

        var app = await Harness.CreateAsync();

        Ready(app).ShouldStartWith("False BuildFailed failed to decode Kubernetes YAML from ");
        Ready(app).ShouldContain(name);
        app.Status.LastAttemptedRevision.ShouldBe("main@sha1:one");
        app.Status.Inventory.ShouldBeNull();
    }

    [Fact]
    public async Task Case007_Overlay_MayUseWhatLiesAboveItInsideOfTheArtifact()
    {
        await Harness.PublishAsync("one", ("base/kustomization.yaml", "resources: [a.yaml]\n"), ("base/a.yaml", ConfigMapYaml("a")), ("over/kustomization.yaml", "resources: [../base]\nnameSuffix: -o\n"));

        Inventory(await Harness.CreateAsync(spec => spec.Path = "over")).ShouldBe(["apps_a-o__ConfigMap"]);

        var outside = await PublishAsync("two", ("over/kustomization.yaml", "resources: [../../etc/passwd.yaml]\n"));
        Ready(outside).ShouldStartWith("False BuildFailed kustomize build failed: accumulating resources: ");
        Ready(outside).ShouldContain("fs-security-constraint read ");
        Ready(outside).ShouldContain(" is not in or below '");
    }

    [Fact]
    public async Task Case008_Path_IsClampedAtTheRootAndMustExist()
    {
        await Harness.PublishAsync("one", ("x/a.yaml", ConfigMapYaml("a")));
        Inventory(await Harness.CreateAsync(spec => spec.Path = "../../x")).ShouldBe(["apps_a__ConfigMap"]);

        await Harness.SetAsync(Json("""{"path":"nope"}"""));
        var app = await PublishAsync("two", ("x/a.yaml", ConfigMapYaml("a")));

        Ready(app).ShouldStartWith("False ArtifactFailed kustomization path not found: stat ");
        Ready(app).ShouldEndWith("/nope: no such file or directory");
        app.Status.LastAttemptedRevision.ShouldBe("main@sha1:one");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Case009_DeletePatches_RemoveTheObjectsTogetherOrApart(int patches)
    {
        string[] documents = [.. new[] { "a", "b" }.Select(name => $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  namespace: apps\n$patch: delete\n")];
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")), ("b.yaml", ConfigMapYaml("b")), ("c.yaml", ConfigMapYaml("c")));

        var app = await Harness.CreateAsync(spec => spec.Patches = patches == 1
            ? [new() { Patch = string.Join("---\n", documents) }]
            : [.. documents.Select(document => new KustomizePatch { Patch = document })]);

        Inventory(app).ShouldBe(["apps_c__ConfigMap"]);
    }

    [Fact]
    public async Task Case010_PatchByLabelAndPatchByName_BothApply()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a") + "---\n" + ConfigMapYaml("b").Replace("metadata:\n", "metadata:\n  labels: {tier: web}\n", StringComparison.Ordinal)));

        await Harness.CreateAsync(spec => spec.Patches =
        [
            new() { Patch = "- op: add\n  path: /data/json\n  value: patched\n", Target = new() { Kind = "ConfigMap", LabelSelector = "tier=web" } },
            new() { Patch = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\ndata:\n  merge: patched\n" },
        ]);

        Sorted(await DataAsync("a")).ShouldBe("k=v merge=patched");
        Sorted(await DataAsync("b")).ShouldBe("json=patched k=v");
    }

    [Theory]
    [InlineData("nginx:1", "", """[{"name":"nginx","newName":"mirror/nginx"}]""", "mirror/nginx:1")]
    [InlineData("nginx", "images: [{name: nginx, newTag: '2'}]", """[{"name":"nginx","newName":"mirror/nginx"}]""", "mirror/nginx:2")]
    [InlineData("nginx", "images: [{name: nginx, digest: 'sha256:aa'}]", """[{"name":"nginx","newName":"mirror/nginx"}]""", "mirror/nginx@sha256:aa")]
    [InlineData("nginx", "images: [{name: nginx, digest: 'sha256:aa'}]", """[{"name":"nginx","newTag":"3"}]""", "nginx:3")]
    [InlineData("nginx", "images: [{name: nginx, newTag: '2'}]", """[{"name":"nginx","digest":"sha256:bb"}]""", "nginx@sha256:bb")]
    [InlineData("nginx", "", """[{"name":"nginx","newTag":"4","digest":"sha256:cc"}]""", "nginx:4@sha256:cc")]
    [InlineData("nginx:5", "images: [{name: nginx, newTag: '6'}]", """[{"name":"nginx"}]""", "nginx:6")]
    [InlineData("nginx", "", """[{"name":"nginx","newName":"mirror/nginx"},{"name":"nginx","newTag":"7"}]""", "mirror/nginx:7")]
    public async Task Case011_Images_ReplaceNameAndVersionAsUnits(string image, string kfileImages, string specImages, string expected)
    {
        await Harness.PublishAsync(
            "one",
            ("kustomization.yaml", $"resources: [pod.yaml]\n{kfileImages}\n"),
            ("pod.yaml", $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: apps\nspec:\n  containers:\n  - name: main\n    image: {image}\n"));

        Ready(await Harness.CreateAsync(spec => spec.Images = System.Text.Json.JsonSerializer.Deserialize<List<KustomizeImage>>(specImages, ApiJson.Reflected)))
            .ShouldBe(Succeeded + "one");

        (await LiveAsync("p", kind: "Pod")).Root.At("spec", "containers")![0]![ImageKey]!.GetValue<string>().ShouldBe(expected);
    }

    [Fact]
    public async Task Case012_NameAndNamespaceFields_ReplaceThoseOfTheKfile()
    {
        await Harness.PublishAsync(
            "one",
            ("kustomization.yaml", "resources: [all.yaml]\nnamespace: other\nnamePrefix: old-\nnameSuffix: -old\n"),
            ("all.yaml", ConfigMapYaml("conf", ns: null)
                + "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: main\n    image: nginx\n    envFrom:\n    - configMapRef: {name: conf}\n"
                + "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: apps-class\nvalue: 7\n"));

        var app = await Harness.CreateAsync(spec => (spec.TargetNamespace, spec.NamePrefix, spec.NameSuffix) = (Namespace, "pre-", "-post"));

        Inventory(app).ShouldBe(["_pre-apps-class-post_scheduling.k8s.io_PriorityClass", "apps_pre-conf-post__ConfigMap", "apps_pre-p-post__Pod"]);
        (await LiveAsync("pre-p-post", kind: "Pod")).Root.At("spec", "containers")![0]!["envFrom"]![0]!["configMapRef"]!["name"]!.GetValue<string>().ShouldBe("pre-conf-post");
        await Harness.DeleteObjectAsync("scheduling.k8s.io/v1", "PriorityClass", "pre-apps-class-post");
    }

    [Theory]
    [InlineData("components: [./one]", null, false, "1")]
    [InlineData("", "./one", false, "1")]
    [InlineData("components: [./one]", "./two", false, "1 2")]
    [InlineData("", "./one,./gone", true, "1")]
    [InlineData("", "./gone", true, "")]
    public async Task Case013_Components_OfKfileAndSpecApplyInOrder(string kfile, string? components, bool ignoreMissing, string expected)
    {
        await Harness.PublishAsync("one", [.. Components(kfile)]);

        Ready(await Harness.CreateAsync(spec => (spec.Components, spec.IgnoreMissingComponents) = (components?.Split(',').ToList(), ignoreMissing))).ShouldBe(Succeeded + "one");

        (await LiveAsync("a")).Annotation("order").ShouldBe(expected.Length == 0 ? null : expected.Split(' ')[^1]);
        ((await LiveAsync("a")).Metadata!["annotations"] as JsonObject ?? []).Select(pair => pair.Key).Where(key => key.StartsWith('c')).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => "c" + number), ignoreOrder: true);
    }

    [Theory]
    [InlineData("/abs")]
    [InlineData("https://example.com/org/repo")]
    [InlineData("HTTP://example.com/x")]
    [InlineData("git@example.com:org/repo")]
    [InlineData("ssh://git@example.com/org/repo")]
    [InlineData("github.com/org/repo")]
    [InlineData("git::https://example.com/x")]
    [InlineData("gh:org/repo")]
    [InlineData("file:///abs")]
    public async Task Case013_ComponentElsewhere_IsRefused(string component)
    {
        await Harness.PublishAsync("one", [.. Components("")]);

        Ready(await Harness.CreateAsync(spec => spec.Components = [component])).ShouldBe($"False BuildFailed component path '{component}' must be local and relative");
    }

    [Theory]
    [InlineData("./gone")]
    [InlineData("file://gone")] // relative as far as the controller is concerned; kustomize then takes it for a repository
    public async Task Case013_MissingComponent_FailsTheBuildByName(string component)
    {
        await Harness.PublishAsync("one", [.. Components("")]);

        var ready = Ready(await Harness.CreateAsync(spec => spec.Components = [component]));

        ready.ShouldStartWith("False BuildFailed kustomize build failed: ");
        ready.ShouldContain("gone");
    }

    [Fact]
    public async Task Case016_CommonMetadata_ComesAndGoes()
    {
        await Harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
        await Harness.CreateAsync(spec => spec.CommonMetadata = new() { Labels = new() { ["env"] = "prod" }, Annotations = new() { ["note"] = "n" } });
        (await LiveAsync("a")).Label("env").ShouldBe("prod");
        (await LiveAsync("a")).Annotation("note").ShouldBe("n");

        await Harness.SetAsync(Json("""{"commonMetadata":null}"""));

        (await LiveAsync("a")).Label("env").ShouldBeNull();
        (await LiveAsync("a")).Annotation("note").ShouldBeNull();
    }

    private static string Sorted(JsonObject data) => string.Join(' ', data.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));

    private static IEnumerable<(string Path, string Text)> Components(string kfile)
    {
        yield return ("kustomization.yaml", $"resources: [a.yaml]\n{kfile}\n");
        yield return ("a.yaml", ConfigMapYaml("a"));
        foreach (var (folder, number) in new[] { ("one", 1), ("two", 2) })
        {
            yield return ($"{folder}/kustomization.yaml", $"apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {{order: '{number}', c{number}: 'yes'}}\n");
        }
    }
}
