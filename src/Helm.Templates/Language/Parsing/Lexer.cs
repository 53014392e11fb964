using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// Splits a template text into tokens, trimming white space at <c>{{-</c> and <c>-}}</c> and dropping comments on the way. Follows the rules
/// of Go's text/template/parse, including where it counts lines, since errors show them.
/// </summary>
internal sealed class Lexer(string input)
{
    private const char End = '\uFFFF';
    private const string LeftDelimiter = "{{";
    private const string RightDelimiter = "}}";
    private const string LeftComment = "/*";
    private const string RightComment = "*/";
    private const int TrimMarkerLength = 2;

    private readonly Dictionary<string, string> words = new(StringComparer.Ordinal);
    private string input = input;
    private int position;
    private int start;
    private int line = 1;
    private int startLine = 1;
    private int openParentheses;
    private bool insideAction;

    /// <summary>Whether <c>break</c> and <c>continue</c> are keywords; they are not when functions of these names exist.</summary>
    public bool LoopWords { get; init; } = true;

    public Token Next() => insideAction ? InsideAction() : Text();

    private Token Text()
    {
        while (true)
        {
            var at = input.IndexOf(LeftDelimiter, position, StringComparison.Ordinal);
            if (at < 0)
            {
                position = input.Length;
                return Take(position > start ? TokenKind.Text : TokenKind.End, "EOF");
            }

            if (at > position)
            {
                position = at;
                var trimmed = HasLeftTrimMarker(position + LeftDelimiter.Length) ? TrailingSpace(start, position) : 0;
                position -= trimmed;
                var token = Take(TokenKind.Text);
                position += trimmed;
                Ignore();
                if (token.Text.Length > 0)
                {
                    return token;
                }
            }

            var marker = HasLeftTrimMarker(position + LeftDelimiter.Length) ? TrimMarkerLength : 0;
            if (!StartsWith(position + LeftDelimiter.Length + marker, LeftComment))
            {
                return EnterAction(marker);
            }

            position += LeftDelimiter.Length + marker;
            Ignore();
            if (SkipComment() is { } error)
            {
                return error;
            }
        }
    }

    private Token EnterAction(int marker)
    {
        position += LeftDelimiter.Length;
        var token = Take(TokenKind.LeftDelimiter);
        insideAction = true;
        openParentheses = 0;
        position += marker;
        Ignore();
        return token;
    }

    private Token? SkipComment()
    {
        position += LeftComment.Length;
        var end = input.IndexOf(RightComment, position, StringComparison.Ordinal);
        if (end < 0)
        {
            return Error("unclosed comment");
        }

        position = end + RightComment.Length;
        if (!AtRightDelimiter(out var trim))
        {
            return Error("comment ends before closing delimiter");
        }

        position += (trim ? TrimMarkerLength : 0) + RightDelimiter.Length;
        if (trim)
        {
            position += LeadingSpace(position);
        }

        Ignore();
        return null;
    }

    private Token LeaveAction()
    {
        AtRightDelimiter(out var trim);
        if (trim)
        {
            position += TrimMarkerLength;
            Ignore();
        }

        position += RightDelimiter.Length;
        var token = Take(TokenKind.RightDelimiter);
        if (trim)
        {
            position += LeadingSpace(position);
            Ignore();
        }

        insideAction = false;
        return token;
    }

