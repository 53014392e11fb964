using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Makes fields that hold names of resources follow the names these have now.</summary>
/// <remarks>Work is linear: candidates come from an index by former name, fields from an index by kind.</remarks>
internal sealed class NameReferenceTransformer(IReadOnlyList<NameReference> references) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        var renamed = new ReferralIndex(resources.All);
        var byKind = new Dictionary<GroupVersionKind, List<(FieldSpec Field, GroupVersionKind Target)>>();
        foreach (var resource in resources.All)
        {
            var kind = resource.OriginalId.Gvk;
            if (!byKind.TryGetValue(kind, out var fields))
            {
                byKind.Add(kind, fields = FieldsOf(kind));
            }

            // Role bindings are checked even when no name has changed.
            if (fields.Count > 0 && (!renamed.IsEmpty || resource.Kind == "RoleBinding"))
            {
                new ReferenceUpdate(resource, renamed).Run(renamed.IsEmpty ? [] : fields);
            }
        }
    }

    private List<(FieldSpec Field, GroupVersionKind Target)> FieldsOf(GroupVersionKind kind)
    {
        var fields = new List<(FieldSpec, GroupVersionKind)>();
        foreach (var reference in references)
        {
            foreach (var field in reference.Referrers)
            {
                if (kind.IsSelectedBy(field.Gvk))
                {
                    fields.Add((field, reference.Target));
                }
            }
        }

        return fields;
    }
}

/// <summary>Resources by the names they had, and the namespaces they were in.</summary>
internal sealed class ReferralIndex
{
    private readonly Dictionary<string, List<Resource>> _byFormerName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Resource>> _byOriginalNamespace = new(StringComparer.Ordinal);

    public ReferralIndex(IReadOnlyList<Resource> resources)
    {
        foreach (var resource in resources)
        {
            foreach (var former in resource.Previous)
            {
                var named = Bucket(_byFormerName, former.Name);
                if (named.Count == 0 || !ReferenceEquals(named[^1], resource))
                {
                    named.Add(resource);
                }
            }

            Bucket(_byOriginalNamespace, resource.OriginalId.EffectiveNamespace).Add(resource);
        }
    }

    public bool IsEmpty => _byFormerName.Count == 0;

    public IReadOnlyList<Resource> FormerlyNamed(string name) => _byFormerName.TryGetValue(name, out var found) ? found : [];

    public IReadOnlyList<Resource> OriginallyIn(string ns) => _byOriginalNamespace.TryGetValue(ns, out var found) ? found : [];

    private static List<Resource> Bucket(Dictionary<string, List<Resource>> index, string key)
    {
        if (!index.TryGetValue(key, out var bucket))
        {
            index.Add(key, bucket = []);
        }

        return bucket;
    }
}

/// <summary>Updates the references one resource holds.</summary>
internal sealed class ReferenceUpdate(Resource referrer, ReferralIndex index)
{
    private readonly ResourceId _id = referrer.Id;
    private readonly HashSet<string> _subjectNamespaces = SubjectNamespaces(referrer);

    public void Run(List<(FieldSpec Field, GroupVersionKind Target)> fields)
    {
        foreach (var (field, target) in fields)
        {
            try
            {
                FieldWalker.VisitAnyKind(referrer, field with { Create = false }, CreatedField.Nothing, slot => Update(slot, field, target));
            }
            catch (KustomizeException e)
            {
                throw new KustomizeException($"updating name reference in '{field.Path}' field of '{_id}': {e.Message}", inner: e);
            }
        }
    }

