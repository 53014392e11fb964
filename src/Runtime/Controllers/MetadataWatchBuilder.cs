using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Says which metadata changes of another kind wake which objects. Any new resourceVersion counts.</summary>
/// <typeparam name="T">The kind that is reconciled.</typeparam>
public sealed class MetadataWatchBuilder<T> : IWatch<T>
    where T : Resource, IConditioned, IResource<T>
{
    internal MetadataWatchBuilder(GroupVersionKind gvk) => Gvk = gvk;

    internal GroupVersionKind Gvk { get; }

    internal LabelSelector? Selector { get; private set; }

    internal List<string> IndexNames { get; } = [];

    internal List<Func<Unstructured, IResourceCache, IEnumerable<NamespacedName>>> Mappings { get; } = [];

    /// <summary>Only objects with these labels are watched, for example <c>reconcile.fluxcd.io/watch=Enabled</c>.</summary>
    /// <exception cref="FormatException">The text is not a selector.</exception>
    public MetadataWatchBuilder<T> WithLabel(string selector)
    {
        Selector = LabelSelector.Parse(selector);
        return this;
    }

    /// <summary>Wakes the objects whose index holds the key of the changed one.</summary>
    /// <param name="index">An index declared with <see cref="ControllerBuilder{T}.Indexed"/>.</param>
    public MetadataWatchBuilder<T> EnqueueByIndex(string index)
    {
        IndexNames.Add(index);
        return Enqueue((changed, cache) => cache.ByIndex<T>(index, changed.Key).Select(dependent => dependent.Key()));
    }

    /// <summary>Wakes the object that controls the changed one (its owner reference with <c>controller: true</c>).</summary>
    public MetadataWatchBuilder<T> EnqueueOwner() => Enqueue((changed, _) => OwnerReferences.ControllerOf<T>(changed));

    /// <summary>Wakes the objects a function names, in its order. It sees metadata only.</summary>
    public MetadataWatchBuilder<T> Enqueue(Func<Unstructured, IResourceCache, IEnumerable<NamespacedName>> map)
    {
        Mappings.Add(map);
        return this;
    }

    IEnumerable<string> IWatch<T>.Validate(IReadOnlySet<string> indexes) => WatchRules.Validate(Gvk.Kind, Mappings.Count, IndexNames, indexes);

    IInformer IWatch<T>.Attach(ResourceCache cache, Action<NamespacedName, ObjectIdentity> enqueue)
    {
        var informer = cache.Metadata(Gvk, Selector);
        informer.Subscribe((old, updated) =>
        {
            var changed = (updated ?? old)!;
            foreach (var map in Mappings)
            {
                foreach (var key in map(changed, cache))
                {
                    enqueue(key, new(Gvk.GroupKind, changed.Namespace, changed.Name));
                }
            }
        });
        return informer;
    }
}
