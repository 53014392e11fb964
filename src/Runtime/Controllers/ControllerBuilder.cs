using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Says what wakes the controller of a kind and how it works.</summary>
/// <typeparam name="T">The kind that is reconciled.</typeparam>
public sealed class ControllerBuilder<T>
    where T : Resource, IConditioned, IResource<T>
{
    internal ControllerBuilder()
    {
    }

    internal ControllerOptions Options { get; } = new();

    internal UpdateFilter<T> Filter { get; private set; } = UpdateFilter<T>.For(Change.Generation | Change.ReconcileRequested);

    internal Dictionary<string, Func<T, IEnumerable<NamespacedName>>> Indexes { get; } = new(StringComparer.Ordinal);

    internal List<IWatch<T>> Secondary { get; } = [];

    internal string? Finalizer { get; private set; }

    /// <summary>Objects the finalizer is put on.</summary>
    internal Func<T, bool> NeedsFinalizer { get; private set; } = static _ => true;

    internal Func<T, bool>? Suspended { get; private set; }

    internal List<Func<CancellationToken, Task<IAsyncDisposable>>> Companions { get; } = [];

    internal List<Action<Action<NamespacedName, ObjectIdentity>>> Wakers { get; } = [];

    internal List<string> Mistakes { get; } = [];

    /// <summary>Which updates of the object itself lead to a pass. Creation and deletion always do.</summary>
    /// <remarks>The default is <see cref="Change.Generation"/> and <see cref="Change.ReconcileRequested"/>.</remarks>
    public ControllerBuilder<T> ReconcileWhen(Change changes)
    {
        Filter = UpdateFilter<T>.For(changes);
        return this;
    }

    /// <summary>Which updates of the object itself lead to a pass, decided from the old and the new version.</summary>
    public ControllerBuilder<T> ReconcileWhen(Func<T, T, bool> matters)
    {
        Filter = new(matters);
        return this;
    }

    /// <summary>Indexes the kind by keys of other objects, for <see cref="IResourceCache.ByIndex{T}"/> and watches.</summary>
    /// <param name="name">Name of the index, unique in the kind.</param>
    /// <param name="keys">Keys an object is found under; called whenever the object changes, on shared snapshots.</param>
    public ControllerBuilder<T> Indexed(string name, Func<T, IEnumerable<NamespacedName>> keys)
    {
        if (!Indexes.TryAdd(name, keys))
        {
            Mistakes.Add($"index '{name}' is declared twice");
        }

        return this;
    }

    /// <summary>Wakes objects of this kind when objects of another (or the same) kind change.</summary>
    public ControllerBuilder<T> Watches<TOther>(Action<WatchBuilder<T, TOther>> configure)
        where TOther : Resource, IResource<TOther>
    {
        ArgumentNullException.ThrowIfNull(configure);
        var watch = new WatchBuilder<T, TOther>();
        configure(watch);
        Secondary.Add(watch);
        return this;
    }

    /// <summary>Wakes objects of this kind when objects of any kind change, of which only the metadata is read and kept.</summary>
    /// <param name="apiVersion">Group and version, for example <c>v1</c>.</param>
    /// <param name="kind">Kind, for example <c>Secret</c>.</param>
    /// <param name="configure">What matters and whom it wakes.</param>
    public ControllerBuilder<T> WatchesMetadata(string apiVersion, string kind, Action<MetadataWatchBuilder<T>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var watch = new MetadataWatchBuilder<T>(GroupVersionKind.Parse(apiVersion, kind));
        configure(watch);
        Secondary.Add(watch);
        return this;
    }

    /// <summary>
    /// Hands out the function that wakes an object, given its key and the object that changed: for what learns of changes in its own
    /// way, such as watches that come and go with what the objects manage. It wakes nobody while the controller does not work.
    /// </summary>
    /// <param name="connect">Takes the function; called once, before the controller works.</param>
    public ControllerBuilder<T> WokenBy(Action<Action<NamespacedName, ObjectIdentity>> connect)
    {
        ArgumentNullException.ThrowIfNull(connect);
        Wakers.Add(connect);
        return this;
    }

    /// <summary>Puts a finalizer on every object, so that <see cref="IFinalizes{T}"/> runs before the object goes.</summary>
    /// <param name="finalizer">Name of the finalizer.</param>
    /// <param name="where">Objects that get it; all when null. It is taken off deleted objects whatever this says.</param>
    public ControllerBuilder<T> WithFinalizer(string finalizer, Func<T, bool>? where = null)
    {
        Finalizer = finalizer;
        NeedsFinalizer = where ?? NeedsFinalizer;
        return this;
    }

    /// <summary>
    /// Skips objects while they are suspended: the pass is logged, the request token recorded, nothing is requeued.
    /// Finalizers still run. Reconcilers with bookkeeping of their own for suspended objects leave this out.
    /// </summary>
    public ControllerBuilder<T> SuspendedWhen(Func<T, bool> suspended)
    {
        Suspended = suspended;
        return this;
    }

    /// <summary>
    /// Opens something that exists while this controller may work: before its first pass (with leader election once this replica
    /// leads), until after its last. For what only the leader may offer, such as a server of what the passes store.
    /// </summary>
    /// <param name="open">Called again when leadership was lost and won back. What it returns is disposed; what it throws ends the controller.</param>
    public ControllerBuilder<T> WhileWorking(Func<CancellationToken, Task<IAsyncDisposable>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        Companions.Add(open);
        return this;
    }

    /// <summary>Adjusts the options.</summary>
    public ControllerBuilder<T> Configure(Action<ControllerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Options);
        return this;
    }
}