    private void Update(FieldSlot slot, FieldSpec field, GroupVersionKind target)
    {
        switch (slot.Value)
        {
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    UpdateOne(new FieldSlot(items, i), field, target);
                }

                break;
            default:
                UpdateOne(slot, field, target);
                break;
        }
    }

    private void UpdateOne(FieldSlot slot, FieldSpec field, GroupVersionKind target)
    {
        switch (slot.Value)
        {
            case null:
                break;
            case JsonObject map:
                UpdateMapping(map, field, target);
                break;
            case JsonValue value:
                var name = Scalars.Text(value);
                if (Select(name, null, field, target, (a, b) => a.Name == b.Name) is { } referral && referral.Name != name)
                {
                    slot.Set(Scalars.Retyped(value, referral.Name));
                }

                break;
            default:
                throw new KustomizeException("is expected to be either a string or a map of string");
        }
    }

    private void UpdateMapping(JsonObject map, FieldSpec field, GroupVersionKind target)
    {
        if (!map.TryGetPropertyValue("name", out var nameNode))
        {
            throw new KustomizeException("path config error; no 'name' field in node");
        }

        var name = Scalars.Text(nameNode);
        var ns = map.TryGetPropertyValue("namespace", out var namespaceNode) ? Scalars.Text(namespaceNode) : null;
        var referral = Select(name, ns, field, target, (a, b) => a.Name == b.Name && a.Namespace == b.Namespace);
        if (referral is null || referral.Name == name && referral.Namespace.Length == 0)
        {
            return;
        }

        map["name"] = Scalars.Retyped(nameNode, referral.Name);
        if (referral.Namespace.Length > 0)
        {
            map["namespace"] = referral.Namespace;
        }
    }

    private Resource? Select(string name, string? ns, FieldSpec field, GroupVersionKind target, Func<Resource, Resource, bool> same)
    {
        var former = index.FormerlyNamed(name);
        if (former.Count == 0)
        {
            return null;
        }

        var role = RoleKind(field);
        var candidates = former.Where(c =>
            CanBeReferenced(c) && IsIn(c, ns) && HadKind(c, target) && (role is null || HadKind(c, role.Value)) && SharesNamespace(c)).ToList();
        if (candidates.Count <= 1)
        {
            return candidates.FirstOrDefault();
        }

        candidates = candidates.Where(c => SameAffixes(c, emptyMatches: true)).ToList();
        if (candidates.Count > 1)
        {
            candidates = candidates.Where(c => SameAffixes(c, emptyMatches: false)).ToList();
        }

        return candidates.Count <= 1 || candidates.TrueForAll(c => same(c, candidates[0]))
            ? candidates.FirstOrDefault()
            : throw new KustomizeException($"found multiple possible referrals: {string.Join(", ", candidates.Select(c => c.Id))}");
    }

    /// <summary>True when the namespaces of both let one refer to the other.</summary>
    private bool CanBeReferenced(Resource candidate)
    {
        if (_id.ClusterScoped)
        {
            return true;
        }

        var id = candidate.Id;
        return id.ClusterScoped || id.EffectiveNamespace == _id.EffectiveNamespace || _subjectNamespaces.Contains(candidate.Namespace);
    }

    /// <summary>True when a candidate is in the namespace the reference names: the one it came from, else the one it is in.</summary>
    private bool IsIn(Resource candidate, string? ns)
    {
        if (ns is null)
        {
            return true;
        }

        var id = index.OriginallyIn(ns).Any(CanBeReferenced) ? candidate.OriginalId : candidate.Id;
        var effective = id.EffectiveNamespace;
        return effective == ns && effective != ResourceId.NoNamespace;
    }

    private static bool HadKind(Resource candidate, GroupVersionKind kind)
    {
        var gvk = candidate.Gvk;
        foreach (var former in candidate.Previous)
        {
            if ((gvk with { Kind = former.Kind }).IsSelectedBy(kind))
            {
                return true;
            }
        }

        return false;
    }

    private bool SharesNamespace(Resource candidate)
    {
        if (_id.ClusterScoped || candidate.Kind == "ServiceAccount")
        {
            return true;
        }

        var id = candidate.Id;
        return id.ClusterScoped || id.EffectiveNamespace == _id.EffectiveNamespace;
    }

    /// <summary>The kind a role reference names; null when the field is none, or names none.</summary>
    private GroupVersionKind? RoleKind(FieldSpec field)
    {
        if (!field.Path.EndsWith("roleRef/name", StringComparison.Ordinal))
        {
            return null;
        }

        var role = referrer.Root["roleRef"] as JsonObject;
        return role?["apiGroup"] is { } group && role["kind"] is { } kind ? new(Scalars.Text(group), "", Scalars.Text(kind)) : null;
    }

    private bool SameAffixes(Resource candidate, bool emptyMatches) =>
        SameEnding(candidate.Prefixes, referrer.Prefixes, emptyMatches) && SameEnding(candidate.Suffixes, referrer.Suffixes, emptyMatches);

    private static bool SameEnding(List<string> a, List<string> b, bool emptyMatches)
    {
        if (a.Count == 0 || b.Count == 0)
        {
            return emptyMatches || a.Count == b.Count;
        }

        for (var i = 1; i <= Math.Min(a.Count, b.Count); i++)
        {
            if (a[^i] != b[^i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Namespaces of the service accounts a role binding names; its subjects may live there.</summary>
    private static HashSet<string> SubjectNamespaces(Resource referrer)
    {
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        if (referrer.Kind != "RoleBinding" || referrer.Root["subjects"] is not JsonArray subjects)
        {
            return namespaces;
        }

        foreach (var subject in subjects.OfType<JsonObject>())
        {
            if (subject.TryGetPropertyValue("namespace", out var ns) && Scalars.Text(subject["kind"]) == "ServiceAccount")
            {
                namespaces.Add(Scalars.IsText(ns) ? Scalars.Text(ns) : throw new KustomizeException($"Invalid Input: namespace is blank for resource \"{referrer.Id}\""));
            }
        }

        return namespaces;
    }
}
