using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>The five ways to write a scalar.</summary>
internal sealed partial class YamlScanner
{
    private readonly StringBuilder _scalar = new();
    private readonly StringBuilder _breaks = new();

    private YamlToken ScanBlockScalar(bool literal)
    {
        var start = Mark;
        Skip();
        var chomping = ScanChomping();
        var increment = 0;
        if (char.IsAsciiDigit(Current))
        {
            if (Current == '0')
            {
                throw Fail(start, "found an indentation indicator equal to 0");
            }

            increment = Current - '0';
            Skip();
            chomping = chomping == '\0' ? ScanChomping() : chomping;
        }

        while (Current is ' ' or '\t')
        {
            Skip();
        }

        SkipComment();
        if (!IsBreakOrEnd(0))
        {
            throw Fail(start, "did not find expected comment or line break");
        }

        if (_position < _text.Length)
        {
            SkipLine();
        }

        var indent = increment == 0 ? 0 : Math.Max(_indent, 0) + increment;
        return new YamlToken(YamlTokenKind.Scalar, start, ScanBlockLines(literal, chomping, indent, start));
    }

    private char ScanChomping()
    {
        if (Current is not ('+' or '-'))
        {
            return '\0';
        }

        var chomping = Current;
        Skip();
        return chomping;
    }

    private string ScanBlockLines(bool literal, char chomping, int indent, YamlMark start)
    {
        _scalar.Clear();
        _breaks.Clear();
        var leadingBreak = "";
        var leadingBlank = false;
        ScanBlockBreaks(ref indent, start);
        while (_column == indent && _position < _text.Length)
        {
            var trailingBlank = Current is ' ' or '\t';
            if (!literal && !leadingBlank && !trailingBlank && leadingBreak.StartsWith('\n'))
            {
                if (_breaks.Length == 0)
                {
                    _scalar.Append(' ');
                }
            }
            else
            {
                _scalar.Append(leadingBreak);
            }

            _scalar.Append(_breaks);
            _breaks.Clear();
            leadingBlank = trailingBlank;
            AppendLine();
            leadingBreak = ReadBreak();
            ScanBlockBreaks(ref indent, start);
        }

        if (chomping != '-')
        {
            _scalar.Append(leadingBreak);
        }

        if (chomping == '+')
        {
            _scalar.Append(_breaks);
        }

        return _scalar.ToString();
    }

    private void AppendLine()
    {
        var rest = _text.AsSpan(_position);
        var end = rest.IndexOfAny(YamlCharacters.Breaks);
        var line = end < 0 ? rest : rest[..end];
        _scalar.Append(line);
        _position += line.Length;
        _index += line.Length;
        _column += line.Length;
    }

    /// <summary>Empty lines before the next line of text; the first line of text settles the indentation when none was given.</summary>
    private void ScanBlockBreaks(ref int indent, YamlMark start)
    {
        var most = 0;
        while (true)
        {
            while ((indent == 0 || _column < indent) && Current == ' ')
            {
                Skip();
            }

            most = Math.Max(most, _column);
            if ((indent == 0 || _column < indent) && Current == '\t')
            {
                throw Fail(start, "found a tab character where an indentation space is expected");
            }

            if (!IsBreak(Current))
            {
                break;
            }

            _breaks.Append(ReadBreak());
        }

        if (indent == 0)
        {
            indent = Math.Max(1, Math.Max(most, _indent + 1));
        }
    }

    /// <summary>Reads a line end; all kinds but U+2028 and U+2029 become a newline.</summary>
    private string ReadBreak()
    {
        if (_position >= _text.Length)
        {
            return "";
        }

        var text = Current switch
        {
            '\u2028' => "\u2028",
            '\u2029' => "\u2029",
            _ => "\n",
        };
        SkipLine();
        return text;
    }

    private YamlToken ScanQuotedScalar(bool single)
    {
        var start = Mark;
        var quote = single ? '\'' : '"';
        Skip();
        _scalar.Clear();
        while (true)
        {
            if (_column == 0 && IsDocumentMark())
            {
                throw Fail(start, "found unexpected document indicator");
            }

            if (_position >= _text.Length)
            {
                throw Fail(start, "found unexpected end of stream");
            }

            var escapedBreak = ScanQuotedWord(single, quote, start);
            if (Current == quote)
            {
                break;
            }

            AppendFolded(escapedBreak, -1, start);
        }

        Skip();
        return new YamlToken(YamlTokenKind.Scalar, start, _scalar.ToString());
    }

    /// <summary>Text up to a blank, a line end or the closing quote; true when it ended with an escaped line end.</summary>
    private bool ScanQuotedWord(bool single, char quote, YamlMark start)
    {
        while (!IsBlankOrEnd(0))
        {
            var c = Current;
            if (single && c == '\'' && At(1) == '\'')
            {
                _scalar.Append('\'');
                Skip();
                Skip();
            }
            else if (c == quote)
            {
                return false;
            }
            else if (!single && c == '\\')
            {
                if (IsBreak(At(1)))
                {
                    Skip();
                    SkipLine();
                    return true;
                }

                ScanEscape(start);
            }
            else
            {
                AppendCharacter();
            }
        }

        return false;
    }

