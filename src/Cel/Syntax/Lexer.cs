using System.Buffers;

namespace GitOpsToolkit.Cel.Syntax;

/// <summary>Splits an expression into words. A character that fits nowhere is an issue and is skipped.</summary>
internal sealed class Lexer(SourceText source, List<CelIssue> issues)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%"];

    private static readonly SearchValues<char> QuotedCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/ ");

    /// <summary>cel-go gives up after as many.</summary>
    private const int MaxIssues = 100;

    private readonly string _text = source.Text;
    private int _at;

    public List<Token> Run()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanks();
            if (_at >= _text.Length)
            {
                tokens.Add(new Token(TokenKind.End, string.Empty, _text.Length));
                return tokens;
            }

            if (Next() is { } token)
            {
                tokens.Add(token);
            }
        }
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (_text[_at] == '/' && Peek(1) == '/')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private Token? Next()
    {
        var start = _at;
        var c = _text[_at];
        if (TryReadString() is { } text)
        {
            return text;
        }

        if (_at > start)
        {
            return null; // a string that does not end; reported
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return ReadNumber();
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_')
            {
                _at++;
            }

            var word = _text[start.._at];
            return new Token(word is "in" or "true" or "false" or "null" ? TokenKind.Symbol : TokenKind.Identifier, word, start);
        }

        if (c == '`' && TryReadQuotedIdentifier() is { } quoted)
        {
            return quoted;
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, symbol, start);
            }
        }

        Unrecognized(start, c is '&' or '|' or '=' ? 2 : char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1);
        _at = start + (char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1);
        return null;
    }

    private Token ReadNumber()
    {
        var start = _at;
        if (_text[_at] == '0' && Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek(0)))
            {
                _at++;
            }

            return Finish(TokenKind.Int);
        }

        var isDouble = false;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isDouble = true;
            _at++;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isDouble = true;
            _at += 2;
            SkipDigits();
        }

        return isDouble ? new Token(TokenKind.Double, _text[start.._at], start) : Finish(TokenKind.Int);

        Token Finish(TokenKind kind)
        {
            if (Peek(0) is 'u' or 'U')
            {
                _at++;
                kind = TokenKind.Uint;
            }

            return new Token(kind, _text[start.._at], start);
        }
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            _at++;
        }
    }

    /// <summary>Reads a string or bytes literal with its prefixes; null when there is none here, or (having moved) when it does not end.</summary>
    private Token? TryReadString()
    {
        var start = _at;
        var at = _at;
        var isBytes = _text[at] is 'b' or 'B';
        at += isBytes ? 1 : 0;
        var isRaw = at < _text.Length && _text[at] is 'r' or 'R';
        at += isRaw ? 1 : 0;
        if (at >= _text.Length || _text[at] is not ('"' or '\''))
        {
            return null;
        }

        var quote = _text[at];
        var isTriple = at + 2 < _text.Length && _text[at + 1] == quote && _text[at + 2] == quote;
        at += isTriple ? 3 : 1;
        while (at < _text.Length)
        {
            var c = _text[at];
            if (!isTriple && c is '\n' or '\r')
            {
                break;
            }

            if (c == '\\' && !isRaw)
            {
                var length = EscapeLength(at);
                if (length == 0)
                {
                    break;
                }

                at += length;
            }
            else if (c == quote && (!isTriple || (at + 2 < _text.Length && _text[at + 1] == quote && _text[at + 2] == quote)))
            {
                _at = at + (isTriple ? 3 : 1);
                return new Token(isBytes ? TokenKind.Bytes : TokenKind.String, _text[start.._at], start);
            }
            else
            {
                at++;
            }
        }

        Unrecognized(start, Math.Min(at + 1, _text.Length) - start);
        _at = Math.Max(start + 1, Math.Min(at + 1, _text.Length));
        return null;
    }

    /// <summary>The length of the escape sequence at a backslash; 0 when it is none the language knows.</summary>
    private int EscapeLength(int at)
    {
        if (at + 1 >= _text.Length)
        {
            return 0;
        }

        return _text[at + 1] switch
        {
            'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '"' or '\'' or '\\' or '?' or '`' => 2,
            'x' or 'X' => HexDigits(at + 2, 2),
            'u' => HexDigits(at + 2, 4),
            'U' => HexDigits(at + 2, 8),
            >= '0' and <= '3' => at + 3 < _text.Length && _text[at + 2] is >= '0' and <= '7' && _text[at + 3] is >= '0' and <= '7' ? 4 : 0,
            _ => 0,
        };
    }

    private int HexDigits(int at, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (at + i >= _text.Length || !char.IsAsciiHexDigit(_text[at + i]))
            {
                return 0;
            }
        }

        return count + 2;
    }

    private Token? TryReadQuotedIdentifier()
    {
        var end = _text.IndexOf('`', _at + 1);
        if (end < _at + 2 || _text.AsSpan(_at + 1, end - _at - 1).ContainsAnyExcept(QuotedCharacters))
        {
            return null;
        }

        var token = new Token(TokenKind.QuotedIdentifier, _text[_at..(end + 1)], _at);
        _at = end + 1;
        return token;
    }

    private void Unrecognized(int start, int length)
    {
        if (issues.Count == MaxIssues)
        {
            issues.Add(source.IssueAt(start, $"Syntax error: More than {MaxIssues} syntax errors"));
        }

        if (issues.Count > MaxIssues)
        {
            return;
        }

        var text = new Token(TokenKind.Symbol, _text.Substring(start, Math.Min(length, _text.Length - start)), start);
        issues.Add(source.IssueAt(start, $"Syntax error: token recognition error at: '{text.Display}'"));
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';
}
