namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>The body of a template function. Arguments have been checked and converted to the declared parameter types.</summary>
/// <exception cref="GoErrorException">Ends the rendering with Go's <c>error calling NAME: message</c>.</exception>
internal delegate object? TemplateFunction(in FunctionCall call);

/// <summary>A function (or method) with the Go parameter types that the executor checks and converts arguments against.</summary>
internal sealed class FunctionDefinition(string name, IReadOnlyList<GoType> parameters, bool isVariadic, TemplateFunction body)
{
    /// <summary>The name the function was registered under; errors name the one the template used, which may be an alias.</summary>
    public string Name { get; } = name;

    /// <summary>Parameter types; with <see cref="IsVariadic"/>, the last one is the type of each further argument (not its slice).</summary>
    public IReadOnlyList<GoType> Parameters { get; } = parameters;

    public bool IsVariadic { get; } = isVariadic;

    public TemplateFunction Body { get; } = body;

    /// <summary>How many arguments a call needs at least (exactly, unless variadic).</summary>
    public int FixedCount => IsVariadic ? Parameters.Count - 1 : Parameters.Count;

    public GoType ParameterAt(int index) => IsVariadic && index >= Parameters.Count ? Parameters[^1] : Parameters[index];
}
