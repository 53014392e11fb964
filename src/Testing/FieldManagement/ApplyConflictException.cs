namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Apply would change fields that others own (409, reason Conflict).</summary>
internal sealed class ApplyConflictException(string message, IReadOnlyList<FieldConflict> conflicts)
    : FieldManagementException(409, message)
{
    /// <summary>One entry per field and owner, for the status causes (reason <c>FieldManagerConflict</c>).</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; } = conflicts;
}
