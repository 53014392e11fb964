using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Reading conditions of any object.</summary>
public static class ConditionExtensions
{
    /// <summary>The condition of a type; null when absent.</summary>
    public static Condition? Condition(this ConditionedStatus status, string type)
    {
        ArgumentNullException.ThrowIfNull(status);
        foreach (var condition in status.Conditions)
        {
            if (string.Equals(condition.Type, type, StringComparison.Ordinal))
            {
                return condition;
            }
        }

        return null;
    }

    /// <summary>True when the condition is present and <c>True</c>.</summary>
    public static bool IsTrue(this ConditionedStatus status, string type) => status.Condition(type)?.Status == ConditionStatus.True;

    /// <summary>True when the condition is present and <c>False</c>.</summary>
    public static bool IsFalse(this ConditionedStatus status, string type) => status.Condition(type)?.Status == ConditionStatus.False;

    /// <summary>True when the condition is absent or <c>Unknown</c>.</summary>
    public static bool IsUnknown(this ConditionedStatus status, string type) =>
        status.Condition(type) is not { } condition || condition.Status == ConditionStatus.Unknown;
}
