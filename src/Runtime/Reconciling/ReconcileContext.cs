using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>One pass over one object: the object, what is known about the pass, and how to end it.</summary>
/// <remarks>
/// Two levels. <see cref="Ready"/>, <see cref="NotReady"/>, <see cref="Stalled(string, string)"/> and
/// <see cref="ProgressAsync(string, string, CancellationToken)"/> keep the conditions by the usual conventions. Controllers
/// whose conditions are prescribed set them through <see cref="Conditions"/> and return a plain <see cref="Outcome"/>.
/// Either way the runtime compares the status with what is stored and sends at most one patch when the pass ends.
/// </remarks>
/// <typeparam name="T">The kind.</typeparam>
public sealed class ReconcileContext<T>
    where T : Resource, IConditioned, IResource<T>
{
    private readonly ReconcileContextOptions _options;
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Starts a pass; tests construct contexts this way.</summary>
    /// <param name="object">The object, owned by the pass from here on.</param>
    /// <param name="options">Surroundings of the pass.</param>
    public ReconcileContext(T @object, ReconcileContextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(@object);
        _options = options ?? new();
        Object = @object;
        Key = new(@object.Namespace, @object.Name);
        Conditions = new(Status, @object.Metadata.Generation, _options.Clock, _secrets);
    }

    /// <summary>The object, a private copy: change its status freely. Changes of spec and metadata are not written.</summary>
    public T Object { get; }

    /// <summary>Namespace and name of the object.</summary>
    public NamespacedName Key { get; }

    /// <summary>The conventional part of the object's status.</summary>
    public ConditionedStatus Status => ((IConditioned)Object).Status;

    /// <summary>The conditions of <see cref="Status"/>, changed by the toolkit's rules.</summary>
    public ConditionSet Conditions { get; }

    /// <summary>Source of time; never use another one.</summary>
    public TimeProvider Clock => _options.Clock;

    /// <summary>Log whose scope names the controller, the object and the pass.</summary>
    public ILogger Log => _options.Log;

    /// <summary>Identifies the pass in logs.</summary>
    public string ReconcileId => _options.ReconcileId;

    /// <summary>Fires when the same object is enqueued again while this pass runs; long waits may listen to it.</summary>
    public CancellationToken Interrupted => _options.Interrupted;

    /// <summary>The object whose change fired <see cref="Interrupted"/>; null before.</summary>
    public ObjectIdentity? InterruptedBy => _options.InterruptedBy?.Invoke();

    /// <summary>The request token (<c>reconcile.fluxcd.io/requestedAt</c>) of the object; null when it has none.</summary>
    public string? RequestedAt => Object.Metadata.Annotations?.GetValueOrDefault(ReconcileAnnotations.RequestedAt);

    /// <summary>True when the object carries a request token that no pass has handled yet.</summary>
    public bool IsRequested => RequestedAt is { } token && token != Status.LastHandledReconcileAt;

    /// <summary>True when no pass has handled the object's generation yet.</summary>
    public bool IsNewGeneration => Status.ObservedGeneration != Object.Metadata.Generation;

    /// <summary>Sets <c>observedGeneration</c> to the generation of this pass.</summary>
    public void MarkObserved() => Status.ObservedGeneration = Object.Metadata.Generation;

    /// <summary>Keeps a value out of every condition and event of this pass; empty values are ignored.</summary>
    public void Hide(string? secret)
    {
        if (!string.IsNullOrEmpty(secret))
        {
            _secrets.Add(secret);
        }
    }

    /// <summary>Records an event about the object.</summary>
    /// <param name="flavor">Where it goes and how loud it is.</param>
    /// <param name="reason">Machine-readable cause, CamelCase.</param>
    /// <param name="message">What happened, for people; redacted.</param>
    /// <param name="metadata">Annotations of the event, besides those inherited from the object.</param>
    public void Event(EventFlavor flavor, string reason, string message, IReadOnlyDictionary<string, string>? metadata = null) =>
        _options.Events?.Record(_options.Component, Object, flavor, reason, Redaction.Clean(message, _secrets), metadata);

    /// <summary>Says that work is under way: Reconciling=True and Ready=Unknown with this reason and message.</summary>
    /// <remarks>Written at once when the generation or the request is new, otherwise only when the pass takes longer than a second.</remarks>
    public Task ProgressAsync(string reason, string message, CancellationToken cancellationToken)
    {
        Conditions.MarkReconciling(reason, message);
        Conditions.MarkUnknown(ConditionTypes.Ready, reason, message);
        return ProgressAsync(cancellationToken);
    }

    /// <summary>
    /// Publishes the status as it is now, by the same rule as
    /// <see cref="ProgressAsync(string, string, CancellationToken)"/>, without touching conditions.
    /// </summary>
    public Task ProgressAsync(CancellationToken cancellationToken) =>
        _options.Publisher?.ProgressAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Writes the status as it is now, whatever the pass's age; nothing is sent when nothing differs.</summary>
    /// <remarks>Throws what the client throws when the API server refuses the patch.</remarks>
    public Task SaveStatusAsync(CancellationToken cancellationToken) =>
        _options.Publisher?.SaveAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>The object is as its spec asks: Ready=True, the generation counts as observed.</summary>
    /// <param name="reason">Machine-readable cause, CamelCase.</param>
    /// <param name="message">What was reached, for people.</param>
    /// <param name="requeueAfter">When to look again, jittered; null means only when something changes.</param>
    public Outcome Ready(string reason, string message, TimeSpan? requeueAfter = null)
    {
        Conditions.Remove(ConditionTypes.Reconciling);
        Conditions.Remove(ConditionTypes.Stalled);
        Conditions.MarkTrue(ConditionTypes.Ready, reason, message);
        MarkObserved();
        return requeueAfter is { } interval ? Outcome.Every(interval) : Outcome.Done;
    }

    /// <summary>The object is not as its spec asks and will be tried again: Ready=False, a running Reconciling becomes ProgressingWithRetry.</summary>
    /// <param name="reason">Machine-readable cause, CamelCase.</param>
    /// <param name="message">What is missing, for people.</param>
    /// <param name="retryAfter">When to look again, exactly; null means only when a watch brings the object back.</param>
    public Outcome NotReady(string reason, string message, TimeSpan? retryAfter = null)
    {
        Conditions.Remove(ConditionTypes.Stalled);
        Conditions.ReasonReconciling(ConditionReasons.ProgressingWithRetry);
        Conditions.MarkFalse(ConditionTypes.Ready, reason, message);
        return retryAfter is { } delay ? Outcome.After(delay) : Outcome.Done;
    }

    /// <summary>Only a change by someone can help: Ready=False and Stalled=True, the generation counts as observed, no retry.</summary>
    public Outcome Stalled(string reason, string message) => Stalled(reason, new TerminalException(reason, message));

    /// <inheritdoc cref="Stalled(string, string)"/>
    public Outcome Stalled(string reason, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Conditions.MarkFalse(ConditionTypes.Ready, reason, error.Message);
        Conditions.MarkStalled(reason, error.Message);
        MarkObserved();
        return Outcome.Terminal(error);
    }

    /// <summary>Nothing more to do; the conditions stay as they are.</summary>
    public Outcome Done() => Outcome.Done;

    /// <summary>Look again after exactly this long; the conditions stay as they are.</summary>
    public Outcome Requeue(TimeSpan delay) => Outcome.After(delay);
}
