using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Finds the objects of a kind by keys they name. Guarded by its informer's lock.</summary>
internal sealed class ObjectIndex<TValue>(string name, Func<TValue, IEnumerable<NamespacedName>> keys)
{
    private readonly Dictionary<NamespacedName, HashSet<NamespacedName>> _members = [];
    private readonly Dictionary<NamespacedName, NamespacedName[]> _keysOf = [];

    public string Name { get; } = name;

    /// <summary>The keys an object is found under. Runs outside the lock, as it is the user's code.</summary>
    public NamespacedName[] KeysOf(TValue value) => [.. keys(value).Distinct()];

    public void Set(NamespacedName member, NamespacedName[] found)
    {
        if (_keysOf.TryGetValue(member, out var old))
        {
            if (old.AsSpan().SequenceEqual(found))
            {
                return;
            }

            Remove(member);
        }

        if (found.Length == 0)
        {
            return;
        }

        _keysOf[member] = found;
        foreach (var key in found)
        {
            if (!_members.TryGetValue(key, out var set))
            {
                _members[key] = set = [];
            }

            set.Add(member);
        }
    }

    public void Remove(NamespacedName member)
    {
        if (!_keysOf.Remove(member, out var old))
        {
            return;
        }

        foreach (var key in old)
        {
            if (_members.TryGetValue(key, out var set) && set.Remove(member) && set.Count == 0)
            {
                _members.Remove(key);
            }
        }
    }

    public IReadOnlyCollection<NamespacedName> Find(NamespacedName key) =>
        _members.TryGetValue(key, out var set) ? set : [];
}
