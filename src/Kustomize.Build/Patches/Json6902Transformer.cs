namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Applies an entry of <c>patchesJson6902</c>.</summary>
internal sealed class Json6902Transformer : ITransformer
{
    private readonly Selector _target;
    private readonly JsonPatcher _operations;

    public Json6902Transformer(PatchRule rule, DirectoryLoader loader, BuildContext context)
    {
        if (rule.Target is null || rule.Target.Name.Length == 0)
        {
            throw new KustomizeException("must specify the target name", field: rule.Field + ".target");
        }

        if (rule.Path.Length == 0 == (rule.Patch.Length == 0))
        {
            throw new KustomizeException(rule.Path.Length == 0 ? "empty file path and empty jsonOp" : "must specify a file path or jsonOp, not both", field: rule.Field);
        }

        _target = rule.Target;
        var text = rule.Path.Length > 0 ? BuildContext.Text(loader.Load(rule.Path)) : rule.Patch;
        _operations = JsonPatcher.TryParse(text, context.Options.YamlLimits, out var problem)
            ?? throw new KustomizeException($"decoding JSON patch: {problem}", rule.Path.Length > 0 ? loader.PathOf(rule.Path) : null, rule.Field);
        if (_operations.Count == 0)
        {
            throw new KustomizeException($"patch appears to be empty; file={rule.Path}", field: rule.Field);
        }
    }

    public void Transform(ResourceSet resources)
    {
        var renamed = false;
        foreach (var resource in _target.Select(resources))
        {
            renamed |= ResourcePatcher.Apply(resource, _operations);
        }

        if (renamed)
        {
            resources.Invalidate();
        }
    }
}
