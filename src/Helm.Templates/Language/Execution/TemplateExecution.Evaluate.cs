namespace GitOpsToolkit.Helm.Templates.Language;

/// <content>Expressions: pipelines, commands, fields and variables.</content>
internal sealed partial class TemplateExecution
{
    private readonly MissingKey missingKey;
    private Variable[] stack = new Variable[16];
    private int variableCount;
    private int frame;

    // The node errors point at. It moves with evaluation exactly as Go's does, which is not always to the failing node.
    private Node? current;

    private Operand Pipeline(Operand dot, PipeNode pipe)
    {
        current = pipe;
        var value = Operand.Missing;
        foreach (var command in pipe.Commands)
        {
            value = Command(dot, command, value).Unwrap();
        }

        foreach (var variable in pipe.Variables)
        {
            if (pipe.IsAssignment)
            {
                Assign(variable, value);
            }
            else
            {
                Push(variable, value);
            }
        }

        return value;
    }

    private Operand Command(Operand dot, CommandNode command, Operand final)
    {
        var words = command.Words;
        var first = words[0];
        switch (first.Kind)
        {
            case NodeKind.Field:
                return Field(dot, (FieldNode)first, words, final);
            case NodeKind.Identifier:
                return Function(dot, (IdentifierNode)first, command, words, final);
            case NodeKind.Variable:
                return VariableValue(dot, (VariableNode)first, words, final);
            case NodeKind.Chain:
                return Chain(dot, (ChainNode)first, words, final);
            case NodeKind.Pipe:
                NotAFunction(words, final);
                return Pipeline(dot, (PipeNode)first);
        }

        current = first;
        NotAFunction(words, final);
        return first.Kind switch
        {
            NodeKind.Bool => Operand.Of(GoInt.Box(((WordNode)first).Truth)),
            NodeKind.Dot => dot,
            NodeKind.Nil => throw Failure("nil is not a command"),
            NodeKind.Number => Operand.Of(Constant((NumberNode)first)),
            _ => Operand.Of(((StringNode)first).Value),
        };
    }

    private void NotAFunction(Node[]? words, Operand final)
    {
        if (words?.Length > 1 || !final.IsMissing)
        {
            // Without words of its own (an argument), a value is never given any.
            throw Failure($"can't give argument to non-function {words![0]}");
        }
    }

    /// <summary>A number where any type will do: its syntax decides.</summary>
    private object Constant(NumberNode node)
    {
        current = node;
        return node.Default ?? throw Failure($"{node.Literal.Text} overflows int");
    }

    private Operand Field(Operand dot, FieldNode node, Node[] words, Operand final)
    {
        current = node;
        return Fields(dot, dot, node, node.Fields, words, final);
    }

    private Operand VariableValue(Operand dot, VariableNode node, Node[]? words, Operand final)
    {
        current = node;
        var value = Lookup(node.Name).Value;
        if (node.Fields.Length == 0)
        {
            NotAFunction(words, final);
            return value;
        }

        return Fields(dot, value, node, node.Fields, words, final);
    }

    private Operand Chain(Operand dot, ChainNode node, Node[]? words, Operand final)
    {
        current = node;
        var value = Untyped(dot, node.Operand);
        return Fields(dot, value, node, node.Fields, words, final);
    }

    /// <summary>The operand of a chain; the parser leaves only pipelines and functions here.</summary>
    private Operand Untyped(Operand dot, Node node)
    {
        current = node;
        return node.Kind == NodeKind.Pipe
            ? Pipeline(dot, (PipeNode)node)
            : Function(dot, (IdentifierNode)node, node, null, Operand.Missing);
    }

    private Operand Fields(Operand dot, Operand receiver, Node node, string[] names, Node[]? words, Operand final)
    {
        for (var i = 0; i < names.Length - 1; i++)
        {
            receiver = Select(dot, names[i], node, null, Operand.Missing, receiver);
        }

        // Only the last may be a method with arguments.
        return Select(dot, names[^1], node, words, final, receiver);
    }

