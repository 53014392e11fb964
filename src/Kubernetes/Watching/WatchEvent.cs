using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>One event of one watch connection.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after the event; before it for <see cref="WatchEventType.Deleted"/>.</param>
public readonly record struct WatchEvent(WatchEventType Type, Unstructured Object);
