using System.Collections.Frozen;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Names of the files kustomize reads its instructions from, and of the fields it knows in them.</summary>
internal static class KfileFields
{
    public const string DefaultName = "kustomization.yaml";

    /// <summary>The recognised names, in the order they are looked for.</summary>
    public static readonly string[] Names = [DefaultName, "kustomization.yml", "Kustomization"];

    /// <summary>Fields that are kept when the root file is rewritten; it is read leniently, so others vanish.</summary>
    public static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "apiVersion", "kind", "metadata", "openapi", "namePrefix", "nameSuffix", "namespace", "commonLabels", "labels", "commonAnnotations",
        "patchesStrategicMerge", "patchesJson6902", "patches", "images", "imageTags", "replacements", "replicas", "vars", "sortOptions",
        "resources", "components", "crds", "bases", "configMapGenerator", "secretGenerator", "helmGlobals", "helmCharts",
        "helmChartInflationGenerator", "generatorOptions", "configurations", "generators", "transformers", "validators", "buildMetadata",
    ], StringComparer.Ordinal);
}
