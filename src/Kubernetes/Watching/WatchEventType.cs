namespace GitOpsToolkit.Kubernetes;

/// <summary>What a watch event says about its object.</summary>
public enum WatchEventType
{
    /// <summary>The object came to exist, or now matches the selector.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or no longer matches the selector.</summary>
    Deleted,

    /// <summary>Nothing changed; the object carries only the version to resume at.</summary>
    Bookmark,
}
