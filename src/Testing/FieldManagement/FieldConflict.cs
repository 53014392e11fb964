namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>A field that another manager owns.</summary>
/// <param name="Field">Path of the field, for example <c>.spec.replicas</c>.</param>
/// <param name="Message">The cause, for example <c>conflict with "kubectl-edit" using apps/v1</c>.</param>
internal sealed record FieldConflict(string Field, string Message);
