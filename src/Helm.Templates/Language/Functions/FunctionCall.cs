namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// One call of a template function: its arguments and the execution it is part of. The typed readers rely on the declared
/// parameter types; the argument array is the call's own, so a function may keep it.
/// </summary>
internal readonly struct FunctionCall(TemplateExecution execution, object? receiver, object?[] arguments)
{
    /// <summary>The rendering this call belongs to: cancellation, budgets, include and tpl, and the caller's state.</summary>
    public TemplateExecution Execution { get; } = execution;

    /// <summary>For methods, the value before the dot.</summary>
    public object? Receiver { get; } = receiver;

    public object?[] Arguments { get; } = arguments;

    public int Count => Arguments.Length;

    public object? this[int index] => Arguments[index];

    public string Text(int index) => (string)Arguments[index]!;

    public bool Bool(int index) => (bool)Arguments[index]!;

    /// <summary>A Go <c>int</c>.</summary>
    public nint Int(int index) => (nint)Arguments[index]!;

    public long Int64(int index) => (long)Arguments[index]!;

    public double Float64(int index) => (double)Arguments[index]!;

    /// <summary>A map parameter; a nil argument is a nil map, never null.</summary>
    public GoMap Map(int index) => (GoMap)Arguments[index]!;

    /// <summary>A slice parameter; a nil argument is a nil list, never null.</summary>
    public GoList List(int index) => (GoList)Arguments[index]!;

    /// <summary>The arguments from <paramref name="index"/> on: the variadic part.</summary>
    public ReadOnlySpan<object?> From(int index) => Arguments.AsSpan(index);
}
