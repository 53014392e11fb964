using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Brings the world in line with one object of a kind.</summary>
/// <remarks>
/// Level-triggered: a pass learns which object to look at, never which event led here. The same object never has two
/// passes at once; different objects do, so an implementation keeps no state per pass in fields.
/// </remarks>
/// <typeparam name="T">The kind.</typeparam>
public interface IReconciler<T>
    where T : Resource, IConditioned, IResource<T>
{
    /// <summary>Runs one pass. The object exists, is not being deleted and carries the controller's finalizer.</summary>
    /// <param name="context">The object and what the pass may do with it.</param>
    /// <param name="cancellationToken">Fires when the process stops, leadership is lost or the pass exceeds its deadline.</param>
    /// <returns>When to look again.</returns>
    /// <remarks>
    /// An exception becomes <c>Ready=False</c> with a redacted message and a retry with exponential back-off; a
    /// <see cref="TerminalException"/> becomes <c>Stalled=True</c> and no retry.
    /// </remarks>
    Task<Outcome> ReconcileAsync(ReconcileContext<T> context, CancellationToken cancellationToken);
}
