namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>The cluster a Kustomization names cannot be worked out or reached, for a reason its user can mend.</summary>
/// <param name="message">What is missing or wrong, and where.</param>
/// <param name="inner">What led to it.</param>
internal sealed class TargetClusterException(string message, Exception? inner = null) : Exception(message, inner);
