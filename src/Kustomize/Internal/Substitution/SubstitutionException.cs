namespace GitOpsToolkit.Kustomize.Internal.Substitution;

/// <summary>A text cannot be substituted: an expression is malformed, or a variable is not defined.</summary>
internal sealed class SubstitutionException(string message) : Exception(message);
