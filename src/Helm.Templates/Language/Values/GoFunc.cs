namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A Go function held as a value, for <c>call</c>.</summary>
internal sealed class GoFunc(GoType type, FunctionDefinition definition)
{
    public GoType Type { get; } = type;

    public FunctionDefinition Definition { get; } = definition;
}
