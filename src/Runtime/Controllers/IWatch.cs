using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>A declared watch that wakes objects of kind <typeparamref name="T"/>.</summary>
internal interface IWatch<T>
    where T : Resource, IConditioned, IResource<T>
{
    /// <summary>What is wrong with the declaration, in words; empty when nothing is.</summary>
    IEnumerable<string> Validate(IReadOnlySet<string> indexes);

    /// <summary>Subscribes to the watched kind.</summary>
    /// <param name="cache">Where its informer is.</param>
    /// <param name="enqueue">Takes the key to wake and the object that changed.</param>
    IInformer Attach(ResourceCache cache, Action<NamespacedName, ObjectIdentity> enqueue);
}
