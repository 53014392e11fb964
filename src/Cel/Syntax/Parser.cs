using System.Collections.Frozen;
using GitOpsToolkit.Cel.Functions;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Syntax;

/// <summary>
/// Recursive descent over the grammar of the language. A syntax error ends the parse; errors in literals and macro
/// arguments are collected, so that a message shows all of them.
/// </summary>
internal sealed class Parser
{
    private const string OperandStarts =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
        "return", "var", "void", "while");

    private readonly SourceText _source;
    private readonly CelOptions _options;
    private readonly FunctionSet _functions;
    private readonly List<CelIssue> _issues = [];
    private readonly List<Token> _tokens;
    private readonly Macros _macros;
    private int _at;
    private int _nesting;
    private int _openBrackets;

    private Parser(SourceText source, CelOptions options, FunctionSet functions)
    {
        (_source, _options, _functions) = (source, options, functions);
        _macros = new Macros(options.Libraries, Report, node => Checked(node));
        _tokens = new Lexer(source, _issues).Run();
    }

    private Token Current => _tokens[_at];

    private Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    /// <summary>Parses a text.</summary>
    /// <exception cref="CelCompileException">It is not an expression, or is longer or deeper than allowed.</exception>
    public static Expr Parse(string text, CelOptions options, FunctionSet functions)
    {
        var source = new SourceText(text);
        var length = Evaluation.CodePoints.Count(text);
        if (length > options.MaxTextLength)
        {
            throw source.Failure([source.IssueAt(-1, $"expression code point size exceeds limit: size: {length}, limit {options.MaxTextLength}")]);
        }

        var parser = new Parser(source, options, functions);
        try
        {
            var expression = parser.ParseAll();
            return parser._issues.Count == 0 ? expression : throw source.Failure(parser._issues);
        }
        catch (SyntaxException)
        {
            throw source.Failure(parser._issues);
        }
    }

    private Expr ParseAll()
    {
        var expression = ParseExpression();
        if (Current.Kind != TokenKind.End)
        {
            throw Unexpected("<EOF>", canSkip: Following.Kind == TokenKind.End);
        }

        return expression;
    }

    private Expr ParseExpression()
    {
        if (++_nesting > _options.MaxDepth)
        {
            throw Fail(-1, $"expression recursion limit exceeded: {_options.MaxDepth}");
        }

        var condition = ParseLogical(isAnd: false);
        if (Current.Is("?"))
        {
            var offset = Advance().Offset;
            var whenTrue = ParseLogical(isAnd: false);
            Expect(":");
            var whenFalse = ParseExpression();
            condition = Checked(new ConditionalExpr(offset, condition, whenTrue, whenFalse)
            {
                Depth = Expr.DepthOver(condition, whenTrue, whenFalse),
            });
        }

        _nesting--;
        return condition;
    }

    /// <summary>A chain of one logical operator is one node, so its length does not count as depth.</summary>
    private Expr ParseLogical(bool isAnd)
    {
        var symbol = isAnd ? "&&" : "||";
        var first = isAnd ? ParseRelation() : ParseLogical(isAnd: true);
        if (!Current.Is(symbol))
        {
            return first;
        }

        var offset = Current.Offset;
        var terms = new List<Expr> { first };
        while (Current.Is(symbol))
        {
            Advance();
            terms.Add(isAnd ? ParseRelation() : ParseLogical(isAnd: true));
        }

        return Checked(new LogicalExpr(offset, isAnd, terms) { Depth = terms.Max(term => term.Depth) + 1 });
    }

    private Expr ParseRelation()
    {
        var left = ParseSum();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "<" or "<=" or ">=" or ">" or "==" or "!=" or "in")
        {
            var symbol = Advance();
            left = Operator(symbol.Offset, symbol.Text == "in" ? "@in" : $"_{symbol.Text}_", left, ParseSum());
        }

        return left;
    }

    private Expr ParseSum()
    {
        var left = ParseProduct();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "+" or "-")
        {
            var symbol = Advance();
            left = Operator(symbol.Offset, $"_{symbol.Text}_", left, ParseProduct());
        }

        return left;
    }

    private Expr ParseProduct()
    {
        var left = ParseUnary();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "*" or "/" or "%")
        {
            var symbol = Advance();
            left = Operator(symbol.Offset, $"_{symbol.Text}_", left, ParseUnary());
        }

        return left;
    }

    private Expr ParseUnary()
    {
        var first = Current;
        if (!first.Is("!") && !first.Is("-"))
        {
            return ParseMember();
        }

        // A minus directly before a number is part of the literal, so that the smallest int can be written.
        if (first.Is("-") && Following.Kind is TokenKind.Int or TokenKind.Double)
        {
            return ParseMember();
        }

        var count = 0;
        while (Current.Is(first.Text) && !(count > 0 && first.Is("-") && Following.Kind is TokenKind.Int or TokenKind.Double))
        {
            count++;
            Advance();
        }

        if (first.Is("-") && !Current.StartsOperand)
        {
            throw Fail(Current.Offset, $"Syntax error: no viable alternative at input '-{(Current.Kind == TokenKind.End ? "" : Current.Display)}'");
        }

        var operand = ParseMember();
        return count % 2 == 0 ? operand : Operator(first.Offset, first.Is("!") ? "!_" : "-_", operand);
    }

    private Expr ParseMember()
    {
        var operand = ParsePrimary();
        while (true)
        {
            if (Current.Is("."))
            {
                operand = ParseSelectOrCall(operand);
            }
            else if (Current.Is("["))
            {
                operand = ParseIndex(operand);
            }
            else
            {
                return operand;
            }
        }
    }

    private Expr ParseSelectOrCall(Expr operand)
    {
        var dot = Advance();
        var isOptional = Current.Is("?");
        if (isOptional)
        {
            Advance();
        }

        if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
        {
            throw Current.Kind == TokenKind.Symbol && Current.Text is "true" or "false" or "null"
                ? Fail(Current.Offset, $"Syntax error: mismatched input '{Current.Text}' expecting IDENTIFIER")
                : Fail(Current.Offset, $"Syntax error: no viable alternative at input '.{(isOptional ? "?" : "")}{(Current.Kind == TokenKind.End ? "" : Current.Display)}'");
        }

        var name = Advance();
        if (isOptional && !_options.Libraries.HasFlag(CelLibraries.Optionals))
        {
            Report(dot.Offset, "unsupported syntax '.?'");
        }

        if (!isOptional && name.Kind == TokenKind.Identifier && Current.Is("("))
        {
            var (offset, arguments) = ParseArguments();
            return Checked(MemberCall(offset, name.Text, operand, arguments));
        }

        if (name.Kind == TokenKind.QuotedIdentifier)
        {
            Report(name.Offset, "unsupported syntax: '`'");
        }

        var select = new SelectExpr(dot.Offset, operand, name.Text, isOptional) { Depth = operand.Depth + 1 };
        return !isOptional && QualifiedName(select) is { } qualified && _functions.Types.TryGetValue(qualified, out var type)
            ? new LiteralExpr(dot.Offset, new TypeValue(type))
            : Checked(select);
    }

    private Expr ParseIndex(Expr operand)
    {
        var bracket = Open();
        var isOptional = Current.Is("?");
        if (isOptional)
        {
            Advance();
            if (!_options.Libraries.HasFlag(CelLibraries.Optionals))
            {
                Report(bracket.Offset, "unsupported syntax '[?'");
            }
        }

        var index = ParseExpression();
        Close("]", "']'");
        return Operator(bracket.Offset, isOptional ? "_[?_]" : "_[_]", operand, index);
    }

    private Expr ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Int or TokenKind.Uint or TokenKind.Double or TokenKind.String or TokenKind.Bytes:
                return ParseLiteral(Advance(), negative: false);
            case TokenKind.Identifier:
                return ParseIdentifier();
        }

        switch (token.Kind == TokenKind.Symbol ? token.Text : "")
        {
            case "-" when Following.Kind is TokenKind.Int or TokenKind.Double:
                Advance();
                return ParseLiteral(Advance(), negative: true) with { Offset = token.Offset };
            case "true" or "false":
                return new LiteralExpr(Advance().Offset, BoolValue.Of(token.Text == "true"));
            case "null":
                return new LiteralExpr(Advance().Offset, NullValue.Instance);
            case "(":
                Open();
                var nested = ParseExpression();
                Close(")", "')'");
                return nested;
            case "[":
                return ParseList();
            case "{":
                return ParseMap();
            case "." when Following.Kind == TokenKind.Identifier:
                Advance(); // a leading dot names the root scope, which is the only scope
                return ParseIdentifier();
        }

        throw Unexpected(OperandStarts, canSkip: token.Kind != TokenKind.End && Following.StartsOperand);
    }

    private Expr ParseIdentifier()
    {
        var name = Advance();
        if (MessageTypeName(name) is { } typeName)
        {
            return ParseMessage(typeName);
        }

        if (Reserved.Contains(name.Text))
        {
            Report(name.Offset, $"reserved identifier: {name.Text}");
        }

        if (!Current.Is("("))
        {
            return new IdentExpr(name.Offset, name.Text);
        }

        var (offset, arguments) = ParseArguments();
        return Checked(
            _macros.ExpandGlobal(offset, name.Text, arguments)
            ?? new CallExpr(offset, name.Text, _functions.Find(name.Text), null, arguments) { Depth = Expr.DepthOver([.. arguments]) });
    }

    /// <summary>The dotted name when it is followed by a brace, which makes it a message literal.</summary>
    private string? MessageTypeName(Token first)
    {
        var (at, name) = (_at, first.Text);
        while (_tokens[at].Is(".") && _tokens[at + 1].Kind == TokenKind.Identifier)
        {
            name += "." + _tokens[at + 1].Text;
            at += 2;
        }

        if (!_tokens[at].Is("{"))
        {
            return null;
        }

        _at = at;
        return name;
    }

    private MessageExpr ParseMessage(string typeName)
    {
        var brace = Open();
        while (!Current.Is("}"))
        {
            if (Current.Is("?"))
            {
                Advance();
            }

            if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
            {
                throw Unexpected("{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}", canSkip: false);
            }

            Advance();
            Expect(":");
            ParseExpression();
            if (!Comma())
            {
                break;
            }
        }

        Close("}", "{'}', ','}");
        return new MessageExpr(brace.Offset, typeName);
    }

    private Expr MemberCall(int offset, string name, Expr target, List<Expr> arguments)
    {
        if (QualifiedName(target) is { } prefix && _functions.Find($"{prefix}.{name}") is { } namespaced)
        {
            return new CallExpr(offset, namespaced.Name, namespaced, null, arguments) { Depth = Expr.DepthOver([.. arguments]) };
        }

        return _macros.ExpandMember(offset, name, target, arguments)
            ?? new CallExpr(offset, name, _functions.Find(name), target, arguments) { Depth = Expr.DepthOver([target, .. arguments]) };
    }

    private static string? QualifiedName(Expr expression) => expression switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr { IsOptional: false, Depth: < 10 } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private (int Offset, List<Expr> Arguments) ParseArguments()
    {
        var offset = Open().Offset;
        var arguments = new List<Expr>();
        if (!Current.Is(")"))
        {
            do
            {
                arguments.Add(ParseExpression());
            }
            while (TryAdvance(","));
        }

        Close(")", "')'");
        return (offset, arguments);
    }

    private Expr ParseList()
    {
        var offset = Open().Offset;
        var elements = new List<(Expr, bool)>();
        while (!Current.Is("]"))
        {
            var isOptional = OptionalMark();
            elements.Add((ParseExpression(), isOptional));
            if (!Comma())
            {
                break;
            }
        }

        Close("]", "{']', ','}");
        return Checked(new ListExpr(offset, elements) { Depth = Expr.DepthOver([.. elements.Select(element => element.Item1)]) });
    }

    private Expr ParseMap()
    {
        var offset = Open().Offset;
        var entries = new List<(Expr, Expr, bool)>();
        while (!Current.Is("}"))
        {
            var isOptional = OptionalMark();
            var key = ParseExpression();
            Expect(":");
            entries.Add((key, ParseExpression(), isOptional));
            if (!Comma())
            {
                break;
            }
        }

        Close("}", "{'}', ','}");
        return Checked(new MapExpr(offset, entries) { Depth = Expr.DepthOver([.. entries.SelectMany(entry => new[] { entry.Item1, entry.Item2 })]) });
    }

    private bool OptionalMark()
    {
        if (!Current.Is("?"))
        {
            return false;
        }

        if (!_options.Libraries.HasFlag(CelLibraries.Optionals))
        {
            Report(Current.Offset, "unsupported syntax '?'");
        }

        Advance();
        return true;
    }

    private LiteralExpr ParseLiteral(Token token, bool negative)
    {
        (CelValue? value, string kind) = token.Kind switch
        {
            TokenKind.Int => (Literals.Int(token.Text, negative) is { } number ? new IntValue(number) : null, "invalid int literal"),
            TokenKind.Uint => (Literals.Uint(token.Text) is { } number ? new UintValue(number) : null, "invalid uint literal"),
            TokenKind.Double => (Literals.Double(token.Text) is { } number ? new DoubleValue(negative ? -number : number) : null, "invalid double literal"),
            TokenKind.String => (Literals.String(token.Text) is { } text ? new StringValue(text) : null, "invalid unicode code point"),
            _ => ((CelValue?)(Literals.Bytes(token.Text) is { } bytes ? new BytesValue(bytes) : null), "unable to unescape string"),
        };
        if (value is null)
        {
            Report(token.Offset, kind);
        }

        return new LiteralExpr(token.Offset, value ?? NullValue.Instance);
    }

    private Expr Operator(int offset, string name, params Expr[] operands) =>
        Checked(new CallExpr(offset, name, _functions.Find(name), null, operands) { Depth = Expr.DepthOver(operands) });

    private T Checked<T>(T node)
        where T : Expr =>
        node.Depth <= _options.MaxDepth ? node : throw Fail(-1, "max recursion depth exceeded");

    private Token Advance() => _tokens[_at++];

    private bool TryAdvance(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    private bool Comma() => TryAdvance(",");

    private Token Open()
    {
        _openBrackets++;
        return Advance();
    }

    private void Close(string symbol, string expected)
    {
        if (!Current.Is(symbol))
        {
            // One bracket short at the very end: ANTLR, whose words these are, supposes it was forgotten.
            throw Current.Kind == TokenKind.End && _openBrackets == 1 && !expected.StartsWith('{')
                ? Fail(Current.Offset, $"Syntax error: missing '{symbol}' at '<EOF>'")
                : Unexpected(expected, canSkip: Following.Is(symbol));
        }

        _openBrackets--;
        Advance();
    }

    private void Expect(string symbol)
    {
        if (!TryAdvance(symbol))
        {
            throw Unexpected($"'{symbol}'", canSkip: Following.Is(symbol));
        }
    }

    private SyntaxException Unexpected(string expected, bool canSkip) =>
        Fail(Current.Offset, $"Syntax error: {(canSkip ? "extraneous" : "mismatched")} input '{Current.Display}' expecting {expected}");

    private SyntaxException Fail(int offset, string message)
    {
        Report(offset, message);
        return new SyntaxException();
    }

    private void Report(int offset, string message) => _issues.Add(_source.IssueAt(offset, message));

    /// <summary>Ends a parse whose issue is already recorded.</summary>
    private sealed class SyntaxException : FormatException;
}
