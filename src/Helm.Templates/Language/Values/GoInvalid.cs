namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>The absence of a value, as opposed to a nil one; only functions with <see cref="GoType.Reflect"/> parameters ever see it.</summary>
internal sealed class GoInvalid
{
    private GoInvalid()
    {
    }

    public static GoInvalid Value { get; } = new();
}
