namespace GitOpsToolkit.Kubernetes;

/// <summary>How far a kubeconfig is trusted. Whoever may write one must not gain what the reader's process may do.</summary>
public sealed record KubeConfigTrust
{
    /// <summary>For the operator's own files: everything is allowed.</summary>
    public static KubeConfigTrust Full { get; } = new() { AllowExec = true, AllowFiles = true, AllowInsecureTls = true };

    /// <summary>For kubeconfigs out of Secrets, written by tenants: nothing that runs programs, reads files or skips verification.</summary>
    public static KubeConfigTrust Inline { get; } = new();

    /// <summary>Allows exec plugins.</summary>
    public bool AllowExec { get; init; }

    /// <summary>Allows fields that name files of the machine the process runs on.</summary>
    public bool AllowFiles { get; init; }

    /// <summary>Allows <c>insecure-skip-tls-verify</c>.</summary>
    public bool AllowInsecureTls { get; init; }
}