    private void ScanEscape(YamlMark start)
    {
        var code = At(1);
        var plain = code switch
        {
            '0' => "\0",
            'a' => "\a",
            'b' => "\b",
            't' or '\t' => "\t",
            'n' => "\n",
            'v' => "\v",
            'f' => "\f",
            'r' => "\r",
            'e' => "\e",
            ' ' => " ",
            '"' => "\"",
            '\'' => "'",
            '\\' => "\\",
            'N' => "\u0085",
            '_' => "\u00A0",
            'L' => "\u2028",
            'P' => "\u2029",
            _ => null,
        };
        if (plain is not null)
        {
            Skip();
            Skip();
            _scalar.Append(plain);
            return;
        }

        var length = code switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => throw Fail(start, "found unknown escape character"),
        };
        Skip();
        Skip();
        AppendCode(length, start);
    }

    private void AppendCode(int length, YamlMark start)
    {
        var value = 0L;
        for (var i = 0; i < length; i++)
        {
            if (!char.IsAsciiHexDigit(At(i)))
            {
                throw Fail(start, "did not find expected hexdecimal number");
            }

            value = (value << 4) + int.Parse([At(i)], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        if (value is (>= 0xD800 and <= 0xDFFF) or > 0x10FFFF)
        {
            throw Fail(start, "found invalid Unicode character escape code");
        }

        _scalar.Append(char.ConvertFromUtf32((int)value));
        for (var i = 0; i < length; i++)
        {
            Skip();
        }
    }

    private YamlToken ScanPlainScalar()
    {
        var start = Mark;
        var indent = _indent + 1;
        var folded = false;
        var pending = false;
        _scalar.Clear();
        var end = 0;
        while (!(_column == 0 && IsDocumentMark()) && Current != '#')
        {
            if (!EndsPlain())
            {
                end = 0;
                do
                {
                    AppendPlainRun();
                }
                while (!IsBlankOrEnd(0) && !EndsPlain());

                end = _scalar.Length;
                pending = folded = false;
            }

            if (_position >= _text.Length || !(Current is ' ' or '\t' || IsBreak(Current)))
            {
                break;
            }

            folded = AppendFolded(false, indent, start);
            pending = true;
            if (_flowLevel == 0 && _column < indent)
            {
                break;
            }
        }

        // Blanks after the last word are not part of the text.
        if (pending)
        {
            _scalar.Length = end;
        }

        if (folded)
        {
            _simpleKeyAllowed = true;
        }

        return new YamlToken(YamlTokenKind.Scalar, start, _scalar.ToString(), IsPlain: true);
    }

    /// <summary>True where a plain scalar ends: at a colon before a blank and, inside brackets, at their indicators.</summary>
    private bool EndsPlain() => Current switch
    {
        ':' => IsBlankOrEnd(1),
        ',' or '?' or '[' or ']' or '{' or '}' => _flowLevel > 0,
        ' ' or '\t' => true,
        _ => IsBreakOrEnd(0),
    };

    private void AppendPlainRun()
    {
        AppendCharacter();
        var run = _text.AsSpan(_position);
        var length = run.IndexOfAnyExcept(YamlCharacters.PlainWord);
        length = length < 0 ? run.Length : length;
        _scalar.Append(run[..length]);
        _position += length;
        _index += length;
        _column += length;
    }

    private void AppendCharacter()
    {
        var from = _position;
        Skip();
        _scalar.Append(_text, from, _position - from);
    }

    /// <summary>
    /// Reads blanks and line ends and appends what they stand for: one line end is a space, more are one less, blanks on a
    /// line are themselves. True when there was a line end.
    /// </summary>
    private bool AppendFolded(bool afterBreak, int indent, YamlMark start)
    {
        var from = _position;
        var leading = "";
        var sawBreak = afterBreak;
        _breaks.Clear();
        while (Current is ' ' or '\t' || (_position < _text.Length && IsBreak(Current)))
        {
            if (Current is ' ' or '\t')
            {
                if (sawBreak && _column < indent && Current == '\t')
                {
                    throw Fail(start, "found a tab character that violates indentation");
                }

                Skip();
            }
            else if (!sawBreak)
            {
                leading = ReadBreak();
                sawBreak = true;
            }
            else
            {
                _breaks.Append(ReadBreak());
            }
        }

        if (!sawBreak)
        {
            _scalar.Append(_text, from, _position - from);
        }
        else if (leading.StartsWith('\n') && _breaks.Length == 0)
        {
            _scalar.Append(' ');
        }
        else
        {
            _scalar.Append(leading.StartsWith('\n') ? "" : leading).Append(_breaks);
        }

        return sawBreak;
    }
}
