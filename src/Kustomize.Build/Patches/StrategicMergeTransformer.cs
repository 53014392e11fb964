namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Applies <c>patchesStrategicMerge</c>: every entry is a path or the patch itself.</summary>
internal sealed class StrategicMergeTransformer : ITransformer
{
    private readonly List<Resource> _patches = [];
    private readonly ResourcePatcher _patcher;

    public StrategicMergeTransformer(IReadOnlyList<string> paths, string inline, DirectoryLoader loader, BuildContext context)
    {
        _patcher = new ResourcePatcher(context);
        var limits = context.Options.YamlLimits;
        foreach (var path in paths)
        {
            _patches.AddRange(TryInline(path, context) ?? ResourceReader.Read(BuildContext.Text(loader.Load(path)), loader.PathOf(path), limits));
        }

        if (inline.Length > 0)
        {
            _patches.AddRange(ResourceReader.Read(inline, null, limits));
        }

        if (_patches.Count == 0)
        {
            throw new KustomizeException($"patch appears to be empty; files=[{string.Join(' ', paths)}], Patch={inline}", field: "patchesStrategicMerge");
        }
    }

    public void Transform(ResourceSet resources)
    {
        foreach (var patch in _patches)
        {
            var target = resources.Single(patch.OriginalId);
            _patcher.Apply(target, patch, retarget: true);
            if (target.IsDeleted)
            {
                resources.DropDeleted();
            }
        }
    }

    private static List<Resource>? TryInline(string text, BuildContext context)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return ResourceReader.Read(text, null, context.Options.YamlLimits);
        }
        catch (KustomizeException)
        {
            return null;
        }
    }
}
