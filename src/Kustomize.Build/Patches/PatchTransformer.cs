namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Applies an entry of <c>patches</c>: strategic merges or JSON patches, with or without target.</summary>
internal sealed class PatchTransformer : ITransformer
{
    private readonly PatchRule _rule;
    private readonly string _source;
    private readonly ResourcePatcher _patcher;
    private readonly List<Resource>? _merges;
    private readonly JsonPatcher? _operations;

    public PatchTransformer(PatchRule rule, DirectoryLoader loader, BuildContext context)
    {
        _rule = rule;
        _patcher = new ResourcePatcher(context);
        var inline = rule.Patch.Trim();
        if (inline.Length == 0 == (rule.Path.Length == 0))
        {
            throw new KustomizeException(inline.Length == 0 ? "must specify one of patch and path" : "patch and path can't be set at the same time", field: rule.Field);
        }

        var (text, file) = inline.Length > 0 ? (inline, (string?)null) : (Load(loader, rule), loader.PathOf(rule.Path));
        _source = file is null ? $"[patch: \"{inline}\"]" : $"[path: \"{rule.Path}\"]";
        (_merges, _operations) = Parse(text, file, context);
        foreach (var patch in _merges ?? [])
        {
            patch.AllowNameChange = rule.AllowNameChange;
            patch.AllowKindChange = rule.AllowKindChange;
        }
    }

    public void Transform(ResourceSet resources)
    {
        if (_operations is { Count: > 0 })
        {
            var target = _rule.Target ?? throw new KustomizeException($"must specify a target for JSON patch {_source}", field: _rule.Field);
            var renamed = false;
            foreach (var resource in target.Select(resources))
            {
                resource.StorePreviousId();
                renamed |= ResourcePatcher.Apply(resource, _operations);
            }

            if (renamed)
            {
                resources.Invalidate();
            }
        }
        else if (_merges is { Count: > 0 })
        {
            Merge(resources, _merges);
        }
    }

    private void Merge(ResourceSet resources, List<Resource> merges)
    {
        if (_rule.Target is not null)
        {
            if (merges.Count > 1)
            {
                throw new KustomizeException($"Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: {_source}", field: _rule.Field);
            }

            foreach (var resource in _rule.Target.Select(resources))
            {
                _patcher.Apply(resource, merges[0], retarget: true);
            }

            if (ChangesIds(merges[0]))
            {
                resources.Settle();
            }

            return;
        }

        foreach (var patch in merges)
        {
            Resource target;
            try
            {
                target = resources.Single(patch.OriginalId);
            }
            catch (KustomizeException e)
            {
                throw new KustomizeException($"no resource matches strategic merge patch \"{patch.OriginalId}\": {e.Message}", field: _rule.Field, inner: e);
            }

            _patcher.Apply(target, patch, retarget: false);
            if (ChangesIds(patch))
            {
                resources.Invalidate();
            }
        }
    }

    private static bool ChangesIds(Resource patch) => patch.AllowNameChange || patch.AllowKindChange;

    private static string Load(DirectoryLoader loader, PatchRule rule)
    {
        try
        {
            return BuildContext.Text(loader.Load(rule.Path));
        }
        catch (KustomizeException e)
        {
            throw new KustomizeException($"failed to get the patch file from path({rule.Path}): {e.Message}", field: rule.Field + ".path", inner: e);
        }
    }

    private (List<Resource>? Merges, JsonPatcher? Operations) Parse(string text, string? file, BuildContext context)
    {
        List<Resource>? merges = null;
        var problem = "";
        try
        {
            merges = ResourceReader.Read(text, file, context.Options.YamlLimits);
        }
        catch (KustomizeException e)
        {
            problem = e.Message;
        }

        if (merges is { Count: > 0 })
        {
            return (merges, null);
        }

        var operations = JsonPatcher.TryParse(text, context.Options.YamlLimits, out var other);
        return merges is not null ? (merges, null)
            : operations is not null ? (null, operations)
            : throw new KustomizeException($"unable to parse SM or JSON patch from {_source}: {problem}; {other}", file, _rule.Field);
    }
}
