using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Where a resource comes from, or what changed it, as <c>buildMetadata</c> records it.</summary>
internal sealed record Origin
{
    public const string AnnotationKey = "config.kubernetes.io/origin";
    public const string TransformationsKey = "alpha.config.kubernetes.io/transformations";

    /// <summary>File, relative to the kustomization that is built.</summary>
    public string Path { get; init; } = "";

    /// <summary>File that configures the generator or transformer.</summary>
    public string ConfiguredIn { get; init; } = "";

    /// <summary>The generator or transformer.</summary>
    public ResourceId ConfiguredBy { get; init; } = new(default, "", "");

    public Origin Append(string path) => this with { Path = TreePath.JoinRelative(Path, path) };

    /// <summary>What a built-in generator or transformer of a kustomization file leaves.</summary>
    public Origin OfBuiltIn(string fileName, string kind) => new()
    {
        ConfiguredIn = TreePath.JoinRelative(Path, fileName),
        ConfiguredBy = new(new GroupVersionKind("", "builtin", kind), "", ""),
    };

    public void AnnotateIfMissing(Resource resource)
    {
        if (resource.Annotation(AnnotationKey) is null)
        {
            resource.SetAnnotation(AnnotationKey, ToYaml());
        }
    }

    /// <summary>Records a transformation, or the generation when a transformer made the resource.</summary>
    public void AnnotateTransformation(Resource resource)
    {
        if (resource.Annotation(AnnotationKey) is null)
        {
            resource.SetAnnotation(AnnotationKey, ToYaml());
            return;
        }

        var entry = YamlWriter.Write(new JsonArray(ToTree()));
        resource.SetAnnotation(TransformationsKey, resource.Annotation(TransformationsKey) + entry);
    }

    /// <summary>The path an annotation records; empty when there is none.</summary>
    public static string PathIn(string? annotation) =>
        annotation is not null && YamlReader.ReadDocuments(annotation) is [JsonObject map, ..] ? map.GetText("path") ?? "" : "";

    public string ToYaml() => YamlWriter.Write(ToTree());

    private JsonObject ToTree()
    {
        var tree = new JsonObject();
        AddText(tree, "path", Path);
        AddText(tree, "configuredIn", ConfiguredIn);
        var by = new JsonObject();
        if (ConfiguredBy.Gvk.Kind is { Length: > 0 })
        {
            AddText(by, "apiVersion", ConfiguredBy.Gvk.ApiVersion);
            AddText(by, "kind", ConfiguredBy.Gvk.Kind);
            AddText(by, "name", ConfiguredBy.Name);
            AddText(by, "namespace", ConfiguredBy.Namespace);
            tree["configuredBy"] = by;
        }

        return tree;
    }

    private static void AddText(JsonObject tree, string key, string text)
    {
        if (text.Length > 0)
        {
            tree[key] = text;
        }
    }
}
