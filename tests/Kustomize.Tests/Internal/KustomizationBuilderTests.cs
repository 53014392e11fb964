using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Internal.Building;

namespace GitOpsToolkit.Kustomize.Tests.Internal;

public sealed class KustomizationBuilderTests
{
    private const string Root = "/tmp/kustomization-1234567890";
    private const string A = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\ndata:\n  k: v\n";
    private const string B = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n  namespace: apps\n";

    [Fact]
    public void Build_FolderWithoutKfile_TakesEveryManifestAndNestedKustomizations()
    {
        var objects = Build(
            new KustomizationSpec(),
            ("b.yml", B),
            ("notes.json", "{}"),
            ("nested/kustomization.yaml", "resources: [c.yaml]\nnamePrefix: n-\n"),
            ("nested/c.yaml", A),
            ("plain/a.yaml", A));

        objects.Manifests.Select(manifest => manifest.Identity.ToString()).ShouldBe(["ConfigMap/apps/b", "ConfigMap/apps/n-a", "ConfigMap/apps/a"]);
    }

    [Fact]
    public void Build_Objects_CarryOwnerAndCommonMetadata()
    {
        var spec = new KustomizationSpec { CommonMetadata = new() { Labels = new() { ["env"] = "prod" }, Annotations = new() { ["note"] = "n" } } };

        var manifest = Build(spec, ("a.yaml", A)).Manifests.Single().Read();

        manifest.Label("kustomize.toolkit.fluxcd.io/name").ShouldBe("app");
        manifest.Label("kustomize.toolkit.fluxcd.io/namespace").ShouldBe("apps");
        manifest.Label("env").ShouldBe("prod");
        manifest.Annotation("note").ShouldBe("n");
    }

    [Fact]
    public void Build_SameObjectsInAnotherFolder_HaveTheSameDigest()
    {
        var one = Build(new KustomizationSpec(), ("a.yaml", A));
        var other = Build(new KustomizationSpec { CommonMetadata = new() { Labels = new() { ["x"] = "y" } } }, ("z.yaml", A));

        one.Digest.ShouldStartWith("sha256:");
        other.Digest.ShouldBe(one.Digest);
    }

