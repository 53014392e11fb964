namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>What a manager owns.</summary>
/// <param name="ApiVersion">Version the paths are of.</param>
/// <param name="Fields">The fields.</param>
/// <param name="Time">When the manager last changed something; null when it never did.</param>
internal sealed record ManagedEntry(string ApiVersion, FieldSet Fields, DateTimeOffset? Time);