    private Token InsideAction()
    {
        if (AtRightDelimiter(out _))
        {
            return openParentheses == 0 ? LeaveAction() : Error("unclosed left paren");
        }

        if (position >= input.Length)
        {
            return Error("unclosed action");
        }

        var c = input[position];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                return Space();
            case '=':
                position++;
                return Take(TokenKind.Assign);
            case ':':
                position++;
                if (Peek() != '=')
                {
                    return Error("expected :=");
                }

                position++;
                return Take(TokenKind.Declare);
            case '|':
                position++;
                return Take(TokenKind.Pipe);
            case '"':
                return Quoted('"', TokenKind.String, "unterminated quoted string");
            case '\'':
                return Quoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '`':
                return RawQuoted();
            case '$':
                position++;
                return AtTerminator() ? Take(TokenKind.Variable) : FieldOrVariable(TokenKind.Variable);
            case '.' when position + 1 < input.Length && !char.IsAsciiDigit(input[position + 1]):
                position++;
                return AtTerminator() ? Take(TokenKind.Dot) : FieldOrVariable(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return Number();
            case '(':
                position++;
                openParentheses++;
                return Take(TokenKind.LeftParenthesis);
            case ')':
                position++;
                openParentheses--;
                return openParentheses < 0 ? Error("unexpected right paren") : Take(TokenKind.RightParenthesis);
        }

        if (IsAlphaNumeric(position, out _))
        {
            return Identifier();
        }

        if (c is > ' ' and < (char)0x7F)
        {
            position++;
            return Take(TokenKind.Char);
        }

        return Error("unrecognized character in action: " + DescribeRune(position));
    }

    private Token Space()
    {
        while (IsSpace(Peek()))
        {
            position++;
        }

        // A trim-marked closing delimiter takes the last space for itself.
        if (HasRightTrimMarker(position - 1) && StartsWith(position - 1 + TrimMarkerLength, RightDelimiter))
        {
            position--;
            if (position == start)
            {
                return LeaveAction();
            }
        }

        return Take(TokenKind.Space);
    }

    private Token Identifier()
    {
        while (IsAlphaNumeric(position, out var length))
        {
            position += length;
        }

        if (!AtTerminator())
        {
            return Error("bad character " + DescribeRune(position));
        }

        var kind = input.AsSpan(start, position - start) switch
        {
            "block" => TokenKind.BlockWord,
            "break" when LoopWords => TokenKind.BreakWord,
            "continue" when LoopWords => TokenKind.ContinueWord,
            "define" => TokenKind.DefineWord,
            "else" => TokenKind.ElseWord,
            "end" => TokenKind.EndWord,
            "if" => TokenKind.IfWord,
            "range" => TokenKind.RangeWord,
            "nil" => TokenKind.NilWord,
            "template" => TokenKind.TemplateWord,
            "with" => TokenKind.WithWord,
            "true" or "false" => TokenKind.Bool,
            _ => TokenKind.Identifier,
        };
        return Take(kind);
    }

    private Token FieldOrVariable(TokenKind kind)
    {
        while (IsAlphaNumeric(position, out var length))
        {
            position += length;
        }

        return AtTerminator() ? Take(kind) : Error("bad character " + DescribeRune(position));
    }

    private bool AtTerminator() =>
        position >= input.Length || IsSpace(input[position]) || input[position] is '.' or ',' or '|' or ':' or ')' or '(' || StartsWith(position, RightDelimiter);

    private Token Quoted(char quote, TokenKind kind, string error)
    {
        position++;
        while (true)
        {
            var c = Peek();
            if (c == '\\')
            {
                position++;
                c = Peek();
                if (position < input.Length && c != '\n')
                {
                    position++;
                    continue;
                }
            }

            if (position >= input.Length || c == '\n')
            {
                return Error(error);
            }

            position++;
            if (c == quote)
            {
                return Take(kind);
            }
        }
    }

    private Token RawQuoted()
    {
        var end = input.IndexOf('`', position + 1);
        if (end < 0)
        {
            return Error("unterminated raw quoted string");
        }

        position = end + 1;
        return Take(TokenKind.RawString);
    }

    /// <summary>A number. Accepts too much, such as <c>089</c>; the parser, which reads its value, notices.</summary>
    private Token Number()
    {
        var kind = TokenKind.Number;
        if (!ScanNumber())
        {
            return BadNumber();
        }

        if (Peek() is '+' or '-')
        {
            // Complex: 1+2i, without spaces.
            if (!ScanNumber() || input[position - 1] != 'i')
            {
                return BadNumber();
            }

            kind = TokenKind.Complex;
        }

        return Take(kind);
    }

