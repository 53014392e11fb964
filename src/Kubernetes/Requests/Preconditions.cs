namespace GitOpsToolkit.Kubernetes;

/// <summary>What a stored object must be for a delete to go through; a difference is answered with 409 Conflict.</summary>
/// <param name="Uid">The incarnation; null for any.</param>
/// <param name="ResourceVersion">The version; null for any.</param>
public sealed record Preconditions(string? Uid = null, string? ResourceVersion = null);
