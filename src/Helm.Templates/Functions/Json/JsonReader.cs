using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Json;

/// <summary>A text that is not JSON, or of another shape than wanted; the message is Go's.</summary>
internal sealed class JsonDecodingException(string message) : Exception(message);

/// <summary>Reads JSON as Go's <c>encoding/json</c> decodes it into <c>interface{}</c>: every number is a float.</summary>
internal sealed class JsonReader
{
    private readonly string _text;
    private int _at;

    private JsonReader(string text) => _text = text;

    /// <summary>Reads one value, which must be all there is.</summary>
    /// <exception cref="JsonDecodingException">The text is not JSON.</exception>
    public static object? Read(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.ReadValue(0);
        reader.SkipSpace();
        return reader._at < text.Length ? throw reader.Unexpected("after top-level value") : value;
    }

    /// <summary>What Go calls a decoded value in <c>cannot unmarshal …</c>.</summary>
    public static string NameOf(object? value) => value switch
    {
        string => "string",
        bool => "bool",
        GoMap => "object",
        GoList => "array",
        _ => "number",
    };

    private object? ReadValue(int depth)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw new JsonDecodingException("exceeded max depth");
        }

        SkipSpace();
        switch (Peek())
        {
            case '{':
                return ReadObject(depth);
            case '[':
                return ReadArray(depth);
            case '"':
                return ReadText();
            case 't':
                ReadLiteral("true");
                return true;
            case 'f':
                ReadLiteral("false");
                return false;
            case 'n':
                ReadLiteral("null");
                return null;
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            default:
                throw Unexpected("looking for beginning of value");
        }
    }

    private GoMap ReadObject(int depth)
    {
        var map = new GoMap();
        _at++;
        SkipSpace();
        if (Peek() == '}')
        {
            _at++;
            return map;
        }

        while (true)
        {
            SkipSpace();
            if (Peek() != '"')
            {
                throw Unexpected("looking for beginning of object key string");
            }

            var key = ReadText();
            SkipSpace();
            if (Peek() != ':')
            {
                throw Unexpected("after object key");
            }

            _at++;
            map[key] = ReadValue(depth + 1);
            SkipSpace();
            if (!Continues('}', "after object key:value pair"))
            {
                return map;
            }
        }
    }

    private GoList ReadArray(int depth)
    {
        var list = new GoList();
        _at++;
        SkipSpace();
        if (Peek() == ']')
        {
            _at++;
            return list;
        }

        do
        {
            list.Add(ReadValue(depth + 1));
            SkipSpace();
        }
        while (Continues(']', "after array element"));
        return list;
    }

    private bool Continues(char end, string place)
    {
        var c = Peek();
        if (c != ',' && c != end)
        {
            throw Unexpected(place);
        }

        _at++;
        return c == ',';
    }

    private string ReadText()
    {
        var start = ++_at;
        var end = _text.AsSpan(start).IndexOfAny('"', '\\');
        if (end >= 0 && _text[start + end] == '"' && !_text.AsSpan(start, end).ContainsAnyInRange('\0', '\x1F') && !_text.AsSpan(start, end).ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            _at = start + end + 1;
            return _text.Substring(start, end);
        }

        var text = new StringBuilder();
        while (true)
        {
            var c = Peek();
            if (c == '"')
            {
                _at++;
                return text.ToString();
            }

            if (c < ' ' || _at >= _text.Length)
            {
                throw Unexpected("in string literal");
            }

            if (c == '\\')
            {
                _at++;
                ReadEscape(text);
                continue;
            }

            AppendCharacter(text, c);
        }
    }

    /// <summary>Appends a character; a byte that is not UTF-8 becomes U+FFFD.</summary>
    private void AppendCharacter(StringBuilder text, char c)
    {
        if (char.IsSurrogatePair(_text, _at))
        {
            text.Append(_text, _at, 2);
            _at += 2;
            return;
        }

        text.Append(char.IsSurrogate(c) ? '\uFFFD' : c);
        _at++;
    }

    private void ReadEscape(StringBuilder text)
    {
        var c = Peek();
        var plain = c switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' or '\\' or '/' => c,
            _ => '\0',
        };
        if (plain != '\0')
        {
            text.Append(plain);
            _at++;
            return;
        }

        if (c != 'u')
        {
            throw Unexpected("in string escape code");
        }

        _at++;
        var code = ReadCode();
        if (char.IsHighSurrogate(code) && _at + 1 < _text.Length && _text[_at] == '\\' && _text[_at + 1] == 'u')
        {
            var before = _at;
            _at += 2;
            var low = ReadCode();
            if (char.IsLowSurrogate(low))
            {
                text.Append(code).Append(low);
                return;
            }

            _at = before;
        }

        text.Append(char.IsSurrogate(code) ? '\uFFFD' : code);
    }

    private char ReadCode()
    {
        var code = 0;
        for (var i = 0; i < 4; i++)
        {
            if (!char.IsAsciiHexDigit(Peek()))
            {
                throw Unexpected("in \\u hexadecimal character escape");
            }

            code = (code << 4) + int.Parse([_text[_at++]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return (char)code;
    }

    private double ReadNumber()
    {
        var start = _at;
        if (Peek() == '-')
        {
            _at++;
        }

        if (Peek() == '0')
        {
            _at++;
        }
        else
        {
            ReadDigits("in numeric literal");
        }

        if (Peek() == '.')
        {
            _at++;
            ReadDigits("after decimal point in numeric literal");
        }

        if (Peek() is 'e' or 'E')
        {
            _at++;
            if (Peek() is '+' or '-')
            {
                _at++;
            }

            ReadDigits("in exponent of numeric literal");
        }

        var text = _text.AsSpan(start, _at - start);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new JsonDecodingException($"json: cannot unmarshal number {text} into Go value of type float64");
    }

    private void ReadDigits(string place)
    {
        if (!char.IsAsciiDigit(Peek()))
        {
            throw Unexpected(place);
        }

        while (char.IsAsciiDigit(Peek()))
        {
            _at++;
        }
    }

    private void ReadLiteral(string literal)
    {
        for (var i = 0; i < literal.Length; i++, _at++)
        {
            if (Peek() != literal[i])
            {
                throw Unexpected($"in literal {literal} (expecting '{literal[i]}')");
            }
        }
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private JsonDecodingException Unexpected(string place)
    {
        if (_at >= _text.Length)
        {
            return new JsonDecodingException("unexpected end of JSON input");
        }

        var c = (char)GoText.ByteAt(_text[_at..], 0);
        var quoted = c switch
        {
            '\'' => @"'\''",
            '"' => "'\"'",
            _ => $"'{GoText.Quote(c.ToString())[1..^1]}'",
        };
        return new JsonDecodingException($"invalid character {quoted} {place}");
    }
}
