namespace GitOpsToolkit.Kubernetes;

/// <summary>What a <see cref="ResourceWatcher"/> tells its consumer.</summary>
public enum WatcherEventType
{
    /// <summary>A full list begins; what was known stays valid until <see cref="Restarted"/>.</summary>
    Restarting,

    /// <summary>The object exists in this form.</summary>
    Applied,

    /// <summary>The object is gone.</summary>
    Deleted,

    /// <summary>The full list is complete; whatever is not in <see cref="WatcherEvent.Keys"/> is gone.</summary>
    Restarted,

    /// <summary>The connection failed and will be tried again; for health reports and logs only.</summary>
    Interrupted,
}