    /// <summary>One step of a chain: a method, a struct's field or a map's entry.</summary>
    private Operand Select(Operand dot, string name, Node node, Node[]? words, Operand final, Operand receiver)
    {
        if (receiver.IsNothing)
        {
            return missingKey == MissingKey.Error
                ? throw Failure($"nil data; no entry for key {GoText.Quote(name)}")
                : Operand.Nothing;
        }

        if (receiver.Value is null)
        {
            throw Failure($"nil pointer evaluating {receiver.Type}.{name}");
        }

        var hasArguments = words?.Length > 1 || !final.IsMissing;
        switch (receiver.Value)
        {
            case GoMap map:
                return map.Type.Methods?.Find(name) is { } mapMethod
                    ? Call(dot, mapMethod, node, name, words, final, map)
                    : Entry(map, name, hasArguments);
            case GoObject item:
                if (item.Type.Methods?.Find(name) is { } method)
                {
                    return Call(dot, method, node, name, words, final, item);
                }

                if (item.TryGetField(name, out var field))
                {
                    return hasArguments
                        ? throw Failure($"{name} has arguments but cannot be invoked as function")
                        : field is null ? Operand.Any(null) : Operand.Of(field);
                }

                break;
            case GoList or GoBytes:
                if (GoType.Of(receiver.Value)!.Methods?.Find(name) is { } listMethod)
                {
                    return Call(dot, listMethod, node, name, words, final, receiver.Value);
                }

                break;
        }

        throw Failure($"can't evaluate field {name} in type {receiver.Type}");
    }

    private Operand Entry(GoMap map, string name, bool hasArguments)
    {
        if (hasArguments)
        {
            throw Failure($"{name} is not a method but has arguments");
        }

        if (map.TryGetValue(name, out var value))
        {
            return Operand.ElementOf(map.Type, value);
        }

        return missingKey switch
        {
            MissingKey.Error => throw Failure($"map has no entry for key {GoText.Quote(name)}"),
            MissingKey.Zero => Operand.ElementOf(map.Type, GoZero.Of(map.Type.Element!)),
            _ => Operand.Nothing,
        };
    }

    private void Push(string name, Operand value)
    {
        if (variableCount == stack.Length)
        {
            Array.Resize(ref stack, stack.Length * 2);
        }

        stack[variableCount++] = new Variable { Name = name, Value = value };
    }

    private void Pop(int mark)
    {
        // Cleared, so that what a variable held can be collected.
        Array.Clear(stack, mark, variableCount - mark);
        variableCount = mark;
    }

    private void Assign(string name, Operand value) => Lookup(name).Value = value;

    private ref Variable Lookup(string name)
    {
        for (var i = variableCount - 1; i >= frame; i--)
        {
            if (string.Equals(stack[i].Name, name, StringComparison.Ordinal))
            {
                return ref stack[i];
            }
        }

        throw Failure($"undefined variable: {name}");
    }

    /// <summary>The error to throw at the current node.</summary>
    /// <param name="reason">What is wrong; with a cause, what comes before the cause's message.</param>
    /// <param name="cause">What a function failed with.</param>
    private TemplateExecutionException Failure(string reason, Exception? cause = null)
    {
        var name = template.Name;
        if (current is null)
        {
            return new TemplateExecutionException(name, $"template: {name}: ", reason, cause);
        }

        var (line, column) = current.Source.Locate(current.Position);
        var context = current.ToString();
        var location = $"template: {current.Source.Name}:{line}:{column}: executing {GoText.Quote(name)} at <{context}>: ";
        return new TemplateExecutionException(name, location, reason, cause)
        {
            FileName = current.Source.Name,
            Line = line,
            Column = column,
            Context = context,
        };
    }

    private struct Variable
    {
        public string Name;
        public Operand Value;
    }
}
