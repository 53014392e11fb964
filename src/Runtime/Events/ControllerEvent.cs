namespace GitOpsToolkit.Runtime;

/// <summary>Something a controller did or met, about one object. Texts are redacted already.</summary>
public sealed record ControllerEvent
{
    /// <summary>The object it is about.</summary>
    public required InvolvedObject InvolvedObject { get; init; }

    /// <summary>Where it goes and how loud it is.</summary>
    public required EventFlavor Flavor { get; init; }

    /// <summary>Machine-readable cause, CamelCase.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened, for people.</summary>
    public required string Message { get; init; }

    /// <summary>Annotations of the event, with those inherited from the object (<c>event.toolkit.fluxcd.io/…</c>).</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The controller, for example <c>source-controller</c>.</summary>
    public required string Component { get; init; }

    /// <summary>The process, usually the pod's name.</summary>
    public required string Instance { get; init; }
}
