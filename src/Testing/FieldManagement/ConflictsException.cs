using System.Globalization;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Fields an apply would change and others own; turned into <see cref="ApplyConflictException"/> at the edge.</summary>
internal sealed class ConflictsException(IReadOnlyDictionary<ManagerKey, FieldSet> conflicts) : Exception
{
    /// <summary>The contested fields by owner.</summary>
    public IReadOnlyDictionary<ManagerKey, FieldSet> Conflicts { get; } = conflicts;

    /// <summary>The exception clients see.</summary>
    public ApplyConflictException ToApplyConflict()
    {
        var ordered = Conflicts
            .OrderBy(owner => owner.Key.Identifier, StringComparer.Ordinal)
            .Select(owner => (Owner: owner.Key.ToString(), Fields: owner.Value.Paths().ToList()))
            .ToList();
        var causes = ordered.SelectMany(owner => owner.Fields.Select(field => new FieldConflict(field, $"conflict with {owner.Owner}"))).ToList();
        var message = causes.Count == 1
            ? $"Apply failed with 1 conflict: {causes[0].Message}: {causes[0].Field}"
            : string.Create(CultureInfo.InvariantCulture, $"Apply failed with {causes.Count} conflicts: ")
                + string.Join('\n', ordered.Select(owner => $"conflicts with {owner.Owner}:\n" + string.Join('\n', owner.Fields.Select(field => "- " + field))));
        return new ApplyConflictException(message, causes);
    }
}
