namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>The functions of the template language itself.</summary>
internal static class Builtins
{
    public static FunctionTable Table { get; } = new FunctionTable.Builder()
        .AddVariadic("and", [GoType.Reflect, GoType.Reflect], Unreachable)
        .AddVariadic("or", [GoType.Reflect, GoType.Reflect], Unreachable)
        .Add("not", [GoType.Reflect], static (in call) => GoInt.Box(!Truth.Of(call[0])))
        .AddVariadic("call", [GoType.Reflect, GoType.Reflect], CallValue)
        .Add("len", [GoType.Reflect], static (in call) => GoInt.Box(Indexing.Length(call[0])))
        .AddVariadic("index", [GoType.Reflect, GoType.Reflect], static (in call) => Indexing.Index(call[0], call.From(1)))
        .AddVariadic("slice", [GoType.Reflect, GoType.Reflect], static (in call) => Indexing.Slice(call[0], call.From(1)))
        .AddVariadic("print", [GoType.Any], static (in call) => GoFormat.Sprint(call.Arguments))
        .AddVariadic("printf", [GoType.String, GoType.Any], static (in call) => GoFormat.Sprintf(call.Text(0), call.From(1)))
        .AddVariadic("println", [GoType.Any], static (in call) => GoFormat.Sprintln(call.Arguments))
        .AddVariadic("html", [GoType.Any], static (in call) => Escaping.Html(Escaping.Join(call.Arguments)))
        .AddVariadic("js", [GoType.Any], static (in call) => Escaping.JavaScript(Escaping.Join(call.Arguments)))
        .AddVariadic("urlquery", [GoType.Any], static (in call) => Escaping.UrlQuery(Escaping.Join(call.Arguments)))
        .AddVariadic("eq", [GoType.Reflect, GoType.Reflect], static (in call) => GoInt.Box(Comparison.EqualsAny(call[0], call.From(1))))
        .Add("ne", [GoType.Reflect, GoType.Reflect], static (in call) => GoInt.Box(!Comparison.EqualsAny(call[0], call.From(1))))
        .Add("lt", [GoType.Reflect, GoType.Reflect], static (in call) => GoInt.Box(Comparison.Less(call[0], call[1])))
        .Add("le", [GoType.Reflect, GoType.Reflect], static (in call) => GoInt.Box(Comparison.LessOrEqual(call[0], call[1])))
        .Add("gt", [GoType.Reflect, GoType.Reflect], static (in call) => GoInt.Box(!Comparison.LessOrEqual(call[0], call[1])))
        .Add("ge", [GoType.Reflect, GoType.Reflect], static (in call) => GoInt.Box(!Comparison.Less(call[0], call[1])))
        .Build();

    /// <summary>Evaluated by the executor, which stops at the first operand that decides.</summary>
    public static FunctionDefinition And { get; } = Table.Find("and")!;

    /// <inheritdoc cref="And"/>
    public static FunctionDefinition Or { get; } = Table.Find("or")!;

    /// <summary>Gets, before its arguments, the text by which the template names the function that is called.</summary>
    public static FunctionDefinition Call { get; } = Table.Find("call")!;

    private static object? Unreachable(in FunctionCall call) => throw new InvalidOperationException("and and or belong to the executor");

    private static object? CallValue(in FunctionCall call)
    {
        var name = call.Text(0);
        var value = call[1];
        if (value is null or GoInvalid)
        {
            throw new GoErrorException("call of nil");
        }

        if (value is not GoFunc function)
        {
            throw new GoErrorException($"non-function {name} of type {GoType.Of(value)}");
        }

        var definition = function.Definition;
        var arguments = call.From(2).ToArray();
        if (definition.IsVariadic ? arguments.Length < definition.FixedCount : arguments.Length != definition.FixedCount)
        {
            var atLeast = definition.IsVariadic ? "at least " : "";
            throw new GoErrorException($"wrong number of args for {name}: got {arguments.Length} want {atLeast}{definition.FixedCount}");
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Prepare(arguments[i], definition.ParameterAt(i), i);
        }

        return definition.Body(new FunctionCall(call.Execution, receiver: null, arguments));
    }

    private static object? Prepare(object? value, GoType type, int index)
    {
        if (value is null or GoInvalid)
        {
            return type.CanBeNil ? GoZero.Of(type) : throw new GoErrorException($"arg {index}: value is nil; should be of type {type}");
        }

        var actual = GoType.Of(value)!;
        return actual.IsAssignableTo(type) || ReferenceEquals(type, GoType.Reflect)
            ? value
            : throw new GoErrorException($"arg {index}: value has type {actual}; should be {type}");
    }
}
