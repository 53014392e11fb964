namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>The objects of an artifact could not be built; the message is the one of the condition.</summary>
internal sealed class BuildException(string message, Exception? inner = null) : Exception(message, inner);
