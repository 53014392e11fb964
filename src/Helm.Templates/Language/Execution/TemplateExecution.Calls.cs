namespace GitOpsToolkit.Helm.Templates.Language;

/// <content>Calls: arguments counted, evaluated, checked against the parameter types and converted, as Go's executor does it.</content>
internal sealed partial class TemplateExecution
{
    private Operand Function(Operand dot, IdentifierNode node, Node command, Node[]? words, Operand final)
    {
        current = node;
        return Call(dot, node.Function, command, node.Name, words, final, receiver: null);
    }

    private Operand Call(Operand dot, FunctionDefinition function, Node node, string name, Node[]? words, Operand final, object? receiver)
    {
        Tick();
        var written = words is null ? 0 : words.Length - 1;
        var count = written + (final.IsMissing ? 0 : 1);
        if (function.IsVariadic ? count < function.FixedCount : count != function.FixedCount)
        {
            throw Failure(function.IsVariadic
                ? $"wrong number of args for {name}: want at least {function.FixedCount} got {written}"
                : $"wrong number of args for {name}: want {function.FixedCount} got {count}");
        }

        if (ReferenceEquals(function, Builtins.And) || ReferenceEquals(function, Builtins.Or))
        {
            return ShortCircuit(dot, words, final, stopAt: ReferenceEquals(function, Builtins.Or));
        }

        var arguments = count == 0 ? [] : new object?[count];
        for (var i = 0; i < written; i++)
        {
            arguments[i] = Argument(dot, function.ParameterAt(i), words![i + 1]);
        }

        if (!final.IsMissing)
        {
            arguments[^1] = Fit(final, function.ParameterAt(count - 1));
        }

        if (ReferenceEquals(function, Builtins.Call))
        {
            // Errors of the language's own call name the function by how the template wrote it.
            var callee = written > 0 ? words![1].ToString() : "<" + (GoType.Of(arguments[0])?.Name ?? "invalid") + " Value>";
            arguments = [callee, .. arguments];
        }

        return Operand.Any(Invoke(function, node, name, arguments, receiver));
    }

    private object? Invoke(FunctionDefinition function, Node node, string name, object?[] arguments, object? receiver)
    {
        Exception failure;
        var caller = template;
        try
        {
            var result = function.Body(new FunctionCall(this, receiver, arguments));
            Charge(result);
            return result;
        }
        catch (Exception e) when (e is not (TemplateLimitException or OperationCanceledException or OutOfMemoryException))
        {
            failure = e;
        }

        // Thrown out here because a throw within a catch keeps the stack it has unwound, which a thousand nested includes would exhaust.
        (current, template) = (node, caller);
        var cause = failure is GoErrorException or TemplateExecutionException ? failure : new GoErrorException(failure.Message, failure);
        throw Failure($"error calling {name}: ", cause);
    }

    private Operand ShortCircuit(Operand dot, Node[]? words, Operand final, bool stopAt)
    {
        var value = Operand.Nothing;
        for (var i = 1; i < (words?.Length ?? 0); i++)
        {
            var argument = Argument(dot, GoType.Reflect, words![i]);
            value = Operand.Any(argument);
            if (Truth.Of(argument) == stopAt)
            {
                return value;
            }
        }

        return final.IsMissing ? value : Operand.Any(Fit(final, GoType.Reflect));
    }

    /// <summary>Evaluates an argument for a parameter of a type.</summary>
    private object? Argument(Operand dot, GoType type, Node node)
    {
        current = node;
        switch (node.Kind)
        {
            case NodeKind.Dot:
                return Fit(dot, type);
            case NodeKind.Nil:
                return type.CanBeNil ? NilOf(type) : throw Failure($"cannot assign nil to {type}");
            case NodeKind.Field:
                var field = (FieldNode)node;
                return Fit(Fields(dot, dot, field, field.Fields, null, Operand.Missing), type);
            case NodeKind.Variable:
                return Fit(VariableValue(dot, (VariableNode)node, null, Operand.Missing), type);
            case NodeKind.Pipe:
                return Fit(Pipeline(dot, (PipeNode)node), type);
            case NodeKind.Identifier:
                return Fit(Function(dot, (IdentifierNode)node, node, null, Operand.Missing), type);
            case NodeKind.Chain:
                return Fit(Chain(dot, (ChainNode)node, null, Operand.Missing), type);
            default:
                return Literal(type, node);
        }
    }

    /// <summary>A literal, made a value of the parameter's type.</summary>
    private object? Literal(GoType type, Node node)
    {
        if (type.IsInterface || ReferenceEquals(type, GoType.Reflect))
        {
            return node.Kind switch
            {
                NodeKind.Bool => GoInt.Box(((WordNode)node).Truth),
                NodeKind.Number => Constant((NumberNode)node),
                _ => ((StringNode)node).Value,
            };
        }

        var number = (node as NumberNode)?.Literal;
        switch (type.Kind)
        {
            case GoKind.Bool:
                return node.Kind == NodeKind.Bool ? GoInt.Box(((WordNode)node).Truth) : throw Failure($"expected bool; found {node}");
            case GoKind.String:
                return node.Kind == NodeKind.String ? ((StringNode)node).Value : throw Failure($"expected string; found {node}");
            case GoKind.Int:
                return number is { IsInt: true } ? GoInt.Box((nint)number.Int) : throw Failure($"expected integer; found {node}");
            case GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64:
                return number is { IsInt: true } ? GoConvert.Integer(type.Kind, number.Int) : throw Failure($"expected integer; found {node}");
            case GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64:
                return number is { IsUint: true }
                    ? GoConvert.Integer(type.Kind, (long)number.Uint)
                    : throw Failure($"expected unsigned integer; found {node}");
            case GoKind.Float32 or GoKind.Float64:
                return number is not { IsFloat: true } ? throw Failure($"expected float; found {node}")
                    : type.Kind == GoKind.Float32 ? (float)number.Float : number.Float;
            case GoKind.Complex128:
                return number is { IsComplex: true } ? number.Complex : throw Failure($"expected complex; found {node}");
            default:
                throw Failure($"can't handle {node} for arg of type {type}");
        }
    }

    /// <summary>Makes sure that a value can be given to a parameter of a type.</summary>
    private object? Fit(Operand value, GoType type)
    {
        if (value.IsNothing)
        {
            return type.CanBeNil ? NilOf(type) : throw Failure($"invalid value; expected {type}");
        }

        if (type.IsInterface || ReferenceEquals(type, GoType.Reflect))
        {
            return value.Value;
        }

        var actual = GoType.Of(value.Value);
        if (actual is not null && actual.IsAssignableTo(type))
        {
            return value.Value;
        }

        throw Failure($"wrong type for value; expected {type}; got {actual ?? GoType.Any}");
    }

    private static object? NilOf(GoType type) => ReferenceEquals(type, GoType.Reflect) ? GoInvalid.Value : GoZero.Of(type);
}
