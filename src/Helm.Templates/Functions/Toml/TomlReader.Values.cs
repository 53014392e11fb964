using System.Buffers;
using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Time;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Toml;

/// <summary>Values.</summary>
internal sealed partial class TomlReader
{
    private static readonly SearchValues<char> IntegerCharacters = SearchValues.Create("0123456789_");
    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789_.eE+-");

    /// <summary>Layouts of dates and times, and the zone of those that name none.</summary>
    private static readonly (string Layout, string? Zone)[] TimeLayouts =
    [
        ("2006-01-02T15:04:05Z07:00", null), ("2006-01-02T15:04Z07:00", null),
        ("2006-01-02T15:04:05", LocalDateTime), ("2006-01-02T15:04", LocalDateTime),
        ("2006-01-02", LocalDate), ("15:04:05", LocalTime), ("15:04", LocalTime),
    ];

    private object ReadValue(int depth)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw Fail("values nest too deeply");
        }

        switch (Current)
        {
            case '[':
                return ReadArray(depth);
            case '{':
                return ReadInlineTable(depth);
            case '"' when At(1) == '"' && At(2) == '"':
                return ReadLongText('"');
            case '\'' when At(1) == '\'' && At(2) == '\'':
                return ReadLongText('\'');
            case '"':
                _at++;
                return ReadBasicText();
            case '\'':
                _at++;
                return ReadLiteralText();
            default:
                return ReadWord();
        }
    }

    private GoList ReadArray(int depth)
    {
        var items = new List<object?>();
        _at++;
        while (true)
        {
            SkipBlankLines();
            if (Current == ',')
            {
                throw Fail("unexpected comma");
            }

            if (Current == ']')
            {
                break;
            }

            items.Add(ReadValue(depth + 1));
            SkipBlankLines();
            if (Current == ']')
            {
                break;
            }

            if (Current != ',')
            {
                throw Fail($"expected a comma (',') or array terminator (']'), but got {Found()}");
            }

            _at++;
        }

        _at++;
        return new GoList(items);
    }

    private GoMap ReadInlineTable(int depth)
    {
        var table = new GoMap();
        _at++;
        SkipBlankLines();
        while (Current != '}')
        {
            if (Current == ',')
            {
                throw Fail("unexpected comma");
            }

            var key = _lastKey;
            ReadPair(table, [], depth + 1);
            _lastKey = key;
            SkipBlankLines();
            if (Current == ',')
            {
                _at++;
                SkipBlankLines();
            }
            else if (Current != '}')
            {
                throw Fail($"expected a comma or an inline table terminator '}}', but got {Found()} instead");
            }
        }

        _at++;
        _closed.Add(table);
        return table;
    }

    private object ReadWord()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-' or '+' or '.' or ':')
        {
            _at++;
        }

        // A blank may stand between a date and a time.
        if (_at - start == 10 && Current == ' ' && char.IsAsciiDigit(At(1)) && char.IsAsciiDigit(At(2)) && At(3) == ':')
        {
            do
            {
                _at++;
            }
            while (char.IsAsciiLetterOrDigit(Current) || Current is '-' or '+' or '.' or ':');
        }

        var word = _text[start.._at];
        return word switch
        {
            "" => throw Fail(_at >= _text.Length || Current == '\n' ? "unexpected EOF; expected value" : $"expected value but found {Found()} instead"),
            "true" => true,
            "false" => false,
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" or "+nan" or "-nan" => double.NaN,
            _ => Number(word) ?? Time(word) ?? throw Fail($"expected value but found {GoText.Quote(word)} instead"),
        };
    }

    private object? Number(string word)
    {
        var digits = word.AsSpan(word[0] is '+' or '-' ? 1 : 0);
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]) || digits.Contains(':'))
        {
            return null;
        }

        var isPrefixed = digits.Length > 2 && digits[0] == '0' && digits[1] is 'x' or 'o' or 'b';
        if (isPrefixed)
        {
            return digits.Length == word.Length && GoCast.TryParseInt(word, 0, out var prefixed) ? prefixed : null;
        }

        var isInteger = !digits.ContainsAnyExcept(IntegerCharacters);
        if (!isInteger && digits.ContainsAnyExcept(FloatCharacters))
        {
            return null;
        }

        if (!isInteger && !digits.ContainsAny('.', 'e', 'E'))
        {
            return null;
        }

        if (digits.StartsWith('_') || digits.EndsWith('_') || word.Contains("__", StringComparison.Ordinal))
        {
            throw Fail($"Invalid {(isInteger ? "integer" : "float")} {GoText.Quote(word)}: underscores must be surrounded by digits");
        }

        if (digits.Length > 1 && digits[0] == '0' && (char.IsAsciiDigit(digits[1]) || digits[1] == '_'))
        {
            throw Fail($"Invalid {(isInteger ? "integer" : "float")} {GoText.Quote(word)}: cannot have leading zeroes");
        }

        var plain = word.Replace("_", "", StringComparison.Ordinal);
        if (isInteger)
        {
            return GoCast.TryParseInt(plain, 10, out var integer) ? integer : throw Fail($"{word} is out of range for int64");
        }

        var point = plain.IndexOf('.', StringComparison.Ordinal);
        return point >= 0 && (point + 1 == plain.Length || !char.IsAsciiDigit(plain[point + 1]))
            ? throw Fail($"Invalid float {GoText.Quote(word)}: '.' must be followed by one or more digits")
            : double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real
            : throw Fail($"Invalid float value: {GoText.Quote(word)}");
    }

    private static GoTime? Time(string word)
    {
        var text = word.Length > 10 && word[10] is ' ' or 't' ? $"{word.AsSpan(0, 10)}T{word.AsSpan(11)}" : word;
        if (text.EndsWith('z'))
        {
            text = text[..^1] + "Z";
        }

        foreach (var (layout, zone) in TimeLayouts)
        {
            if (new TimeParser(layout, text, zone is null ? GoZone.Utc : GoZone.Fixed(zone, 0)).Read(out var seconds, out var nanosecond, out var found) is null)
            {
                return new GoTime(seconds, nanosecond, found);
            }
        }

        return null;
    }

    private string ReadBasicText()
    {
        var text = new StringBuilder();
        while (Current != '"')
        {
            if (_at >= _text.Length || Current == '\n')
            {
                throw Fail(_at >= _text.Length ? "unexpected EOF; expected '\"'" : "strings cannot contain newlines");
            }

            if (Current == '\\')
            {
                ReadEscape(text);
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        _at++;
        return text.ToString();
    }

    private string ReadLiteralText()
    {
        var end = _text.IndexOf('\'', _at);
        var line = _text.IndexOf('\n', _at);
        if (end < 0 || (line >= 0 && line < end))
        {
            throw Fail(end < 0 ? "unexpected EOF; expected \"'\"" : "strings cannot contain newlines");
        }

        var text = _text[_at..end];
        _at = end + 1;
        return text;
    }

    private string ReadLongText(char quote)
    {
        _at += 3;
        if (Current == '\n')
        {
            _at++;
        }

        var text = new StringBuilder();
        while (!(Current == quote && At(1) == quote && At(2) == quote))
        {
            if (_at >= _text.Length)
            {
                throw Fail(quote == '"' ? "unexpected EOF; expected '\"\"\"'" : "unexpected EOF; expected \"'''\"");
            }

            if (quote == '"' && Current == '\\')
            {
                ReadLongEscape(text);
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        _at += 3;

        // Up to two quotes may stand before the closing ones.
        for (var i = 0; i < 2 && Current == quote; i++, _at++)
        {
            text.Append(quote);
        }

        return text.ToString();
    }

    /// <summary>A backslash at the end of a line takes away all white space up to the next text.</summary>
    private void ReadLongEscape(StringBuilder text)
    {
        var next = _text.AsSpan(_at + 1).IndexOfAnyExcept(" \t\n");
        var between = next < 0 ? _text.AsSpan(_at + 1) : _text.AsSpan(_at + 1, next);
        if (between.Contains('\n'))
        {
            _at += 1 + between.Length;
        }
        else
        {
            ReadEscape(text);
        }
    }

    private void ReadEscape(StringBuilder text)
    {
        var c = At(1);
        var plain = c switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            'e' => '\e',
            '"' or '\\' => c,
            _ => '\0',
        };
        _at += 2;
        if (plain != '\0')
        {
            text.Append(plain);
            return;
        }

        var length = c switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => throw Fail($"invalid escape: '\\{c}'"),
        };
        var digits = _text.Substring(_at, Math.Min(length, _text.Length - _at));
        if (digits.Length < length || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
        {
            throw Fail($"Escaped character '\\{c}{digits}' is not valid UTF-8.");
        }

        text.Append(new Rune(code).ToString());
        _at += length;
    }
}
