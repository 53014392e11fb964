using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The resources of a kustomization in order, found by id without scanning.</summary>
internal sealed class ResourceSet
{
    private readonly List<Resource> _resources = [];

    /// <summary>Current ids; null when names may have changed since.</summary>
    private HashSet<(GroupVersionKind, string, string)>? _currentIds;

    /// <summary>Resources by every name they have or had; null when names may have changed since.</summary>
    private Dictionary<string, List<Resource>>? _byName;

    public IReadOnlyList<Resource> All => _resources;

    /// <summary>Says that ids may have changed.</summary>
    public void Invalidate()
    {
        _currentIds = null;
        _byName = null;
    }

    /// <summary>Adds a resource with a new id.</summary>
    public void Add(Resource resource)
    {
        var id = resource.Id;
        if (!CurrentIds().Add(id.Key))
        {
            throw new KustomizeException($"may not add resource with an already registered id: {id}");
        }

        _resources.Add(resource);
        if (_byName is not null)
        {
            Index(resource);
        }
    }

    public void AddAll(ResourceSet other)
    {
        foreach (var resource in other._resources)
        {
            Add(resource);
        }
    }

    /// <summary>Adds what a generator made, or lets it merge with or replace what is there.</summary>
    public void Absorb(Resource generated)
    {
        var id = generated.Id;
        var matches = WithAnyId(id);
        if (matches.Count > 1)
        {
            throw new KustomizeException($"found multiple objects [{string.Join(", ", matches)}] that could accept merge of {id}");
        }

        if (matches.Count == 0)
        {
            if (generated.Behavior is "merge" or "replace")
            {
                throw new KustomizeException($"id {id} does not exist; cannot merge or replace");
            }

            Add(generated);
            return;
        }

        var old = matches[0];
        var behavior = generated.Behavior;
        if (behavior is not ("merge" or "replace"))
        {
            throw new KustomizeException($"id {id} exists; can not use behavior: '{(behavior.Length == 0 ? "unspecified" : behavior)}', behavior must be merge or replace");
        }

        var origin = old.Annotation(Origin.AnnotationKey);
        generated.InheritFrom(old);
        if (behavior == "merge")
        {
            generated.MergeData("data", old);
            generated.MergeData("binaryData", old);
            if (origin is not null)
            {
                generated.SetAnnotation(Origin.AnnotationKey, origin);
            }
        }

        _resources[_resources.IndexOf(old)] = generated;
        foreach (var known in generated.AllIds())
        {
            if (_byName is not null && _byName.TryGetValue(known.Name, out var named) && named.IndexOf(old) is >= 0 and var at)
            {
                named[at] = generated;
            }
        }
    }

    /// <summary>Resources that have or had a name.</summary>
    public IReadOnlyList<Resource> Named(string name) => ByName().TryGetValue(name, out var found) ? found : [];

    /// <summary>Resources that have or had an id.</summary>
    public List<Resource> WithAnyId(ResourceId id) => Named(id.Name).Where(r => r.HasId(id)).ToList();

    /// <summary>The one resource that has or had an id.</summary>
    public Resource Single(ResourceId id)
    {
        var matches = WithAnyId(id);
        return matches.Count == 1
            ? matches[0]
            : throw new KustomizeException($"{(matches.Count == 0 ? "no" : "multiple")} matches for Id {id}; failed to find unique target for patch {id}");
    }

    /// <summary>Drops resources that patches deleted and refuses ids that now collide.</summary>
    public void Settle()
    {
        DropDeleted();
        Invalidate();
        CurrentIds();
    }

    /// <summary>Drops resources that patches deleted.</summary>
    public void DropDeleted()
    {
        if (_resources.RemoveAll(static r => r.IsDeleted || r.Root.Count == 0) > 0)
        {
            Invalidate();
        }
    }

    public void RemoveAll(Predicate<Resource> match)
    {
        _resources.RemoveAll(match);
        Invalidate();
    }

    public void Reorder(IComparer<Resource> order)
    {
        var sorted = _resources.Order(order).ToList();
        _resources.Clear();
        _resources.AddRange(sorted);
    }

    private HashSet<(GroupVersionKind, string, string)> CurrentIds()
    {
        if (_currentIds is null)
        {
            var ids = new HashSet<(GroupVersionKind, string, string)>(_resources.Count);
            foreach (var resource in _resources)
            {
                if (!ids.Add(resource.Id.Key))
                {
                    throw new KustomizeException($"may not add resource with an already registered id: {resource.Id}");
                }
            }

            _currentIds = ids;
        }

        return _currentIds;
    }

    private Dictionary<string, List<Resource>> ByName()
    {
        if (_byName is null)
        {
            _byName = new(_resources.Count, StringComparer.Ordinal);
            foreach (var resource in _resources)
            {
                Index(resource);
            }
        }

        return _byName;
    }

    private void Index(Resource resource)
    {
        foreach (var id in resource.AllIds())
        {
            if (!_byName!.TryGetValue(id.Name, out var named))
            {
                _byName.Add(id.Name, named = []);
            }

            if (named.Count == 0 || !ReferenceEquals(named[^1], resource))
            {
                named.Add(resource);
            }
        }
    }
}
