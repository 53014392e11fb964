namespace GitOpsToolkit.Kubernetes;

/// <summary>The identity of the pod a process runs in.</summary>
public static class InClusterConfig
{
    /// <summary>Reads the pod's identity; null when the process runs in no pod.</summary>
    public static ClusterConfig? TryLoad(KubeConfigOptions? options = null) => throw new NotSupportedException();
}
