using System.Collections.Immutable;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Storage;

/// <summary>The objects of one resource at one moment: by namespace, then by name.</summary>
internal sealed class ResourceSnapshot
{
    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> _namespaces;

    private ResourceSnapshot(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, StoredObject>> namespaces) => _namespaces = namespaces;

    public static ResourceSnapshot Empty { get; } = new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, StoredObject>>(NamespaceOrder.Instance));

    public StoredObject? Find(NamespacedName key) =>
        _namespaces.TryGetValue(key.Namespace, out var objects) && objects.TryGetValue(key.Name, out var found) ? found : null;

    public ResourceSnapshot With(StoredObject entry)
    {
        var objects = _namespaces.GetValueOrDefault(entry.Key.Namespace) ?? ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);
        return new(_namespaces.SetItem(entry.Key.Namespace, objects.SetItem(entry.Key.Name, entry)));
    }

    public ResourceSnapshot Without(NamespacedName key)
    {
        if (!_namespaces.TryGetValue(key.Namespace, out var objects))
        {
            return this;
        }

        objects = objects.Remove(key.Name);
        return new(objects.IsEmpty ? _namespaces.Remove(key.Namespace) : _namespaces.SetItem(key.Namespace, objects));
    }

    /// <summary>Objects in the order of their keys, of one namespace, or of all with null.</summary>
    public IEnumerable<StoredObject> In(string? ns)
    {
        if (ns is not null)
        {
            return _namespaces.TryGetValue(ns, out var objects) ? objects.Values : [];
        }

        return _namespaces.Values.SelectMany(static objects => objects.Values);
    }

    /// <summary>etcd keys are <c>namespace/name</c>, so a namespace sorts as if a slash followed it.</summary>
    internal sealed class NamespaceOrder : IComparer<string>
    {
        public static NamespaceOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var (a, b) = (x ?? "", y ?? "");
            var common = a.AsSpan().CommonPrefixLength(b);
            return common == a.Length && common == b.Length ? 0 : At(a, common).CompareTo(At(b, common));
        }

        private static char At(string text, int index) => index < text.Length ? text[index] : '/';
    }
}
