namespace GitOpsToolkit.Kubernetes;

/// <summary>One detail of a refused request, as <c>metav1.StatusCause</c> defines it.</summary>
/// <param name="Reason">Machine-readable cause, for example <c>FieldManagerConflict</c> or <c>FieldValueInvalid</c>.</param>
/// <param name="Message">Cause for people.</param>
/// <param name="Field">Path of the field in question, empty when there is none.</param>
public sealed record StatusCause(string Reason, string Message, string Field);
