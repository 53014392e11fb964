using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Selects resources by anchored patterns of their id and by labels and annotations.</summary>
internal sealed class Selector
{
    private readonly NamePattern _group;
    private readonly NamePattern _version;
    private readonly NamePattern _kind;
    private readonly NamePattern _name;
    private readonly NamePattern _namespace;
    private readonly LabelSelector _labels;
    private readonly LabelSelector _annotations;

    private Selector(FieldReader reader)
    {
        NamePattern Pattern(string field) => NamePattern.Parse(reader.Text(field), reason => reader.Error(field, reason));
        LabelSelector Labels(string field) => ParseLabels(reader, field);

        _group = Pattern("group");
        _version = Pattern("version");
        _kind = Pattern("kind");
        _name = Pattern("name");
        _namespace = Pattern("namespace");
        _labels = Labels("labelSelector");
        _annotations = Labels("annotationSelector");
        Name = reader.Text("name");
    }

    /// <summary>The pattern of names as written.</summary>
    public string Name { get; }

    /// <summary>True when nothing of the id is asked for.</summary>
    public bool SelectsAnyId => _group.IsAny && _version.IsAny && _kind.IsAny && _name.IsAny && _namespace.IsAny;

    /// <summary>True when labels or annotations are asked for.</summary>
    public bool HasLabelConditions => !_labels.IsEmpty || !_annotations.IsEmpty;

    public static Selector Read(FieldReader reader) => new(reader);

    /// <summary>Selects as patches do: the original or the current name and namespace may match.</summary>
    public List<Resource> Select(ResourceSet resources)
    {
        IEnumerable<Resource> candidates = resources.All;
        if (_name.Literal is { } name && resources.All.Count > 16)
        {
            // Every name a resource ever had is indexed, so this narrows without losing one; the order of the set is kept.
            candidates = resources.Named(name);
        }

        return candidates.Where(Selects).ToList();
    }

    public bool MatchesId(in ResourceId id) => MatchesGvk(id.Gvk) && _name.Matches(id.Name) && _namespace.Matches(id.Namespace);

    public bool MatchesLabels(Resource resource) =>
        (_annotations.IsEmpty || _annotations.Matches(resource.TextMap("annotations")))
        && (_labels.IsEmpty || _labels.Matches(resource.TextMap("labels")));

    private bool Selects(Resource resource)
    {
        var current = resource.Id;
        var original = resource.OriginalId;
        return (_namespace.Matches(original.EffectiveNamespace) || _namespace.Matches(current.EffectiveNamespace))
            && (_name.Matches(original.Name) || _name.Matches(current.Name))
            && MatchesGvk(current.Gvk)
            && MatchesLabels(resource);
    }

    private bool MatchesGvk(GroupVersionKind gvk) => _kind.Matches(gvk.Kind) && _group.Matches(gvk.Group) && _version.Matches(gvk.Version);

    private static LabelSelector ParseLabels(FieldReader reader, string field)
    {
        var text = reader.Text(field);
        try
        {
            return LabelSelector.Parse(text);
        }
        catch (FormatException)
        {
            throw reader.Error(field, $"unable to parse selector '{text}'");
        }
    }
}
