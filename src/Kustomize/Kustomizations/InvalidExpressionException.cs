namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>A CEL expression of a spec that cannot work, whatever the cluster looks like; no retry helps.</summary>
/// <param name="message">Which expression and why.</param>
/// <param name="inner">What the compiler said.</param>
internal sealed class InvalidExpressionException(string message, Exception inner) : Exception(message, inner);
