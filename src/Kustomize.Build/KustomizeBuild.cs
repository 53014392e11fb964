using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Builds kustomizations in-process, with the result of <c>kustomize build</c>.</summary>
/// <remarks>
/// Deterministic and safe to call from several threads at once. Nothing outside the file tree is read, no process is
/// started and no network is used: remote bases, Helm charts and external plugins are refused.
/// </remarks>
public static class KustomizeBuild
{
    private const string ManagedByLabel = "app.kubernetes.io/managed-by";
    private const string LocalConfig = "config.kubernetes.io/local-config";

    /// <summary>What the managed-by label says: the engine used as a library has no version of its own, as in Flux.</summary>
    internal const string ManagedBy = "kustomize-(devel)";

    private static readonly string[] InternalAnnotations =
    [
        "config.kubernetes.io/path",
        "config.kubernetes.io/index",
        "config.k8s.io/id",
    ];

    /// <summary>Names a kustomization file may have, in order of preference; a directory may hold one of them.</summary>
    public static IReadOnlyList<string> FileNames => KustomizationFile.Names;

    /// <summary>Builds the kustomization in a directory.</summary>
    /// <param name="files">All files the build may see.</param>
    /// <param name="path">The directory, relative to the root of the tree.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The resources in output order.</returns>
    /// <exception cref="KustomizeException">The kustomization cannot be built.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public static BuildResult Run(IFileTree files, string path, BuildOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(path);
        options ??= BuildOptions.Default;
        var context = new BuildContext(files, options, cancellationToken);
        try
        {
            var target = new KustomizationTarget(DirectoryLoader.Open(context, path), context);
            target.ChooseSchemas(isRoot: true);
            var accumulator = target.BuildRoot();
            return Finish(target.File, accumulator.Resources, options);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new KustomizeException("a resource is nested too deeply", inner: e);
        }
    }

    private static BuildResult Finish(KustomizationFile file, ResourceSet resources, BuildOptions options)
    {
        foreach (var resource in resources.All)
        {
            ResourceReader.Validate(resource.Root, null);
        }

        resources.RemoveAll(static r => r.Annotation(LocalConfig) is { } local && local != "false");
        new SortTransformer(file.SortOptions, options.Reorder).Transform(resources);
        if (options.AddManagedByLabel || file.BuildMetadata.Contains("managedByLabel"))
        {
            new TextMapTransformer(
                new SortedDictionary<string, string>(StringComparer.Ordinal) { [ManagedByLabel] = ManagedBy },
                [new FieldSpec(new("", "", ""), "metadata/labels", Create: true)]).Transform(resources);
        }

        var output = new List<Unstructured>(resources.All.Count);
        foreach (var resource in resources.All)
        {
            CleanAnnotations(resource, file);
            output.Add(new Unstructured(resource.Root));
        }

        return new BuildResult(output);
    }

    /// <summary>Removes what the build has noted in annotations; kustomize leaves only texts there, and no empty map.</summary>
    private static void CleanAnnotations(Resource resource, KustomizationFile file)
    {
        if (resource.Metadata is not { } metadata || !metadata.TryGetPropertyValue("annotations", out var node))
        {
            return;
        }

        if (node is not System.Text.Json.Nodes.JsonObject annotations)
        {
            metadata.Remove("annotations");
            return;
        }

        foreach (var key in annotations.Select(a => a.Key).ToList())
        {
            if (key.StartsWith("internal.config.kubernetes.io/", StringComparison.Ordinal)
                || Array.IndexOf(InternalAnnotations, key) >= 0
                || key == Origin.AnnotationKey && !file.BuildMetadata.Contains("originAnnotations")
                || key == Origin.TransformationsKey && !file.BuildMetadata.Contains("transformerAnnotations"))
            {
                annotations.Remove(key);
            }
            else if (!Scalars.IsText(annotations[key]))
            {
                annotations[key] = annotations[key] is { } value ? Scalars.Text(value)
                    : resource.EmptyValues?.Contains((annotations, key)) == true ? "" : "null";
            }
        }

        if (annotations.Count == 0)
        {
            metadata.Remove("annotations");
        }
    }
}
