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

    /// <summary>Repository the path is in; empty for the tree of the build.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Reference of the repository.</summary>
    public string Reference { get; init; } = "";

    /// <summary>File that configures the generator or transformer.</summary>
    public string ConfiguredIn { get; init; } = "";

    /// <summary>The generator or transformer.</summary>
    public ResourceId ConfiguredBy { get; init; } = new(default, "", "");

    /// <summary>What a file or a base that is named here is.</summary>
    public Origin Append(string path) => RemoteRepository.TryParse(path, out var repository)
        ? new Origin { Path = RemoteFolder(repository), Repository = repository.Url, Reference = repository.Reference }
        : this with { Path = TreePath.JoinRelative(Path, path) };

    /// <summary>What a built-in generator or transformer of a kustomization file leaves.</summary>
    public Origin OfBuiltIn(string fileName, string kind) => new()
    {
        Repository = Repository,
        Reference = Reference,
        ConfiguredIn = TreePath.JoinRelative(Path, fileName),
        ConfiguredBy = new(new GroupVersionKind("", "builtin", kind), "", ""),
    };

    /// <summary>Kustomize names the root of a repository after the place it has not been cloned to yet.</summary>
    private static string RemoteFolder(RemoteRepository repository) => repository.Path.Length == 0 ? "notCloned" : TreePath.JoinRelative("", repository.Path);

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

    /// <summary>What a plugin leaves that is configured by a resource with this annotation.</summary>
    public static Origin OfPlugin(string? annotation, ResourceId plugin)
    {
        var origin = annotation is not null && YamlReader.ReadDocuments(annotation) is [JsonObject map, ..] ? map : [];
        return new Origin
        {
            Repository = origin.GetText("repo") ?? "",
            Reference = origin.GetText("ref") ?? "",
            ConfiguredIn = origin.GetText("path") ?? "",
            ConfiguredBy = plugin,
        };
    }

    public string ToYaml() => YamlWriter.Write(ToTree());

    private JsonObject ToTree()
    {
        var tree = new JsonObject();
        AddText(tree, "path", Path);
        AddText(tree, "repo", Repository);
        AddText(tree, "ref", Reference);
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
