namespace GitOpsToolkit.Helm.Templates.Language;

/// <content>Pipelines, commands and operands.</content>
internal sealed partial class Parser
{
    private PipeNode Pipeline(string context, TokenKind end)
    {
        var position = PeekNonSpace().Position;
        List<string> variables = [];
        var isAssignment = Declarations(context, variables);
        List<CommandNode> commands = [];
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                CheckCommands(commands, context);
                return new PipeNode(source, position, isAssignment, [.. variables], [.. commands]);
            }

            if (token.Kind is not (TokenKind.Bool or TokenKind.CharConstant or TokenKind.Complex or TokenKind.Dot or TokenKind.Field
                or TokenKind.Identifier or TokenKind.Number or TokenKind.NilWord or TokenKind.RawString or TokenKind.String
                or TokenKind.Variable or TokenKind.LeftParenthesis))
            {
                throw Unexpected(token, context);
            }

            BackUp();
            commands.Add(Command());
        }
    }

    /// <summary>The variables before <c>:=</c> or <c>=</c>, if that is what the pipeline starts with; says whether it was <c>=</c>.</summary>
    private bool Declarations(string context, List<string> variables)
    {
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            Next();

            // Spaces are tokens: to know that "$x y" declares nothing, three tokens have been read, and have to go back.
            var after = Peek();
            var next = PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                NextNonSpace();
                Declare(variable.Text, variables);
                return next.Kind == TokenKind.Assign;
            }

            if (next is not { Kind: TokenKind.Char, Text: "," })
            {
                if (after.Kind == TokenKind.Space)
                {
                    BackUp(variable, after);
                }
                else
                {
                    BackUp(variable);
                }

                return false;
            }

            NextNonSpace();
            Declare(variable.Text, variables);
            if (context != "range" || variables.Count >= 2)
            {
                throw Error($"too many declarations in {context}");
            }

            if (PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
            {
                throw Error("range can only initialize variables");
            }
        }

        return false;
    }

    private void Declare(string name, List<string> variables)
    {
        variables.Add(name);
        scope.Variables.Add(name);
    }

    private void CheckCommands(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Error($"missing value for {context}");
        }

        // Only the first command of a pipeline can be a plain value.
        for (var i = 1; i < commands.Count; i++)
        {
            if (commands[i].Words[0].Kind is NodeKind.Bool or NodeKind.Dot or NodeKind.Nil or NodeKind.Number or NodeKind.String)
            {
                throw Error($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command()
    {
        var position = PeekNonSpace().Position;
        List<Node> words = [];
        while (true)
        {
            PeekNonSpace();
            if (Operand() is { } operand)
            {
                words.Add(operand);
            }

            var token = Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParenthesis)
            {
                BackUp();
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, "operand");
            }

            return words.Count > 0 ? new CommandNode(source, position, [.. words]) : throw Error("empty command");
        }
    }

    /// <summary>A term, possibly followed by fields.</summary>
    private Node? Operand()
    {
        var node = Term();
        if (node is null || Peek().Kind != TokenKind.Field)
        {
            return node;
        }

        var position = Peek().Position;
        List<string> fields = [];
        while (Peek().Kind == TokenKind.Field)
        {
            fields.Add(Next().Text[1..]);
        }

        return node switch
        {
            FieldNode field => new FieldNode(source, position, [.. field.Fields, .. fields]),
            VariableNode variable => new VariableNode(source, position, variable.Name, [.. variable.Fields, .. fields]),
            { Kind: NodeKind.Bool or NodeKind.String or NodeKind.Number or NodeKind.Nil or NodeKind.Dot } =>
                throw Error($"unexpected . after term {GoText.Quote(node.ToString())}"),
            _ => new ChainNode(source, position, node, [.. fields]),
        };
    }

    /// <summary>A literal, function, dot, field, variable or parenthesised pipeline; null when the next token is none of them.</summary>
    private Node? Term()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                var function = functions.Find(token.Text) ?? Builtins.Table.Find(token.Text)
                    ?? throw Error($"function {GoText.Quote(token.Text)} not defined");
                return new IdentifierNode(source, token.Position, token.Text, function);
            case TokenKind.Dot:
                return new WordNode(NodeKind.Dot, source, token.Position);
            case TokenKind.NilWord:
                return new WordNode(NodeKind.Nil, source, token.Position);
            case TokenKind.Variable:
                return scope.Variables.Contains(token.Text)
                    ? new VariableNode(source, token.Position, token.Text, [])
                    : throw Error($"undefined variable {GoText.Quote(token.Text)}");
            case TokenKind.Field:
                return new FieldNode(source, token.Position, [token.Text[1..]]);
            case TokenKind.Bool:
                return new WordNode(NodeKind.Bool, source, token.Position, token.Text == "true");
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                return NumberLiteral.Read(token.Text, token.Kind, out var error) is { } number
                    ? new NumberNode(source, token.Position, number)
                    : throw Error(error);
            case TokenKind.LeftParenthesis:
                Enter();
                var pipe = Pipeline("parenthesized pipeline", TokenKind.RightParenthesis);
                nesting--;
                return pipe;
            case TokenKind.String or TokenKind.RawString:
                return new StringNode(source, token.Position, token.Text, Unquote(token));
        }

        BackUp();
        return null;
    }
}
