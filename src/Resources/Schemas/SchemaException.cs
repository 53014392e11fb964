namespace GitOpsToolkit.Resources.Schemas;

/// <summary>A schema that cannot be used; the message names the field of the schema.</summary>
public sealed class SchemaException(IReadOnlyList<FieldError> errors) : FormatException(FieldError.Join(errors))
{
    /// <summary>What is wrong, field by field.</summary>
    public IReadOnlyList<FieldError> Errors { get; } = errors;
}
