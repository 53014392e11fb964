using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Cleans up after an object before it goes. Implemented next to <see cref="IReconciler{T}"/>.</summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IFinalizes<T>
    where T : Resource, IConditioned, IResource<T>
{
    /// <summary>Runs when deletion was asked for and the object still carries the controller's finalizer.</summary>
    /// <returns><see cref="Outcome.Done"/> releases the object; anything else keeps it and comes back as the outcome says.</returns>
    /// <param name="context">The object and what the pass may do with it.</param>
    /// <param name="cancellationToken">Fires when the process stops, leadership is lost or the pass exceeds its deadline.</param>
    Task<Outcome> FinalizeAsync(ReconcileContext<T> context, CancellationToken cancellationToken);
}
