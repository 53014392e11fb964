namespace GitOpsToolkit.Kubernetes;

/// <summary>Finds and reads kubeconfigs.</summary>
public static class KubeConfigLoader
{
    /// <summary>
    /// Looks in order at the explicit path, the files of <c>KUBECONFIG</c>, the identity of the pod the process runs in,
    /// and <c>~/.kube/config</c>.
    /// </summary>
    /// <exception cref="KubeConfigException">Nothing was found, or what was found cannot be used.</exception>
    public static ClusterConfig Load(KubeConfigOptions? options = null) => throw new NotSupportedException();

    /// <summary>Reads one kubeconfig from a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">Where the text came from, for messages, for example <c>Secret apps/target</c>.</param>
    /// <param name="trust">How far the author is trusted.</param>
    /// <param name="options">Context and environment; the path is not used.</param>
    /// <exception cref="KubeConfigException">The text cannot be used.</exception>
    public static ClusterConfig Parse(string text, string source, KubeConfigTrust trust, KubeConfigOptions? options = null) =>
        throw new NotSupportedException();
}
