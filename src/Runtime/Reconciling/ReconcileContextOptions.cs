using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsToolkit.Runtime;

/// <summary>Surroundings of a pass. The runtime fills them; a unit test gives only what it looks at.</summary>
public sealed record ReconcileContextOptions
{
    /// <summary>Source of time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Log whose scope names the controller, the object and the pass.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Takes the events of the pass; without one they go nowhere.</summary>
    public EventRecorder? Events { get; init; }

    /// <summary>Name of the controller in events, for example <c>source-controller</c>.</summary>
    public string Component { get; init; } = "";

    /// <summary>Identifies the pass in logs.</summary>
    public string ReconcileId { get; init; } = "";

    /// <summary>Fires when the same object is enqueued again during the pass.</summary>
    public CancellationToken Interrupted { get; init; }

    /// <summary>Says which object's change fired <see cref="Interrupted"/>.</summary>
    public Func<ObjectIdentity?>? InterruptedBy { get; init; }

    /// <summary>Writes the status while the pass runs; without one nothing is written.</summary>
    internal IStatusPublisher? Publisher { get; init; }
}
