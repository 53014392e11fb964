namespace GitOpsToolkit.Runtime;

/// <summary>Reasons every kind of the toolkit shares.</summary>
public static class ConditionReasons
{
    /// <summary>Work is under way.</summary>
    public const string Progressing = "Progressing";

    /// <summary>The last pass failed and another follows.</summary>
    public const string ProgressingWithRetry = "ProgressingWithRetry";

    /// <summary>The pass did what the object asks for.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>The pass failed for a cause without a reason of its own.</summary>
    public const string Failed = "Failed";

    /// <summary>The kustomize controller's reason for a pass that did what the object asks for.</summary>
    public const string ReconciliationSucceeded = "ReconciliationSucceeded";

    /// <summary>The pass failed.</summary>
    public const string ReconciliationFailed = "ReconciliationFailed";

    /// <summary>An object this one needs is not ready.</summary>
    public const string DependencyNotReady = "DependencyNotReady";

    /// <summary>A reference is not allowed.</summary>
    public const string AccessDenied = "AccessDenied";
}
