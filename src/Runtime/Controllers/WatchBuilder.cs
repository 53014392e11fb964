using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Says which changes of another kind wake which objects. Creation and deletion always count.</summary>
/// <typeparam name="T">The kind that is reconciled.</typeparam>
/// <typeparam name="TOther">The kind that is watched.</typeparam>
public sealed class WatchBuilder<T, TOther> : IWatch<T>
    where T : Resource, IConditioned, IResource<T>
    where TOther : Resource, IResource<TOther>
{
    internal WatchBuilder()
    {
    }

    internal UpdateFilter<TOther> Filter { get; private set; } = UpdateFilter<TOther>.For(Change.Generation);

    internal LabelSelector? Selector { get; private set; }

    internal bool IsOptional { get; private set; }

    internal List<string> IndexNames { get; } = [];

    internal List<Func<TOther, IResourceCache, IEnumerable<NamespacedName>>> Mappings { get; } = [];

    /// <summary>Which updates count.</summary>
    /// <remarks>The default is <see cref="Change.Generation"/>.</remarks>
    public WatchBuilder<T, TOther> When(Change changes)
    {
        Filter = UpdateFilter<TOther>.For(changes);
        return this;
    }

    /// <summary>Which updates count, decided from the old and the new version.</summary>
    public WatchBuilder<T, TOther> When(Func<TOther, TOther, bool> matters)
    {
        Filter = new(matters);
        return this;
    }

    /// <summary>Only objects with these labels count, for example <c>app=web,tier in (a,b)</c>.</summary>
    /// <exception cref="FormatException">The text is not a selector.</exception>
    public WatchBuilder<T, TOther> WithLabel(string selector)
    {
        Selector = LabelSelector.Parse(selector);
        return this;
    }

    /// <summary>Says that the cluster need not serve the kind: its absence is no trouble to report, and it is followed once it appears.</summary>
    public WatchBuilder<T, TOther> Optional()
    {
        IsOptional = true;
        return this;
    }

    /// <summary>Wakes the objects whose index holds the key of the changed one.</summary>
    /// <param name="index">An index declared with <see cref="ControllerBuilder{T}.Indexed"/>.</param>
    /// <param name="where">Of those, only the ones this accepts, given the dependent and the changed object.</param>
    public WatchBuilder<T, TOther> EnqueueByIndex(string index, Func<T, TOther, bool>? where = null)
    {
        IndexNames.Add(index);
        return Enqueue((changed, cache) =>
            from dependent in cache.ByIndex<T>(index, changed.Key())
            where @where is null || @where(dependent, changed)
            select dependent.Key());
    }

    /// <summary>Wakes the objects a function names, in its order; the cache is at hand for look-ups.</summary>
    public WatchBuilder<T, TOther> Enqueue(Func<TOther, IResourceCache, IEnumerable<NamespacedName>> map)
    {
        Mappings.Add(map);
        return this;
    }

    IEnumerable<string> IWatch<T>.Validate(IReadOnlySet<string> indexes) => WatchRules.Validate(TOther.Info.Kind, Mappings.Count, IndexNames, indexes);

    IInformer IWatch<T>.Attach(ResourceCache cache, Action<NamespacedName, ObjectIdentity> enqueue)
    {
        var informer = cache.Typed<TOther>(isRequired: !IsOptional);
        var kind = new GroupKind(TOther.Info.Group, TOther.Info.Kind);
        informer.Subscribe((old, updated) =>
        {
            if (old is not null && updated is not null && !Filter.Passes(old, updated))
            {
                return;
            }

            var changed = (updated ?? old)!;
            if (Selector is { } selector && !selector.Matches(changed.Metadata.Labels) && !(old is not null && selector.Matches(old.Metadata.Labels)))
            {
                return;
            }

            foreach (var map in Mappings)
            {
                foreach (var key in map(changed, cache))
                {
                    enqueue(key, new(kind, changed.Namespace, changed.Name));
                }
            }
        });
        return informer;
    }
}
