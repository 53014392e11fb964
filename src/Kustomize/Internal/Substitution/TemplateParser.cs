using System.Text;

namespace GitOpsToolkit.Kustomize.Internal.Substitution;

/// <summary>
/// Parses shell-like expressions, <c>${name}</c> and <c>${name operator arguments}</c>, in a text. A doubled dollar sign stands for one
/// and ends the special meaning of what follows; everything else that is no expression is literal. Which texts are accepted, and what
/// is said about those that are not, are facts of the wire: manifests in the field depend on both.
/// </summary>
internal sealed class TemplateParser
{
    private const string BadSubstitution = "bad substitution";
    private const string MissingBrace = "missing closing brace";
    private const string NoVariableName = "unable to parse variable name";
    private const string NoArgument = "unable to parse substitution within function";
    private const string NoDefault = "unable to parse default function";

    /// <summary>Expressions inside expressions; more is nobody's manifest, and a deep stack cannot be caught.</summary>
    private const int MaxDepth = 100;

    private readonly string _text;
    private int _position;
    private int _depth;

    private TemplateParser(string text) => _text = text;

    /// <exception cref="SubstitutionException">An expression is malformed.</exception>
    public static IReadOnlyList<TemplateNode> Parse(string text) => new TemplateParser(text).ParseAll();

    private char Peek => _position < _text.Length ? _text[_position] : '\0';

    private bool IsAtExpression => Peek == '$' && _position + 1 < _text.Length && _text[_position + 1] == '{';

    private List<TemplateNode> ParseAll()
    {
        var nodes = new List<TemplateNode>();
        while (_position < _text.Length)
        {
            nodes.Add(IsAtExpression ? ParseExpression() : new LiteralNode(ReadText(static _ => true, escapesDollar: true)));
        }

        return nodes;
    }

    private ExpressionNode ParseExpression()
    {
        if (++_depth > MaxDepth)
        {
            throw new SubstitutionException($"expressions are nested deeper than {MaxDepth}");
        }

        _position += 2;
        var node = Peek == '#' ? ParseLength() : ParseAfterName(ReadName(NoVariableName));
        _depth--;
        return node;
    }

    private ExpressionNode ParseAfterName(string name) => Peek switch
    {
        ':' => ParseDefaultOrSubstring(name),
        '=' => ParseDefault(name, "="),
        ',' or '^' => ParseCasing(name),
        '/' => ParseReplace(name),
        '#' or '%' => ParseRemove(name),
        '}' => End(new ExpressionNode(name, "", [])),
        _ => throw new SubstitutionException(MissingBrace),
    };

    private ExpressionNode ParseLength()
    {
        _position++;
        return End(new ExpressionNode(ReadName(BadSubstitution), "#", []));
    }

    private ExpressionNode ParseDefaultOrSubstring(string name) =>
        _position + 1 < _text.Length && _text[_position + 1] is '=' or '-' or '?' or '+'
            ? ParseDefault(name, _text.Substring(_position, 2))
            : ParseSubstring(name);

    private ExpressionNode ParseDefault(string name, string op)
    {
        if (!_text.AsSpan(_position).StartsWith(op, StringComparison.Ordinal))
        {
            throw new SubstitutionException(NoDefault);
        }

        _position += op.Length;
        var arguments = new List<TemplateNode>();
        while (Peek != '}')
        {
            arguments.Add(ParseArgument(static c => c != '}'));
        }

        return End(new ExpressionNode(name, op, arguments));
    }

    private ExpressionNode ParseSubstring(string name)
    {
        _position++;
        var offset = ParseArgument(static c => c is not (':' or '}'));
        if (Peek == '}')
        {
            return End(new ExpressionNode(name, ":", [offset]));
        }

        if (Peek != ':')
        {
            throw new SubstitutionException(BadSubstitution);
        }

        while (Peek == ':')
        {
            _position++;
        }

        return End(new ExpressionNode(name, ":", [offset, ParseArgument(static c => c != '}')]));
    }

    private ExpressionNode ParseRemove(string name)
    {
        var op = ReadRepeated(_text[_position]);
        return End(new ExpressionNode(name, op, [ParseArgument(static c => c != '}')]));
    }

    private ExpressionNode ParseCasing(string name)
    {
        var start = _position;
        while (_position - start < 2 && Peek is ',' or '^')
        {
            _position++;
        }

        return End(new ExpressionNode(name, _text[start.._position], []));
    }

    private ExpressionNode ParseReplace(string name)
    {
        var start = _position++;
        if (Peek is '/' or '#' or '%')
        {
            _position++;
        }

        var op = _text[start.._position];
        var pattern = ParseArgument(static c => c != '/', escapes: true);
        if (Peek != '/')
        {
            throw new SubstitutionException(BadSubstitution);
        }

        while (Peek == '/')
        {
            _position++;
        }

        return Peek == '}'
            ? End(new ExpressionNode(name, op, [pattern]))
            : End(new ExpressionNode(name, op, [pattern, ParseArgument(static c => c != '}', escapes: true)]));
    }

    private TemplateNode ParseArgument(Func<char, bool> accepts, bool escapes = false)
    {
        if (IsAtExpression)
        {
            return ParseExpression();
        }

        return _position < _text.Length && accepts(Peek)
            ? new LiteralNode(ReadText(accepts, escapesDollar: escapes, escapesBackslash: escapes))
            : throw new SubstitutionException(NoArgument);
    }

    /// <summary>Reads up to the next expression, or the first character that does not belong.</summary>
    private string ReadText(Func<char, bool> accepts, bool escapesDollar, bool escapesBackslash = false)
    {
        var text = new StringBuilder();
        while (_position < _text.Length && !IsAtExpression)
        {
            var next = _position + 1 < _text.Length ? _text[_position + 1] : '\0';
            var isEscape = (escapesDollar && Peek == '$' && next == '$') || (escapesBackslash && Peek == '\\' && next is '/' or '\\');
            if (isEscape)
            {
                text.Append(next);
                _position += 2;
                continue;
            }

            if (!accepts(Peek))
            {
                break;
            }

            text.Append(_text[_position++]);
        }

        return text.ToString();
    }

    private string ReadName(string error)
    {
        var start = _position;
        while (char.IsLetter(Peek) || char.IsDigit(Peek) || Peek == '_')
        {
            _position++;
        }

        return _position > start ? _text[start.._position] : throw new SubstitutionException(error);
    }

    private string ReadRepeated(char sign)
    {
        var start = _position;
        while (_position - start < 2 && Peek == sign)
        {
            _position++;
        }

        return _text[start.._position];
    }

    private ExpressionNode End(ExpressionNode node)
    {
        if (Peek != '}')
        {
            throw new SubstitutionException(BadSubstitution);
        }

        _position++;
        return node;
    }
}
