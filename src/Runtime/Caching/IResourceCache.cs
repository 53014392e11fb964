using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>What the informers know, without a call to the API server.</summary>
/// <remarks>
/// Objects are shared snapshots: read them, never write to them; take <see cref="Copy{T}"/> to change one. A kind is
/// readable when a controller reconciles or watches it; the cache holds what the watch selector and namespace let through.
/// The controller's own status writes are visible at once.
/// </remarks>
public interface IResourceCache
{
    /// <summary>The object of a key; null when the cache has none.</summary>
    /// <exception cref="InvalidOperationException">No controller of this process reconciles or watches the kind.</exception>
    T? Find<T>(NamespacedName key)
        where T : Resource, IResource<T>;

    /// <summary>All objects, or those of a namespace, or those a selector matches, in no particular order.</summary>
    /// <exception cref="InvalidOperationException">No controller of this process reconciles or watches the kind.</exception>
    IReadOnlyList<T> List<T>(string? ns = null, LabelSelector? selector = null)
        where T : Resource, IResource<T>;

    /// <summary>The objects whose index holds a key.</summary>
    /// <exception cref="InvalidOperationException">The kind is not cached or has no index of that name.</exception>
    IReadOnlyList<T> ByIndex<T>(string index, NamespacedName key)
        where T : Resource, IResource<T>;

    /// <summary>A copy that the caller may change.</summary>
    T Copy<T>(T snapshot)
        where T : Resource, IResource<T>;
}
