namespace GitOpsToolkit.Cel.Syntax;

/// <summary>The words of an expression in turn, and the words for what is wrong with them.</summary>
internal sealed class TokenReader(SourceText source, List<CelIssue> issues)
{
    /// <summary>Finding the line of an issue reads the text, so their number is bounded.</summary>
    private const int MaxIssues = 200;

    private readonly List<Token> _tokens = new Lexer(source, issues).Run();
    private int _at;
    private int _openBrackets;

    public Token Current => _tokens[_at];

    public Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public Token Advance() => _tokens[_at++];

    public bool TryAdvance(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>Moves past an opening bracket.</summary>
    public Token Open()
    {
        _openBrackets++;
        return Advance();
    }

    /// <summary>Moves past a closing bracket.</summary>
    /// <param name="symbol">The bracket.</param>
    /// <param name="expected">What the message says could stand here.</param>
    public void Close(string symbol, string expected)
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

    public void Expect(string symbol)
    {
        if (!TryAdvance(symbol))
        {
            throw Unexpected($"'{symbol}'", canSkip: Following.Is(symbol));
        }
    }

    /// <summary>The dotted name from a first word on, when a brace follows it; the reader then stands at the brace.</summary>
    public string? TryReadNameBeforeBrace(Token first)
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

    /// <summary>The end of the parse at a word that does not belong here.</summary>
    public SyntaxException Unexpected(string expected, bool canSkip) =>
        Fail(Current.Offset, $"Syntax error: {(canSkip ? "extraneous" : "mismatched")} input '{Current.Display}' expecting {expected}");

    /// <summary>Records an issue that ends the parse.</summary>
    public SyntaxException Fail(int offset, string message)
    {
        Report(offset, message);
        return new SyntaxException();
    }

    /// <summary>Records an issue; a negative offset concerns the whole text.</summary>
    public void Report(int offset, string message)
    {
        if (issues.Count < MaxIssues)
        {
            issues.Add(source.IssueAt(offset, message));
        }
    }

    /// <summary>Ends a parse whose issue is already recorded.</summary>
    internal sealed class SyntaxException : FormatException;
}
