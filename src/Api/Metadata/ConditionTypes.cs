namespace GitOpsToolkit.Api;

/// <summary>Condition types that more than one kind uses.</summary>
public static class ConditionTypes
{
    /// <summary>The object does what its spec says.</summary>
    public const string Ready = "Ready";

    /// <summary>Work is under way or will be retried; present only while true.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>No progress is possible without a change by someone; present only while true.</summary>
    public const string Stalled = "Stalled";
}
