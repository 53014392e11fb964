using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>One step of a <see cref="ResourceWatcher"/>; which members are set depends on <see cref="Type"/>.</summary>
/// <param name="Type">What happened.</param>
public readonly record struct WatcherEvent(WatcherEventType Type)
{
    /// <summary>The object of <see cref="WatcherEventType.Applied"/> and <see cref="WatcherEventType.Deleted"/>, else null.</summary>
    public Unstructured? Object { get; init; }

    /// <summary>All that exists, at <see cref="WatcherEventType.Restarted"/>; else null.</summary>
    public IReadOnlySet<NamespacedName>? Keys { get; init; }

    /// <summary>What went wrong, at <see cref="WatcherEventType.Interrupted"/>; else null.</summary>
    public Exception? Error { get; init; }

    /// <summary>When the next attempt follows, at <see cref="WatcherEventType.Interrupted"/>.</summary>
    public TimeSpan RetryAfter { get; init; }
}
