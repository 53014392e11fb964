using System.Text;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build.Tests;

public class KustomizeBuildTests
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

    public static TheoryData<string, string, string> Failures => new()
    {
        { "resources: [missing.yaml]", "resources[0]", "'/missing.yaml' doesn't exist" },
        { "resources: [../outside.yaml]", "resources[0]", "doesn't exist" },
        { "resources: [/a.yaml, /a.yaml]", "resources[1]", "already registered id: ConfigMap.v1.[noGrp]/a.[noNs]" },
        { "resources: [bad.yaml]", "bad.yaml", "MalformedYAMLError" },
        { "resources: [nameless.yaml]", "nameless.yaml", "missing metadata.name" },
        { "resources: [kindless.yaml]", "kindless.yaml", "missing kind" },
        { "resources: ['https://example.com/a.yaml']", "resources[0]", "remote resource 'https://example.com/a.yaml' refused" },
        { "resources: ['https://user:secret@example.com/a//b?ref=v1']", "resources[0]", "remote resource 'https://***@example.com/a//b?ref=v1' refused" },
        { "resources: ['github.com/org/repo//path?ref=v1']", "resources[0]", "remote resource" },
        { "resources: ['git@github.com:org/repo']", "resources[0]", "remote resource" },
        { "resources: [sub]", "resources[0]", "unable to find one of 'kustomization.yaml'" },
        { "resources: ['.']", "resources[0]", "cycle detected" },
        { "components: [a.yaml]", "components", "file is not directory" },
        { "nonsense: 1", "nonsense", "unknown field" },
        { "namePrefix: 1", "namePrefix", "a string is expected, but it is a number" },
        { "resources: a.yaml", "resources", "a list of strings is expected" },
        { "kind: Deployment\nresources: [a.yaml]", "kind", "kind should be Kustomization or Component" },
        { "apiVersion: v1\nresources: [a.yaml]", "apiVersion", "kustomize.config.k8s.io/v1beta1" },
        { "{}", "kustomization.yaml", "is empty" },
        { "- a", "kustomization.yaml", "a mapping is expected" },
        { "resources: [a.yaml", "kustomization.yaml", "yaml: line" },
        { "resources: [a.yaml]\npatches: [{path: nope.yaml}]", "patches[0]", "nope.yaml" },
        { "resources: [a.yaml]\npatches: [{patch: 'a: ['}]", "patches[0]", "unable to parse SM or JSON patch" },
        { "resources: [a.yaml]\npatches: [{}]", "patches[0]", "must specify one of patch and path" },
        { "resources: [a.yaml]\npatches: [{target: {name: '('}, patch: '[]'}]", "patches[0].target.name", "error parsing regexp" },
        { "resources: [a.yaml]\npatches: [{patch: '- {op: remove, path: /nope}', target: {kind: ConfigMap}}]", "nope", "nonexistent key" },
        { "resources: [a.yaml]\nreplicas: [{name: zzz, count: 1}]", "replicas", "zzz" },
        { "resources: [a.yaml]\nconfigMapGenerator: [{name: x, files: [nope.txt]}]", "configMapGenerator[0]", "nope.txt" },
        { "configMapGenerator: [{name: x, literals: [novalue]}]", "configMapGenerator[0].literals", "novalue" },
        { "configMapGenerator: [{name: x, literals: [a=1, a=2]}]", "configMapGenerator[0]", "repeats the key" },
        { "configMapGenerator: [{name: x, behavior: merge, literals: [a=1]}]", "configMapGenerator[0]", "does not exist; cannot merge or replace" },
        { "resources: [a.yaml]\nvars: [{name: V, objref: {kind: Secret, name: s, apiVersion: v1}}]", "vars", "'V' cannot be mapped" },
        { "resources: [a.yaml]\nreplacements: [{source: {name: zzz}, targets: [{select: {name: a}}]}]", "replacements", "nothing selected by" },
        { "helmCharts: [{name: x}]", "helmCharts", "--enable-helm" },
        { "resources: [a.yaml]\nopenapi: {version: v9}", "openapi.version", "not built in" },
        { "resources: [a.yaml]\nsortOptions: {order: up}", "sortOptions.order", "[fifo, legacy]" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Run_BrokenKustomization_NamesPlaceAndCause(string kustomization, string place, string cause)
    {
        var error = Should.Throw<KustomizeException>(() => Build(Tree(kustomization), "."));
        error.Message.ShouldContain(place);
        error.Message.ShouldContain(cause);
    }

    [Fact]
    public void Run_FileOutsideOfItsDirectory_NeedsTheRestrictionLifted()
    {
        var files = InMemoryFileTree.FromText(new Dictionary<string, string>
        {
            ["shared/a.yaml"] = ConfigMap,
            ["overlay/kustomization.yaml"] = "resources: [../shared/a.yaml]\n",
        });

        Should.Throw<KustomizeException>(() => Build(files, "overlay"))
            .Message.ShouldContain("security; file '/shared/a.yaml' is not in or below '/overlay'");
        Build(files, "overlay", new BuildOptions { LoadRestriction = LoadRestriction.None }).Resources.ShouldHaveSingleItem();
    }

    [Fact]
    public void Run_BasesThatReferToEachOther_AreACycle()
    {
        var files = InMemoryFileTree.FromText(new Dictionary<string, string>
        {
            ["a/kustomization.yaml"] = "resources: [../b]\n",
            ["b/kustomization.yaml"] = "resources: [../a]\n",
        });
        Should.Throw<KustomizeException>(() => Build(files, "a")).Message.ShouldContain("cycle detected");
    }

    [Fact]
    public void Run_ManyNestedBases_StopAtTheLimit()
    {
        var texts = Enumerable.Range(0, 100).ToDictionary(i => $"d{i}/kustomization.yaml", i => $"resources: [../d{i + 1}]\n");
        Should.Throw<KustomizeException>(() => Build(InMemoryFileTree.FromText(texts), "d0")).Message.ShouldContain("64 deep");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Run_DeepNesting_IsAnErrorNotACrash(string unit)
    {
        var deep = ConfigMap + "data: " + string.Concat(Enumerable.Repeat(unit, 10_000));
        Should.Throw<KustomizeException>(() => Build(Tree("resources: [b.yaml]", ("b.yaml", deep)), "."));
    }

    [Fact]
    public void Run_AliasBomb_IsRefused()
    {
        var bomb = new StringBuilder(ConfigMap).Append("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Should.Throw<KustomizeException>(() => Build(Tree("resources: [b.yaml]", ("b.yaml", bomb.ToString())), ".")).Message.ShouldContain("aliases");
    }

    [Fact]
    public void Run_Limits_AreThoseOfTheOptions()
    {
        var options = new BuildOptions { YamlLimits = new YamlLimits { MaxCharacters = 20 } };
        Should.Throw<KustomizeException>(() => Build(Tree("resources: [a.yaml]"), ".", options));
    }

    [Fact]
    public void Run_Cancelled_Stops() =>
        Should.Throw<OperationCanceledException>(() => KustomizeBuild.Run(Tree("resources: [a.yaml]"), ".", null, new CancellationToken(canceled: true)));

    [Fact]
    public void Run_InParallel_GivesTheSameEveryTime()
    {
        var files = Tree("resources: [a.yaml]\nnamePrefix: p-\nopenapi: {path: s.json}\nconfigMapGenerator: [{name: g, literals: [a=1]}]", ("s.json", "{}"));
        var plain = Tree("resources: [a.yaml]\nnameSuffix: -s");
        var wants = (Build(files, ".").ToYaml(), Build(plain, ".").ToYaml());
        Parallel.For(0, 200, _ =>
        {
            Build(files, ".").ToYaml().ShouldBe(wants.Item1);
            Build(plain, ".").ToYaml().ShouldBe(wants.Item2);
        });
    }

    [Fact]
    public void Run_Result_BelongsToTheCaller()
    {
        var files = Tree("resources: [a.yaml]");
        Build(files, ".").Resources[0].Name = "changed";
        Build(files, ".").Resources[0].Name.ShouldBe("a");
    }

    [Fact]
    public void Run_ManagedByLabelAsked_AddsIt() =>
        Build(Tree("resources: [a.yaml]"), ".", new BuildOptions { AddManagedByLabel = true })
            .Resources[0].Label("app.kubernetes.io/managed-by").ShouldBe("kustomize-(devel)");

    [Fact]
    public void Run_ReorderNone_KeepsTheOrderOfTheFiles()
    {
        var files = Tree("resources: [two.yaml]", ("two.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n"));
        Build(files, ".", new BuildOptions { Reorder = ResourceOrder.None }).Resources.Select(r => r.Kind).ShouldBe(["Service", "Namespace"]);
        Build(files, ".").Resources.Select(r => r.Kind).ShouldBe(["Namespace", "Service"]);
    }

    private static BuildResult Build(IFileTree files, string path, BuildOptions? options = null) =>
        KustomizeBuild.Run(files, path, options, TestContext.Current.CancellationToken);

    private static InMemoryFileTree Tree(string kustomization, params (string Path, string Text)[] more)
    {
        var files = new Dictionary<string, string>
        {
            ["kustomization.yaml"] = kustomization + "\n",
            ["a.yaml"] = ConfigMap,
            ["bad.yaml"] = "a: [1\nb: 2\n",
            ["nameless.yaml"] = "apiVersion: v1\nkind: ConfigMap\n",
            ["kindless.yaml"] = "apiVersion: v1\nmetadata: {name: x}\n",
            ["sub/readme.txt"] = "nothing to build",
        };
        foreach (var (path, text) in more)
        {
            files[path] = text;
        }

        return InMemoryFileTree.FromText(files);
    }
}
