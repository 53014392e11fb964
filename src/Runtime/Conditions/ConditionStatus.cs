namespace GitOpsToolkit.Runtime;

/// <summary>The three values of a condition's status.</summary>
public static class ConditionStatus
{
    /// <summary>It holds.</summary>
    public const string True = "True";

    /// <summary>It does not hold.</summary>
    public const string False = "False";

    /// <summary>It is not known whether it holds.</summary>
    public const string Unknown = "Unknown";
}
