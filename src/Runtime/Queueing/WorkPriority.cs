namespace GitOpsToolkit.Runtime;

/// <summary>Which keys go first.</summary>
internal enum WorkPriority
{
    /// <summary>The flood of a start, and passes that only look again after an interval.</summary>
    Low,

    /// <summary>Something changed and someone may be waiting for it.</summary>
    High,
}
