using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Rewrites what the two dialects spell or mean differently and refuses what RE2 does not have.</summary>
internal sealed class Re2Translator(string pattern)
{
    /// <summary>RE2's limit on a counted repetition.</summary>
    private const int MaxRepeat = 1000;

    private readonly StringBuilder _out = new();
    private readonly Stack<bool> _multiline = new([false]);
    private int _at;

    /// <summary>True when the last thing written can be repeated.</summary>
    private bool _repeatable;

    private bool _repeated;

    /// <summary>The expression in .NET's dialect.</summary>
    /// <exception cref="FormatException">It is not RE2; the message is Go's.</exception>
    public string Run()
    {
        while (_at < pattern.Length)
        {
            Step();
        }

        return _multiline.Count == 1 ? _out.ToString() : throw Error("missing closing )", pattern);
    }

    private void Step()
    {
        var c = pattern[_at];
        switch (c)
        {
            case '\\':
                Escape(inClass: false);
                Atom();
                break;
            case '[':
                Class();
                Atom();
                break;
            case '(':
                Group();
                break;
            case ')':
                if (_multiline.Count == 1)
                {
                    throw Error("unexpected )", pattern);
                }

                _multiline.Pop();
                Copy(1);
                Atom();
                break;
            case '$':
                // Go's $ is the very end; .NET's also matches before a final line feed.
                _out.Append(_multiline.Peek() ? "$" : "\\z");
                _at++;
                Atom();
                break;
            case '*' or '+' or '?':
                Repeat(1);
                break;
            case '{' when CountedRepeat() is { } length:
                Repeat(length);
                break;
            case '|':
                Copy(1);
                (_repeatable, _repeated) = (false, false);
                break;
            case '#' or ' ' or '}' or ']' or '{':
                _out.Append('\\').Append(c);
                _at++;
                Atom();
                break;
            default:
                Copy(1);
                Atom();
                break;
        }
    }

    private void Atom() => (_repeatable, _repeated) = (true, false);

    private void Repeat(int length)
    {
        var text = pattern.Substring(_at, length);
        if (!_repeatable)
        {
            throw Error("missing argument to repetition operator", text);
        }

        if (_repeated)
        {
            throw Error("invalid nested repetition operator", pattern[(_at - 1)..(_at + length)]);
        }

        Copy(length);
        if (_at < pattern.Length && pattern[_at] == '?')
        {
            Copy(1);
        }

        _repeated = true;
    }

    /// <summary>The length of <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c> here; null when the brace is literal.</summary>
    private int? CountedRepeat()
    {
        var end = pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return null;
        }

        var parts = pattern[(_at + 1)..end].Split(',');
        if (parts.Length > 2 || parts[0].Length == 0 || !Array.TrueForAll(parts, part => part.All(char.IsAsciiDigit)))
        {
            return null;
        }

        foreach (var part in parts)
        {
            if (part.Length > 4 || (part.Length > 0 && int.Parse(part, CultureInfo.InvariantCulture) > MaxRepeat))
            {
                throw Error("invalid repeat count", pattern[_at..(end + 1)]);
            }
        }

