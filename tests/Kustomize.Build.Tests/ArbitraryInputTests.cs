using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>Whatever the trees look like, a build gives a result or the documented exception.</summary>
public class ArbitraryInputTests
{
    private static readonly string[] Fields =
    [
        "resources", "bases", "components", "crds", "configurations", "namespace", "namePrefix", "nameSuffix", "labels", "commonLabels", "commonAnnotations",
        "images", "replicas", "patches", "patchesStrategicMerge", "patchesJson6902", "configMapGenerator", "secretGenerator", "generatorOptions",
        "replacements", "vars", "openapi", "buildMetadata", "sortOptions", "generators", "transformers", "validators", "metadata",
    ];

    private static readonly string[] Words =
    [
        "a.yaml", "b.yaml", "sub", ".", "..", "/", "name", "kind", "Deployment", "ConfigMap", "v1", "apps/v1", "path", "patch", "target", "select", "source",
        "targets", "fieldPath", "fieldPaths", "spec.template.spec.containers.[name=x].image", "spec/template", "literals", "files", "envs", "a=b", "options",
        "create", "index", "delimiter", "pairs", "op", "add", "remove", "/spec/0", "spec", "template", "containers", "metadata", "annotations", "objref",
        "fieldref", "$patch", "delete", "replace", "merge", "fields", "behavior", "*", "[", "(", "<<", "$(X)", "", "apiVersion", "x", "count",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: null}", "[{op: replace, path: /metadata, value: 3}]", "items", "List",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Run_ArbitraryTrees_ThrowsNothingElse(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1500; i++)
        {
            var kustomization = new JsonObject();
            for (var f = random.Next(1, 5); f > 0; f--)
            {
                kustomization[Fields[random.Next(Fields.Length)]] = Node(random, 4);
            }

            if (random.Next(2) == 0)
            {
                kustomization["resources"] = new JsonArray("a.yaml", "b.yaml");
            }

            var files = InMemoryFileTree.FromText(new Dictionary<string, string>
            {
                ["kustomization.yaml"] = kustomization.ToJsonString(),
                ["a.yaml"] = Resource(random, "a").ToJsonString(),
                ["b.yaml"] = Resource(random, "b").ToJsonString(),
                ["sub/kustomization.yaml"] = "resources: [../a.yaml]",
            });
            try
            {
                KustomizeBuild.Run(files, ".", new BuildOptions { LoadRestriction = LoadRestriction.None }, TestContext.Current.CancellationToken).ToYaml();
            }
            catch (KustomizeException)
            {
                // The documented answer.
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{kustomization.ToJsonString()} gave {e.GetType().Name}", e);
            }
        }
    }

    private static JsonObject Resource(Random random, string name)
    {
        var root = (JsonObject)Object(random, 5);
        root["apiVersion"] = random.Next(2) == 0 ? "v1" : "apps/v1";
        root["kind"] = random.Next(2) == 0 ? "Deployment" : "ConfigMap";
        root["metadata"] = random.Next(4) == 0 ? Node(random, 3) : new JsonObject { ["name"] = name, ["annotations"] = Node(random, 2) };
        root["spec"] = Node(random, 5);
        return root;
    }

    private static JsonNode? Node(Random random, int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => null,
        1 => random.Next(-3, 4),
        2 => random.Next(2) == 0,
        3 or 4 => Words[random.Next(Words.Length)],
        5 => new JsonArray(Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth - 1)).ToArray()),
        _ => Object(random, depth),
    };

    private static JsonNode Object(Random random, int depth)
    {
        var map = new JsonObject();
        for (var i = random.Next(5); i > 0; i--)
        {
            map[Words[random.Next(Words.Length)]] = Node(random, depth - 1);
        }

        return map;
    }
}
