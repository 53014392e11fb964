namespace GitOpsToolkit.Kubernetes;

/// <summary>How to create or replace an object.</summary>
public record WriteOptions : RequestOptions
{
    /// <summary>Who owns the fields written; null for the server's guess from the user agent.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Asks the server to do everything but store the result.</summary>
    public bool DryRun { get; init; }

    /// <summary>What the server does with unknown or repeated fields; null for its default, <see cref="FieldValidation.Warn"/>.</summary>
    public FieldValidation? FieldValidation { get; init; }

    /// <summary>Writes a subresource such as <c>status</c>; null for the object itself.</summary>
    public string? Subresource { get; init; }
}
