namespace GitOpsToolkit.Kubernetes;

/// <summary>The API server gave no answer: unreachable, not trusted, or too slow. The message names server and cause.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">What the network said.</param>
public sealed class KubernetesConnectionException(string message, Exception? inner = null) : Exception(message, inner);