    private Token BadNumber() => Error("bad number syntax: " + GoText.Quote(input[start..position]));

    private bool ScanNumber()
    {
        Accept("+-");
        var digits = "0123456789_";
        if (Accept("0"))
        {
            digits = Accept("xX") ? "0123456789abcdefABCDEF_" : Accept("oO") ? "01234567_" : Accept("bB") ? "01_" : digits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if (Accept(digits.Length == 11 ? "eE" : digits.Length == 23 ? "pP" : ""))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (IsAlphaNumeric(position, out var length))
        {
            position += length;
            return false;
        }

        return true;
    }

    private bool Accept(string valid)
    {
        var found = position < input.Length && valid.Contains(input[position], StringComparison.Ordinal);
        position += found ? 1 : 0;
        return found;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private Token Take(TokenKind kind, string? atEnd = null)
    {
        var text = kind == TokenKind.End ? atEnd! : Word(kind, input.AsSpan(start, position - start));
        var token = new Token(kind, start, text, startLine);
        line += input.AsSpan(start, position - start).Count('\n');
        start = position;
        startLine = line;
        return token;
    }

    /// <summary>The text of a token; names are kept once each, since templates repeat them.</summary>
    private string Word(TokenKind kind, ReadOnlySpan<char> text)
    {
        if (kind is not (TokenKind.Field or TokenKind.Identifier or TokenKind.Variable or TokenKind.Space or TokenKind.LeftDelimiter or TokenKind.RightDelimiter))
        {
            return text.ToString();
        }

        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var word))
        {
            word = text.ToString();
            words.Add(word, word);
        }

        return word;
    }

    private void Ignore()
    {
        line += input.AsSpan(start, position - start).Count('\n');
        start = position;
        startLine = line;
    }

    private Token Error(string message)
    {
        var token = new Token(TokenKind.Error, start, message, startLine);
        start = position = 0;
        input = "";
        insideAction = false;
        return token;
    }

    private char Peek() => position < input.Length ? input[position] : End;

    private bool StartsWith(int at, string text) => at <= input.Length && input.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    private bool AtRightDelimiter(out bool trim)
    {
        trim = HasRightTrimMarker(position) && StartsWith(position + TrimMarkerLength, RightDelimiter);
        return trim || StartsWith(position, RightDelimiter);
    }

    private bool HasLeftTrimMarker(int at) => at + 1 < input.Length && input[at] == '-' && IsSpace(input[at + 1]);

    private bool HasRightTrimMarker(int at) => at >= 0 && at + 1 < input.Length && IsSpace(input[at]) && input[at + 1] == '-';

    private int TrailingSpace(int from, int to)
    {
        var text = input.AsSpan(from, to - from);
        return text.Length - text.TrimEnd(" \t\r\n").Length;
    }

    private int LeadingSpace(int from)
    {
        var text = input.AsSpan(from);
        return text.Length - text.TrimStart(" \t\r\n").Length;
    }

    private bool IsAlphaNumeric(int at, out int length)
    {
        length = 1;
        if (at >= input.Length)
        {
            return false;
        }

        var c = input[at];
        if (c < 0x80)
        {
            return char.IsAsciiLetterOrDigit(c) || c == '_';
        }

        length = GoText.DecodeRune(input, at, out var rune, out var invalid);
        return invalid < 0 && Rune.IsValid(rune)
            && (Rune.IsLetter(new Rune(rune)) || Rune.GetUnicodeCategory(new Rune(rune)) == UnicodeCategory.DecimalDigitNumber);
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private string DescribeRune(int at)
    {
        if (at >= input.Length)
        {
            // Go prints its end-of-input mark, -1, like a character.
            return "U+FFFFFFFFFFFFFFFF";
        }

        GoText.DecodeRune(input, at, out var rune, out _);
        return GoFormat.Sprintf("%#U", (long)rune);
    }
}