    [Fact]
    public void Build_EmptyFolder_GivesNothingAndTheDigestOfNothing()
    {
        var objects = Build(new KustomizationSpec(), ("readme.md", "nothing"));

        objects.Manifests.ShouldBeEmpty();
        objects.Digest.ShouldBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    [Fact]
    public void Build_MissingResource_NamesTheFileAsADiskWould()
    {
        var error = Should.Throw<BuildException>(() => Build(new KustomizationSpec(), ("kustomization.yaml", "resources: [a.yaml, none.yaml]\n"), ("a.yaml", A)));

        error.Message.ShouldBe(
            $"kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'none.yaml': open {Root}/none.yaml: no such file or directory': "
            + $"must build at directory: not a valid directory: evalsymlink failure on '{Root}/none.yaml' : lstat {Root}/none.yaml: no such file or directory");
    }

    [Fact]
    public void Build_ResourceOutsideTheArtifact_IsRefused()
    {
        var error = Should.Throw<BuildException>(() => Build(new KustomizationSpec(), ("kustomization.yaml", "resources: [../../outside]\n")));

        error.Message.ShouldBe(
            "kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../outside': fs-security-constraint read /outside: "
            + $"path '/outside' is not in or below '{Root}'': must build at directory: not a valid directory: evalsymlink failure on '/outside' : lstat /outside: no such file or directory");
    }

    [Fact]
    public void Build_DuplicateObject_IsRefused()
    {
        var error = Should.Throw<BuildException>(() => Build(new KustomizationSpec(), ("a.yaml", A), ("b.yaml", A)));

        error.Message.ShouldBe(
            "kustomize build failed: accumulating resources: accumulation err='merging resources from './b.yaml': may not add resource with an already registered id: "
            + $"ConfigMap.v1.[noGrp]/a.apps': must build at directory: '{Root}/b.yaml': file is not directory");
    }

    [Fact]
    public void Build_StrayFile_IsNamed() =>
        Should.Throw<BuildException>(() => Build(new KustomizationSpec(), ("a.yaml", A), (".gitlab-ci.yml", "stages: [build]\n")))
            .Message.ShouldStartWith($"failed to decode Kubernetes YAML from {Root}/.gitlab-ci.yml: ");

    [Fact]
    public void Build_MalformedManifest_SaysWhereInTheWordsOfTheParser() =>
        Should.Throw<BuildException>(() => Build(new KustomizationSpec(), ("a.yaml", "x: [\n")))
            .Message.ShouldBe($"failed to decode Kubernetes YAML from {Root}/a.yaml: MalformedYAMLError: yaml: line 1: did not find expected node content");

    [Fact]
    public void Build_UnknownKeyInTheRootKfile_IsDropped() =>
        Build(new KustomizationSpec(), ("kustomization.yaml", "resources: [a.yaml]\nodd: 1\n"), ("a.yaml", A)).Manifests.Count.ShouldBe(1);

    [Fact]
    public void Build_Variables_AreReplacedByType()
    {
        var spec = new KustomizationSpec { PostBuild = new() { Substitute = [] } };
        const string Text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: ${ns:=apps}\nspec:\n  replicas: ${n}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - name: main\n        image: ${q}1${q}\n        command: [\"echo $${HOME}\"]\n";

        var manifest = BuildWith(spec, new() { ["n"] = "3", ["q"] = "\"" }, ("web.yaml", Text)).Manifests.Single().Read();

        manifest.Namespace.ShouldBe("apps");
        var container = manifest.Root["spec"]!["template"]!["spec"]!["containers"]![0]!;
        manifest.Root["spec"]!["replicas"]!.ToJsonString().ShouldBe("3");
        container["image"]!.ToJsonString().ShouldBe("\"1\"");
        container["command"]![0]!.ToJsonString().ShouldBe("\"echo ${HOME}\"");
    }

    [Fact]
    public void Build_UndefinedVariable_NamesObjectAndVariable()
    {
        var spec = new KustomizationSpec { PostBuild = new() { Substitute = [] } };

        Should.Throw<BuildException>(() => BuildWith(spec, new() { ["x"] = "1" }, ("a.yaml", A.Replace("k: v", "k: ${missing}", StringComparison.Ordinal))))
            .Message.ShouldBe("post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: variable substitution failed: variable not set (strict mode): \"missing\"");
    }

    [Fact]
    public void Build_InvalidVariableName_IsRefusedThoughUnused()
    {
        var spec = new KustomizationSpec { PostBuild = new() { Substitute = [] } };

        Should.Throw<BuildException>(() => BuildWith(spec, new() { ["my-var"] = "1" }, ("a.yaml", A))).Message.ShouldContain("'my-var' var name is invalid, must match");
    }

    [Theory]
    [InlineData("disabled", "${x}")]
    [InlineData("Disabled", "1")]
    public void Build_ObjectThatOptsOut_KeepsItsText(string optOut, string expected)
    {
        var spec = new KustomizationSpec { PostBuild = new() { Substitute = [] } };
        var text = $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\n  labels:\n    kustomize.toolkit.fluxcd.io/substitute: {optOut}\ndata:\n  k: ${{q}}${{x}}${{q}}\n";

        var data = BuildWith(spec, new() { ["x"] = "1", ["q"] = "\"" }, ("a.yaml", text)).Manifests.Single().Read().Root["data"]!["k"]!;

        data.GetValue<string>().ShouldBe(optOut == "disabled" ? "${q}${x}${q}" : expected);
    }

    [Fact]
    public void Build_EncryptedSecret_IsRefusedAtApply()
    {
        var objects = Build(new KustomizationSpec(), ("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: apps\nsops:\n  mac: x\n"));

        objects.Refusal.ShouldBe("Secret/apps/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled");
    }

    private static BuiltObjects Build(KustomizationSpec spec, params (string Path, string Text)[] files) => BuildWith(spec, [], files);

    // Nothing is waited for where nothing is decrypted.
    private static BuiltObjects BuildWith(KustomizationSpec spec, Dictionary<string, string> variables, params (string Path, string Text)[] files) =>
        BuildAsync(spec, variables, files).GetAwaiter().GetResult();

    private static async Task<BuiltObjects> BuildAsync(KustomizationSpec spec, Dictionary<string, string> variables, (string Path, string Text)[] files)
    {
        var owner = new Kustomization { Metadata = new() { Name = "app", Namespace = "apps" }, Spec = spec };
        using var artifact = ArtifactCacheTests.Files(files);
        return await new KustomizationBuilder(isStrict: true)
            .BuildAsync(owner, artifact, "/", Root, new BuildVariables(variables), null, CancellationToken.None);
    }
}
