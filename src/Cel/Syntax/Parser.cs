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

    private readonly CelOptions _options;
    private readonly FunctionSet _functions;
    private readonly TokenReader _reader;
    private readonly Macros _macros;
    private int _nesting;

    private Parser(TokenReader reader, CelOptions options, FunctionSet functions)
    {
        (_reader, _options, _functions) = (reader, options, functions);
        _macros = new Macros(options.Libraries, reader.Report, node => Checked(node));
    }

    private Token Current => _reader.Current;

    private Token Following => _reader.Following;

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

        var issues = new List<CelIssue>();
        try
        {
            var expression = new Parser(new TokenReader(source, issues), options, functions).ParseAll();
            return issues.Count == 0 ? expression : throw source.Failure(issues);
        }
        catch (TokenReader.SyntaxException)
        {
            throw source.Failure(issues);
        }
    }

    private Expr ParseAll()
    {
        var expression = ParseExpression();
        if (Current.Kind != TokenKind.End)
        {
            throw _reader.Unexpected("<EOF>", canSkip: Following.Kind == TokenKind.End);
        }

        return expression;
    }

    private Expr ParseExpression()
    {
        if (++_nesting > _options.MaxDepth)
        {
            throw _reader.Fail(-1, $"expression recursion limit exceeded: {_options.MaxDepth}");
        }

        var condition = ParseLogical(isAnd: false);
        if (Current.Is("?"))
        {
            var offset = _reader.Advance().Offset;
            var whenTrue = ParseLogical(isAnd: false);
            _reader.Expect(":");
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
            _reader.Advance();
            terms.Add(isAnd ? ParseRelation() : ParseLogical(isAnd: true));
        }

        return Checked(new LogicalExpr(offset, isAnd, terms) { Depth = terms.Max(term => term.Depth) + 1 });
    }

    private Expr ParseRelation()
    {
        var left = ParseSum();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "<" or "<=" or ">=" or ">" or "==" or "!=" or "in")
        {
            var symbol = _reader.Advance();
            left = Operator(symbol.Offset, symbol.Text == "in" ? "@in" : $"_{symbol.Text}_", left, ParseSum());
        }

        return left;
    }

    private Expr ParseSum()
    {
        var left = ParseProduct();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "+" or "-")
        {
            var symbol = _reader.Advance();
            left = Operator(symbol.Offset, $"_{symbol.Text}_", left, ParseProduct());
        }

        return left;
    }

    private Expr ParseProduct()
    {
        var left = ParseUnary();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "*" or "/" or "%")
        {
            var symbol = _reader.Advance();
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
            _reader.Advance();
        }

        if (first.Is("-") && !Current.StartsOperand)
        {
            throw _reader.Fail(Current.Offset, $"Syntax error: no viable alternative at input '-{(Current.Kind == TokenKind.End ? "" : Current.Display)}'");
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
        var dot = _reader.Advance();
        var isOptional = Current.Is("?");
        if (isOptional)
        {
            _reader.Advance();
        }

        if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
        {
            throw Current.Kind == TokenKind.Symbol && Current.Text is "true" or "false" or "null"
                ? _reader.Fail(Current.Offset, $"Syntax error: mismatched input '{Current.Text}' expecting IDENTIFIER")
                : _reader.Fail(Current.Offset, $"Syntax error: no viable alternative at input '.{(isOptional ? "?" : "")}{(Current.Kind == TokenKind.End ? "" : Current.Display)}'");
        }

        var name = _reader.Advance();
        if (isOptional && !_options.Libraries.HasFlag(CelLibraries.Optionals))
        {
            _reader.Report(dot.Offset, "unsupported syntax '.?'");
        }

        if (!isOptional && name.Kind == TokenKind.Identifier && Current.Is("("))
        {
            var (offset, arguments) = ParseArguments();
            return Checked(MemberCall(offset, name.Text, operand, arguments));
        }

        if (name.Kind == TokenKind.QuotedIdentifier)
        {
            _reader.Report(name.Offset, "unsupported syntax: '`'");
        }

        var select = new SelectExpr(dot.Offset, operand, name.Text, isOptional) { Depth = operand.Depth + 1 };
        return !isOptional && QualifiedName(select) is { } qualified && _functions.Types.TryGetValue(qualified, out var type)
            ? new LiteralExpr(dot.Offset, new TypeValue(type))
            : Checked(select);
    }

    private Expr ParseIndex(Expr operand)
    {
        var bracket = _reader.Open();
        var isOptional = Current.Is("?");
        if (isOptional)
        {
            _reader.Advance();
            if (!_options.Libraries.HasFlag(CelLibraries.Optionals))
            {
                _reader.Report(bracket.Offset, "unsupported syntax '[?'");
            }
        }

        var index = ParseExpression();
        _reader.Close("]", "']'");
        return Operator(bracket.Offset, isOptional ? "_[?_]" : "_[_]", operand, index);
    }

    private Expr ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Int or TokenKind.Uint or TokenKind.Double or TokenKind.String or TokenKind.Bytes:
                return ParseLiteral(_reader.Advance(), negative: false);
            case TokenKind.Identifier:
                return ParseIdentifier();
        }

        switch (token.Kind == TokenKind.Symbol ? token.Text : "")
        {
            case "-" when Following.Kind is TokenKind.Int or TokenKind.Double:
                _reader.Advance();
                return ParseLiteral(_reader.Advance(), negative: true) with { Offset = token.Offset };
            case "true" or "false":
                return new LiteralExpr(_reader.Advance().Offset, BoolValue.Of(token.Text == "true"));
            case "null":
                return new LiteralExpr(_reader.Advance().Offset, NullValue.Instance);
            case "(":
                _reader.Open();
                var nested = ParseExpression();
                _reader.Close(")", "')'");
                return nested;
            case "[":
                return ParseList();
            case "{":
                return ParseMap();
            case "." when Following.Kind == TokenKind.Identifier:
                _reader.Advance(); // a leading dot names the root scope, which is the only scope
                return ParseIdentifier();
        }

        throw _reader.Unexpected(OperandStarts, canSkip: token.Kind != TokenKind.End && Following.StartsOperand);
    }

    private Expr ParseIdentifier()
    {
        var name = _reader.Advance();
        if (_reader.TryReadNameBeforeBrace(name) is { } typeName)
        {
            return ParseMessage(typeName);
        }

        if (Reserved.Contains(name.Text))
        {
            _reader.Report(name.Offset, $"reserved identifier: {name.Text}");
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

    private MessageExpr ParseMessage(string typeName)
    {
        var brace = _reader.Open();
        while (!Current.Is("}"))
        {
            if (Current.Is("?"))
            {
                _reader.Advance();
            }

            if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
            {
                throw _reader.Unexpected("{'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}", canSkip: false);
            }

            _reader.Advance();
            _reader.Expect(":");
            ParseExpression();
            if (!_reader.TryAdvance(","))
            {
                break;
            }
        }

        _reader.Close("}", "{'}', ','}");
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
        var offset = _reader.Open().Offset;
        var arguments = new List<Expr>();
        if (!Current.Is(")"))
        {
            do
            {
                arguments.Add(ParseExpression());
            }
            while (_reader.TryAdvance(","));
        }

        _reader.Close(")", "')'");
        return (offset, arguments);
    }

    private Expr ParseList()
    {
        var offset = _reader.Open().Offset;
        var elements = new List<(Expr, bool)>();
        while (!Current.Is("]"))
        {
            var isOptional = OptionalMark();
            elements.Add((ParseExpression(), isOptional));
            if (!_reader.TryAdvance(","))
            {
                break;
            }
        }

        _reader.Close("]", "{']', ','}");
        return Checked(new ListExpr(offset, elements) { Depth = Expr.DepthOver([.. elements.Select(element => element.Item1)]) });
    }

    private Expr ParseMap()
    {
        var offset = _reader.Open().Offset;
        var entries = new List<(Expr, Expr, bool)>();
        while (!Current.Is("}"))
        {
            var isOptional = OptionalMark();
            var key = ParseExpression();
            _reader.Expect(":");
            entries.Add((key, ParseExpression(), isOptional));
            if (!_reader.TryAdvance(","))
            {
                break;
            }
        }

        _reader.Close("}", "{'}', ','}");
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
            _reader.Report(Current.Offset, "unsupported syntax '?'");
        }

        _reader.Advance();
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
            _reader.Report(token.Offset, kind);
        }

        return new LiteralExpr(token.Offset, value ?? NullValue.Instance);
    }

    private Expr Operator(int offset, string name, params Expr[] operands) =>
        Checked(new CallExpr(offset, name, _functions.Find(name), null, operands) { Depth = Expr.DepthOver(operands) });

    private T Checked<T>(T node)
        where T : Expr =>
        node.Depth <= _options.MaxDepth ? node : throw _reader.Fail(-1, "max recursion depth exceeded");
}