        return end + 1 - _at;
    }

    private void Group()
    {
        (_repeatable, _repeated) = (false, false);
        if (Peek(1) != '?')
        {
            _multiline.Push(_multiline.Peek());
            Copy(1);
            return;
        }

        if (Peek(2) == 'P' && Peek(3) == '<')
        {
            Named(_at, skip: 3);
        }
        else if (Peek(2) == '<' && Peek(3) is not ('=' or '!'))
        {
            Named(_at, skip: 2);
        }
        else
        {
            Flags();
        }
    }

    private void Named(int start, int skip)
    {
        _at += skip;
        var end = pattern.IndexOf('>', _at);
        var name = end < 0 ? "" : pattern[(_at + 1)..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw Error("invalid named capture", pattern[start..(end < 0 ? pattern.Length : end + 1)]);
        }

        // Captures are never read and .NET would merge equal names, so the name is dropped.
        _out.Append('(');
        _at = end + 1;
        _multiline.Push(_multiline.Peek());
    }

    private void Flags()
    {
        var start = _at;
        _at += 2;
        var on = true;
        var multiline = _multiline.Peek();
        var written = new StringBuilder("(?");
        while (_at < pattern.Length)
        {
            var c = pattern[_at++];
            switch (c)
            {
                case 'i' or 's':
                    written.Append(c);
                    break;
                case 'm':
                    multiline = on;
                    written.Append(c);
                    break;
                case '-' when on:
                    on = false;
                    written.Append(c);
                    break;
                case ':':
                    _out.Append(written).Append(':');
                    _multiline.Push(multiline);
                    return;
                case ')':
                    _out.Append(written).Append(')');
                    _multiline.Pop();
                    _multiline.Push(multiline);
                    return;
                default:
                    throw Error("invalid or unsupported Perl syntax", pattern[start.._at]);
            }
        }

        throw Error("missing closing )", pattern);
    }

    private void Class()
    {
        var start = _at;
        Copy(1);
        if (Peek(0) == '^')
        {
            Copy(1);
        }

        for (var first = true; ; first = false)
        {
            if (_at >= pattern.Length)
            {
                throw Error("missing closing ]", pattern[start..]);
            }

            var c = pattern[_at];
            if (c == ']' && !first)
            {
                Copy(1);
                return;
            }

            if (c == '[' && Peek(1) == ':')
            {
                PosixClass();
            }
            else if (c == '\\')
            {
                Escape(inClass: true);
            }
            else if (c is '[' or ']')
            {
                _out.Append('\\').Append(c);
                _at++;
            }
            else if (c == '-' && Peek(1) == '[')
            {
                _out.Append("\\-"); // in .NET "-[" would subtract a class
                _at++;
            }
            else
            {
                Copy(1);
            }
        }
    }

    private void PosixClass()
    {
        var end = pattern.IndexOf(":]", _at, StringComparison.Ordinal);
        var name = end < 0 ? "" : pattern[(_at + 2)..end];
        _out.Append(name switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => "\\x00-\\x7F",
            "blank" => "\\t ",
            "cntrl" => "\\x00-\\x1F\\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => "!-/:-@\\[-`{-~",
            "space" => "\\t\\n\\v\\f\\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => throw Error("invalid character class range", end < 0 ? pattern[_at..] : pattern[_at..(end + 2)]),
        });
        _at = end + 2;
    }

    private void Escape(bool inClass)
    {
        if (_at + 1 >= pattern.Length)
        {
            throw Error("trailing backslash at end of expression", "");
        }

        var c = pattern[_at + 1];
        var replacement = c switch
        {
            // Go's shorthands are ASCII; .NET's know all of Unicode.
            'd' => inClass ? "0-9" : "[0-9]",
            'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
            's' => inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]",
            'D' => inClass ? "\\x00-/:-\\uFFFF" : "[^0-9]",
            'W' => inClass ? "\\x00-/:-@\\[-^`{-\\uFFFF" : "[^0-9A-Za-z_]",
            'S' => inClass ? "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\uFFFF" : "[^\\t\\n\\f\\r ]",
            'a' => "\\x07",
            _ => null,
        };
        if (replacement is not null)
        {
            _out.Append(replacement);
            _at += 2;
        }
        else if (c is 'n' or 't' or 'r' or 'f' or 'v' || (!inClass && c is 'A' or 'z' or 'b' or 'B') || (c < 0x80 && !char.IsAsciiLetterOrDigit(c)))
        {
            Copy(2);
        }
        else if (c is 'p' or 'P')
        {
            UnicodeClass();
        }
        else if (c == 'x')
        {
            Hex();
        }
        else if (c == 'Q' && !inClass)
        {
            var end = pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
            _out.Append(Regex.Escape(pattern[(_at + 2)..(end < 0 ? pattern.Length : end)]));
            _at = end < 0 ? pattern.Length : end + 2;
        }
        else if (c is >= '0' and <= '7' && Octal() is { } code)
        {
            _out.Append(CultureInfo.InvariantCulture, $"\\x{code:X2}");
        }
        else
        {
            throw Error("invalid escape sequence", pattern.Substring(_at, 2));
        }
    }

    /// <summary><c>\0</c> to <c>\377</c>; a single digit from 1 would be a back reference, which RE2 has not.</summary>
    private int? Octal()
    {
        if (pattern[_at + 1] != '0' && !(Peek(2) is >= '0' and <= '7'))
        {
            return null;
        }

        var (code, digits) = (0, 0);
        while (digits < 3 && Peek(digits + 1) is >= '0' and <= '7')
        {
            code = (code * 8) + (Peek(++digits) - '0');
        }

        _at += digits + 1;
        return code <= 0xFF ? code : null;
    }

    private void UnicodeClass()
    {
        var start = _at;
        var end = Peek(2) == '{' ? pattern.IndexOf('}', _at) : _at + 2;
        if (end < 0 || end >= pattern.Length)
        {
            throw Error("invalid character class range", pattern[start..]);
        }

        var name = Peek(2) == '{' ? pattern[(_at + 3)..end] : pattern[end].ToString();
        var negated = name.StartsWith('^');
        name = negated ? name[1..] : name;
        if (name.Length is 0 or > 2)
        {
            throw Error("invalid character class range", pattern[start..(end + 1)]);
        }

        _out.Append((pattern[_at + 1] == 'P') ^ negated ? "\\P{" : "\\p{").Append(name).Append('}');
        _at = end + 1;
    }

    private void Hex()
    {
        var start = _at;
        var end = Peek(2) == '{' ? pattern.IndexOf('}', _at) : _at + 3;
        if (end < 0 || end >= pattern.Length)
        {
            throw Error("invalid escape sequence", pattern[start..]);
        }

        var digits = Peek(2) == '{' ? pattern[(_at + 3)..end] : pattern.Substring(_at + 2, 2);
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
        {
            throw Error("invalid escape sequence", pattern[start..(end + 1)]);
        }

        foreach (var unit in new Rune(code).ToString())
        {
            _out.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
        }

        _at = end + 1;
    }

    private void Copy(int length)
    {
        _out.Append(pattern, _at, length);
        _at += length;
    }

    private char Peek(int ahead) => _at + ahead < pattern.Length ? pattern[_at + ahead] : '\0';

    private static FormatException Error(string reason, string text) => new($"{reason}: `{text}`");
}
