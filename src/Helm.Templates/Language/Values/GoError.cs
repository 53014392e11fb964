namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A Go <c>error</c> held as a value; it prints as its message.</summary>
internal sealed class GoError(string message) : GoObject
{
    private static readonly GoType ErrorString = GoType.Pointer("*errors.errorString");

    public override GoType Type => ErrorString;

    public override string Text => message;
}
