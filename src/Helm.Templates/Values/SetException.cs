namespace GitOpsToolkit.Helm.Templates.Values;

/// <summary>A <c>--set</c> expression that cannot be read.</summary>
internal sealed class SetException(string message) : Exception(message);
