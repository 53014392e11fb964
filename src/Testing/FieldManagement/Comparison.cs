namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>What differs between two objects of one type.</summary>
/// <param name="Removed">Only in the first.</param>
/// <param name="Modified">In both, with different values.</param>
/// <param name="Added">Only in the second.</param>
internal sealed record Comparison(FieldSet Removed, FieldSet Modified, FieldSet Added)
{
    /// <summary>Modified and added fields.</summary>
    public FieldSet Changed { get; } = Modified.Union(Added);

    /// <summary>The comparison without some fields and all below them.</summary>
    public Comparison Without(FieldSet fields) =>
        fields.IsEmpty ? this : new(Removed.ExceptTrees(fields), Modified.ExceptTrees(fields), Added.ExceptTrees(fields));
}
