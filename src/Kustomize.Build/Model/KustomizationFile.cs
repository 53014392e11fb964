using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A kustomization or component file, with deprecated fields already in the place of the new ones.</summary>
internal sealed class KustomizationFile
{
    public const string KustomizationKind = "Kustomization";
    public const string ComponentKind = "Component";

    private const string KustomizationVersion = "kustomize.config.k8s.io/v1beta1";
    private const string ComponentVersion = "kustomize.config.k8s.io/v1alpha1";

    /// <summary>The names a kustomization file may have.</summary>
    public static readonly IReadOnlyList<string> Names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    public string FileName { get; private init; } = "";

    public string ApiVersion { get; private init; } = "";

    public string Kind { get; private init; } = "";

    public IReadOnlyList<string> Resources { get; private init; } = [];

    public IReadOnlyList<string> Components { get; private init; } = [];

    public IReadOnlyList<string> Crds { get; private init; } = [];

    public string Namespace { get; private init; } = "";

    public string NamePrefix { get; private init; } = "";

    public string NameSuffix { get; private init; } = "";

    public IReadOnlyList<LabelRule> Labels { get; private init; } = [];

    public SortedDictionary<string, string>? CommonLabels { get; private init; }

    public SortedDictionary<string, string>? CommonAnnotations { get; private init; }

    public IReadOnlyList<ImageRule> Images { get; private init; } = [];

    public IReadOnlyList<ReplicaRule> Replicas { get; private init; } = [];

    public IReadOnlyList<PatchRule> Patches { get; private init; } = [];

    public IReadOnlyList<string> PatchesStrategicMerge { get; private init; } = [];

    public IReadOnlyList<PatchRule> PatchesJson6902 { get; private init; } = [];

    public IReadOnlyList<GeneratorRule> ConfigMapGenerators { get; private init; } = [];

    public IReadOnlyList<GeneratorRule> SecretGenerators { get; private init; } = [];

    public GeneratorOptions? GeneratorOptions { get; private init; }

    public IReadOnlyList<ReplacementRule> Replacements { get; private init; } = [];

    public IReadOnlyList<Variable> Variables { get; private init; } = [];

    public IReadOnlyList<string> Configurations { get; private init; } = [];

    public IReadOnlyList<string> Generators { get; private init; } = [];

    public IReadOnlyList<string> Transformers { get; private init; } = [];

    public IReadOnlyList<string> Validators { get; private init; } = [];

    public SortedDictionary<string, string>? OpenApi { get; private init; }

    public SortOptions? SortOptions { get; private init; }

    public IReadOnlyList<string> BuildMetadata { get; set; } = [];

    public bool InflatesHelmCharts { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="limits">Caps on the text.</param>
    /// <exception cref="KustomizeException">It is no kustomization.</exception>
    public static KustomizationFile Parse(string text, string path, YamlLimits limits)
    {
        var root = YamlFile.ReadMapping(text, path, limits);
        var reader = new FieldReader(root, path, "", strict: true);
        var file = Read(reader, TreePath.Name(path));
        reader.Finish();
        if (root.All(f => f.Key is "apiVersion" or "kind" || Scalars.IsNullOrEmpty(f.Value)))
        {
            throw new KustomizeException($"{TreePath.Name(path)} is empty", path);
        }

        file.CheckType(path);
        return file;
    }

    private static KustomizationFile Read(FieldReader reader, string fileName)
    {
        var kind = reader.Text("kind") is { Length: > 0 } given ? given : KustomizationKind;
        reader.Object("metadata", ReadMetadata);
        reader.Object("helmGlobals", static globals => globals.Text("chartHome") + globals.Text("configHome"));
        return new KustomizationFile
        {
            FileName = fileName,
            Kind = kind,
            ApiVersion = reader.Text("apiVersion") is { Length: > 0 } version ? version : kind == ComponentKind ? ComponentVersion : KustomizationVersion,
            Resources = [.. reader.Texts("resources"), .. reader.Texts("bases")],
            Components = reader.Texts("components"),
            Crds = reader.Texts("crds"),
            Namespace = reader.Text("namespace"),
            NamePrefix = reader.Text("namePrefix"),
            NameSuffix = reader.Text("nameSuffix"),
            Labels = reader.Objects("labels", LabelRule.Read),
            CommonLabels = reader.TextMap("commonLabels"),
            CommonAnnotations = reader.TextMap("commonAnnotations"),
            Images = [.. reader.Objects("images", ImageRule.Read), .. reader.Objects("imageTags", ImageRule.Read)],
            Replicas = reader.Objects("replicas", ReplicaRule.Read),
            Patches = reader.Objects("patches", PatchRule.Read),
            PatchesStrategicMerge = reader.Texts("patchesStrategicMerge"),
            PatchesJson6902 = reader.Objects("patchesJson6902", PatchRule.Read),
            ConfigMapGenerators = reader.Objects("configMapGenerator", GeneratorRule.Read),
            SecretGenerators = reader.Objects("secretGenerator", GeneratorRule.ReadSecret),
            GeneratorOptions = reader.Object("generatorOptions", GeneratorOptions.Read),
            Replacements = reader.Objects("replacements", ReplacementRule.Read),
            Variables = reader.Objects("vars", Variable.Read),
            Configurations = reader.Texts("configurations"),
            Generators = reader.Texts("generators"),
            Transformers = reader.Texts("transformers"),
            Validators = reader.Texts("validators"),
            OpenApi = reader.TextMap("openapi"),
            SortOptions = reader.Object("sortOptions", SortOptions.Read),
            BuildMetadata = reader.Texts("buildMetadata"),
            InflatesHelmCharts = reader.Has("helmCharts") | reader.Has("helmChartInflationGenerator"),
        };
    }

    private static object ReadMetadata(FieldReader metadata)
    {
        metadata.Text("name");
        metadata.Text("namespace");
        metadata.TextMap("labels");
        metadata.TextMap("annotations");
        return metadata;
    }

    private void CheckType(string path)
    {
        if (Kind is not (KustomizationKind or ComponentKind))
        {
            throw new KustomizeException($"kind should be {KustomizationKind} or {ComponentKind}", path, "kind");
        }

        var version = Kind == ComponentKind ? ComponentVersion : KustomizationVersion;
        if (ApiVersion != version)
        {
            throw new KustomizeException($"apiVersion for {Kind} should be {version}", path, "apiVersion");
        }
    }
}
