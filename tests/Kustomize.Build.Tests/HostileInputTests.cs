using System.Text;

namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>Input made to exhaust the stack or the memory gives an error, wherever YAML or a path is read.</summary>
public class HostileInputTests
{
    private const int Depth = 10_000;
    private const long MemoryCap = 64L << 20;
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

    private static readonly string DeepList = new string('[', Depth) + new string(']', Depth);
    private static readonly string DeepMap = string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + "1" + new string('}', Depth);

    public static TheoryData<string, string, string> DeepInputs => new()
    {
        { "kustomization", "resources: " + DeepList, "" },
        { "inline merge", "resources: [a.yaml]\npatches: [{patch: 'spec: " + DeepList + "', target: {kind: ConfigMap}}]", "" },
        { "JSON operation", "resources: [a.yaml]\npatches: [{patch: '[{\"op\": \"add\", \"path\": \"/data\", \"value\": " + DeepMap + "}]', target: {kind: ConfigMap}}]", "" },
        { "path of an operation", "resources: [a.yaml]\npatches: [{patch: '[{\"op\": \"add\", \"path\": \"" + Repeat("/a") + "\", \"value\": 1}]', target: {kind: ConfigMap}}]", "" },
        { "merge from a file", "resources: [a.yaml]\npatches: [{path: b.yaml}]", ConfigMap + "data: " + DeepMap },
        { "field of labels", "resources: [a.yaml]\nlabels: [{pairs: {a: b}, fields: [{path: '" + Repeat("a/") + "b', create: true}]}]", "" },
        { "created replacement", "resources: [a.yaml]\nreplacements: [{source: {kind: ConfigMap}, targets: [{select: {kind: ConfigMap}, fieldPaths: ['" + Repeat("a.") + "b'], options: {create: true}}]}]", "" },
        { "configuration", "resources: [a.yaml]\nconfigurations: [b.yaml]", "images: " + DeepList },
        { "definitions", "resources: [a.yaml]\ncrds: [b.yaml]", DeepMap },
        { "schema", "resources: [a.yaml]\nopenapi: {path: b.yaml}", DeepMap },
        { "plugin", "resources: [a.yaml]\ntransformers: [b.yaml]", ConfigMap + "data: " + DeepMap },
    };

    [Theory]
    [MemberData(nameof(DeepInputs))]
    public void Run_DeepInput_IsAnError(string place, string kustomization, string file) =>
        Should.Throw<KustomizeException>(() => Build(kustomization, file), place);

    [Fact]
    public void Run_OperationsThatNestEachOther_AreAnError()
    {
        var operations = new StringBuilder();
        var path = new StringBuilder("/data");
        for (var i = 0; i < 2000; i++)
        {
            operations.Append($"- {{op: add, path: {path}, value: {{a: 1}}}}\n");
            path.Append("/a");
        }

        Should.Throw<KustomizeException>(() => Build("resources: [a.yaml]\npatches: [{path: b.yaml, target: {kind: ConfigMap}}]", operations.ToString()));
    }

    [Fact]
    public void Run_DeepTextInsideOfAField_IsLeftAlone()
    {
        var yaml = Build(
            "resources: [a.yaml, b.yaml]\nreplacements: [{source: {kind: Secret, fieldPath: metadata.name}, targets: [{select: {kind: Secret}, fieldPaths: [data.f.x.y], options: {create: true}}]}]",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {g: x}\n");
        yaml.Resources.Count.ShouldBe(2);
        Should.Throw<KustomizeException>(() => Build(
            "resources: [b.yaml]\nreplacements: [{source: {kind: Secret, fieldPath: metadata.name}, targets: [{select: {kind: Secret}, fieldPaths: [data.f.x]}]}]",
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata:\n  f: '{DeepMap}'\n"));
    }

    [Theory]
    [InlineData("resources: [b.yaml]", ConfigMap)]
    [InlineData("resources: [a.yaml]\npatches: [{path: b.yaml}]", ConfigMap)]
    [InlineData("resources: [a.yaml]\npatches: [{path: b.yaml, target: {kind: ConfigMap}}]", "")]
    [InlineData("resources: [a.yaml]\nconfigurations: [b.yaml]", "")]
    [InlineData("resources: [a.yaml]\ncrds: [b.yaml]", "")]
    [InlineData("resources: [a.yaml]\nopenapi: {path: b.yaml}", "")]
    [InlineData("resources: [a.yaml]\ntransformers: [b.yaml]", ConfigMap)]
    public void Run_AliasBomb_StaysBelowTheMemoryCap(string kustomization, string head)
    {
        foreach (var bomb in new[] { Bomb("[{0}]", "*{0}"), Bomb("{{{0}}}", "k{1}: *{0}") })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Should.Throw<KustomizeException>(() => Build(kustomization, head + bomb));
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MemoryCap);
        }
    }

    [Fact]
    public void Run_AliasBombInTheKustomization_StaysBelowTheMemoryCap()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<KustomizeException>(() => Build(Bomb("[{0}]", "*{0}"), ""));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MemoryCap);
    }

    [Fact]
    public void Run_DefinitionsThatReferToEachOther_End()
    {
        const string definition = """
            {"x.io/v1.T": {"Schema": {"properties": {"apiVersion": {}, "kind": {}, "metadata": {}, "a": {"$ref": "x.io/v1.U"}}}},
             "x.io/v1.U": {"Schema": {"properties": {"b": {"$ref": "x.io/v1.U"}}}}}
            """;
        Build("resources: [a.yaml]\ncrds: [b.yaml]", definition).Resources.ShouldHaveSingleItem();
    }

    /// <summary>Twelve levels of ten aliases each: a thousand billion nodes if it were built.</summary>
    private static string Bomb(string collection, string item)
    {
        var bomb = new StringBuilder("a0: &a0 x\n");
        for (var i = 1; i <= 12; i++)
        {
            var items = string.Join(',', Enumerable.Range(0, 10).Select(n => string.Format(null, item, $"a{i - 1}", n)));
            bomb.Append($"a{i}: &a{i} ").AppendFormat(null, collection, items).Append('\n');
        }

        return bomb.ToString();
    }

    private static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, Depth));

    private static BuildResult Build(string kustomization, string file)
    {
        var files = InMemoryFileTree.FromText(new Dictionary<string, string>
        {
            ["kustomization.yaml"] = kustomization + "\n",
            ["a.yaml"] = ConfigMap,
            ["b.yaml"] = file,
        });
        var result = KustomizeBuild.Run(files, ".", cancellationToken: TestContext.Current.CancellationToken);
        result.ToYaml();
        return result;
    }
}
