using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A resource on its way through a build, with what the build must remember about it.</summary>
internal sealed class Resource(JsonObject root)
{
    private static readonly List<ResourceName> NoNames = [];

    private List<ResourceName>? _previous;

    public JsonObject Root { get; private set; } = root;

    /// <summary>True once a patch has deleted it.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Earlier names, oldest first.</summary>
    public IReadOnlyList<ResourceName> Previous => _previous ?? NoNames;

    /// <summary>Prefixes put before the name, innermost first.</summary>
    public List<string> Prefixes { get; private set; } = [];

    /// <summary>Suffixes put after the name, innermost first.</summary>
    public List<string> Suffixes { get; private set; } = [];

    /// <summary>What a generated resource does to one of the same id.</summary>
    public string Behavior { get; set; } = "";

    /// <summary>True when a hash of the content goes behind the name.</summary>
    public bool NeedsHash { get; set; }

    /// <summary>True for a patch that may rename its target.</summary>
    public bool AllowNameChange { get; set; }

    /// <summary>True for a patch that may change the kind of its target.</summary>
    public bool AllowKindChange { get; set; }

    /// <summary>Names of the variables that read from this resource.</summary>
    public List<string> Variables { get; private set; } = [];

    /// <summary>Keys that have no value at all, where others say <c>null</c>; merges drop them. Null when there are none.</summary>
    public HashSet<(JsonObject Map, string Key)>? EmptyValues { get; set; }

    public JsonObject? Metadata => Root["metadata"] as JsonObject;

    public string ApiVersion => Scalars.Text(Root["apiVersion"]);

    public string Kind
    {
        get => Scalars.Text(Root["kind"]);
        set => Root["kind"] = Scalars.Retyped(Root["kind"], value);
    }

    public string Name
    {
        get => Scalars.Text(Metadata?["name"]);
        set => Set("name", value);
    }

    public string Namespace
    {
        get => Scalars.Text(Metadata?["namespace"]);
        set
        {
            if (value.Length == 0)
            {
                Metadata?.Remove("namespace");
            }
            else
            {
                Set("namespace", value);
            }
        }
    }

    public GroupVersionKind Gvk
    {
        get
        {
            var apiVersion = ApiVersion;
            var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
            return slash < 0 ? new("", apiVersion, Kind) : new(apiVersion[..slash], apiVersion[(slash + 1)..], Kind);
        }
    }

    /// <summary>The id as it is now.</summary>
    public ResourceId Id
    {
        get
        {
            var gvk = Gvk;
            return new(gvk, Name, Namespace, ClusterScope.IsCertain(gvk));
        }
    }

    /// <summary>The first id it had.</summary>
    public ResourceId OriginalId => _previous is [var first, ..] ? first.IdIn(Gvk) : Id;

    /// <summary>Remembers the current id before it changes.</summary>
    public void StorePreviousId()
    {
        var id = Id;
        var name = new ResourceName(id.Name, id.EffectiveNamespace, id.Gvk.Kind);
        _previous ??= [];
        if (_previous.Count == 0 || _previous[^1] != name)
        {
            _previous.Add(name);
        }
    }

    /// <summary>Every id it has or had, the current first.</summary>
    public IEnumerable<ResourceId> AllIds()
    {
        yield return Id;
        if (_previous is not null)
        {
            var gvk = Gvk;
            foreach (var name in _previous)
            {
                yield return name.IdIn(gvk);
            }
        }
    }

    public bool HasId(in ResourceId id)
    {
        foreach (var own in AllIds())
        {
            if (own.SameAs(id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Replaces the tree; null deletes the resource.</summary>
    public void Replace(JsonObject? root)
    {
        IsDeleted = root is null or { Count: 0 };
        Root = root ?? [];
    }

    public string? Annotation(string key) =>
        Metadata?["annotations"] is JsonObject map && map.TryGetPropertyValue(key, out var value) ? Scalars.Text(value) : null;

    public void SetAnnotation(string key, string value) => Root.EnsureObject("metadata").EnsureObject("annotations")[key] = value;

    public void RemoveAnnotation(string key)
    {
        if (Metadata is { } metadata && metadata["annotations"] is JsonObject map && map.Remove(key) && map.Count == 0)
        {
            metadata.Remove("annotations");
        }
    }

    public IReadOnlyDictionary<string, string> TextMap(string field)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Metadata?[field] is JsonObject map)
        {
            foreach (var (key, value) in map)
            {
                texts[key] = Scalars.Text(value);
            }
        }

        return texts;
    }

    /// <summary>Takes the identity and the history of the resource this one is generated over.</summary>
    public void InheritFrom(Resource other)
    {
        MergeTexts("labels", other);
        MergeTexts("annotations", other);
        Name = other.Name;
        Namespace = other.Namespace;
        NeedsHash &= other.NeedsHash;
        Behavior = other.Behavior;
        _previous = other._previous is null ? null : [.. other._previous];
        Prefixes = [.. other.Prefixes];
        Suffixes = [.. other.Suffixes];
        Variables = [.. other.Variables];
    }

    /// <summary>Adds the entries of another resource's map that this one does not have; values become text.</summary>
    public void MergeData(string field, Resource other)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in new[] { other, this })
        {
            if (source.Root[field] is JsonObject map)
            {
                foreach (var (key, value) in map)
                {
                    merged[key] = Scalars.Text(value);
                }
            }
        }

        Root.Remove(field);
        if (merged.Count > 0)
        {
            Root[field] = ToObject(merged);
        }
    }

    public override string ToString() => Id.ToString();

    private void MergeTexts(string field, Resource other)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in other.TextMap(field).Concat(TextMap(field)))
        {
            merged[key] = value;
        }

        Metadata?.Remove(field);
        if (merged.Count > 0)
        {
            Root.EnsureObject("metadata")[field] = ToObject(merged);
        }
    }

    private static JsonObject ToObject(SortedDictionary<string, string> texts)
    {
        var map = new JsonObject();
        foreach (var (key, value) in texts)
        {
            map[key] = value;
        }

        return map;
    }

    private void Set(string field, string value)
    {
        var metadata = Root.EnsureObject("metadata");
        metadata[field] = metadata.TryGetPropertyValue(field, out var old) ? Scalars.Retyped(old, value) : value;
    }
}
