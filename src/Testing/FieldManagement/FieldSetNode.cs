namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>A step in a <see cref="FieldSet"/>.</summary>
/// <param name="Element">The step.</param>
/// <param name="IsMember">True when the path that ends here is in the set.</param>
/// <param name="Children">Paths that go on from here, null when there are none.</param>
internal readonly record struct FieldSetNode(PathElement Element, bool IsMember, FieldSet? Children);
