namespace GitOpsToolkit.Apply;

/// <summary>Managers whose fields are taken over before an apply, so that what they added and the manifest lacks goes away.</summary>
/// <param name="Prefix">What the manager's name starts with.</param>
/// <param name="Operation">How the manager writes: <c>Apply</c> or <c>Update</c>.</param>
public readonly record struct FieldManagerRule(string Prefix, string Operation)
{
    /// <summary>Server-side apply.</summary>
    public const string Apply = "Apply";

    /// <summary>Any other write.</summary>
    public const string Update = "Update";
}
