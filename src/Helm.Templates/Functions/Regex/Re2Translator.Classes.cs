using System.Globalization;

namespace GitOpsToolkit.Helm.Templates.Functions.Regex;

/// <summary>Escapes and character classes.</summary>
internal sealed partial class Re2Translator
{
    /// <summary>Reads an escape outside a class; whether what it stands for can be repeated.</summary>
    private bool ReadEscape(bool canRepeat)
    {
        var next = _at + 1 < pattern.Length ? pattern[_at + 1] : '\0';
        switch (next)
        {
            case 'A' or 'b' or 'B' or 'z':
                _output.Append(CultureInfo.InvariantCulture, $@"(?:\{next})");
                _at += 2;
                return true;
            case 'Q':
                return ReadQuoted() || canRepeat;
            default:
                var set = new RuneSet();
                if (ReadNamedSet(set))
                {
                    _output.Append(set.ToPattern(negated: false));
                }
                else
                {
                    AppendLiteral(ReadEscapedRune());
                }

                return true;
        }
    }

    private bool ReadQuoted()
    {
        _at += 2;
        var any = false;
        while (!IsEnd)
        {
            if (pattern.AsSpan(_at).StartsWith(@"\E"))
            {
                _at += 2;
                break;
            }

            AppendLiteral(ReadRune());
            any = true;
        }

        return any;
    }

    /// <summary>Reads <c>\d</c>, <c>\pL</c>, <c>\p{Greek}</c> and the like; false when something else stands here.</summary>
    private bool ReadNamedSet(RuneSet set)
    {
        if (_at + 1 >= pattern.Length || Current != '\\')
        {
            return false;
        }

        var letter = pattern[_at + 1];
        if (UnicodeClasses.Perl(char.ToLowerInvariant(letter)) is { } members && char.IsAscii(letter))
        {
            set.Add(members, char.IsAsciiLetterUpper(letter));
            _at += 2;
            return true;
        }

        if (letter is not ('p' or 'P'))
        {
            return false;
        }

        var start = _at;
        _at += 2;
        if (IsEnd)
        {
            throw new RegexSyntaxException("invalid character class range", pattern[start..]);
        }

        string name;
        if (Current == '{')
        {
            var end = pattern.IndexOf('}', _at);
            if (end < 0)
            {
                throw new RegexSyntaxException("invalid character class range", pattern[start..]);
            }

            name = pattern[(_at + 1)..end];
            _at = end + 1;
        }
        else
        {
            name = Current.ToString();
            _at++;
        }

        var negated = letter == 'P';
        if (name.StartsWith('^'))
        {
            (negated, name) = (!negated, name[1..]);
        }

        return UnicodeClasses.AddTo(set, name, negated)
            ? true
            : throw new RegexSyntaxException("invalid character class range", pattern[start.._at]);
    }

    private int ReadEscapedRune()
    {
        var start = _at++;
        if (IsEnd)
        {
            throw new RegexSyntaxException("trailing backslash at end of expression", "");
        }

        var c = ReadRune();
        switch (c)
        {
            case 'a': return 7;
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x' when ReadHexadecimal() is { } code:
                return code;
            case '0' or (>= '1' and <= '7') when c == '0' || (!IsEnd && Current is >= '0' and <= '7'):
                return ReadOctal(c - '0');
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)c):
                return c;
            default:
                throw new RegexSyntaxException("invalid escape sequence", pattern[start.._at]);
        }
    }

    private int ReadOctal(int value)
    {
        for (var i = 1; i < 3 && !IsEnd && Current is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + (Current - '0');
            _at++;
        }

        return value;
    }

    private int? ReadHexadecimal()
    {
        if (IsEnd)
        {
            return null;
        }

        string digits;
        if (Current == '{')
        {
            var end = pattern.IndexOf('}', _at);
            digits = end < 0 ? "" : pattern[(_at + 1)..end];
            _at = end < 0 ? pattern.Length : end + 1;
        }
        else
        {
            digits = pattern.Substring(_at, Math.Min(2, pattern.Length - _at));
            _at += digits.Length;
            digits = digits.Length == 2 ? digits : "";
        }

        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code is >= 0 and <= 0x10FFFF ? code : null;
    }

    private void ReadClass()
    {
        var start = _at++;
        var set = new RuneSet();
        var negated = !IsEnd && Current == '^';
        if (negated)
        {
            _at++;
        }

        // A closing bracket in first place is a member.
        for (var first = true; IsEnd || Current != ']' || first; first = false)
        {
            if (IsEnd)
            {
                throw new RegexSyntaxException("missing closing ]", pattern[start..]);
            }

            if (!ReadPosixClass(set) && !ReadNamedSet(set))
            {
                ReadRange(set, start);
            }
        }

        _at++;
        _output.Append(set.ToPattern(negated));
    }

    private bool ReadPosixClass(RuneSet set)
    {
        if (!pattern.AsSpan(_at).StartsWith("[:"))
        {
            return false;
        }

        var end = pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var name = pattern[(_at + 2)..end];
        var negated = name.StartsWith('^');
        if (UnicodeClasses.Posix(negated ? name[1..] : name) is not { } members)
        {
            throw new RegexSyntaxException("invalid character class range", pattern[_at..(end + 2)]);
        }

        set.Add(members, negated);
        _at = end + 2;
        return true;
    }

    private void ReadRange(RuneSet set, int classStart)
    {
        var start = _at;
        var from = ReadClassRune(classStart);
        var to = from;
        if (_at + 1 < pattern.Length && Current == '-' && pattern[_at + 1] != ']')
        {
            _at++;
            to = ReadClassRune(classStart);
            if (to < from)
            {
                throw new RegexSyntaxException("invalid character class range", pattern[start.._at]);
            }
        }

        set.Add(from, to);
    }

    private int ReadClassRune(int classStart) => IsEnd
        ? throw new RegexSyntaxException("missing closing ]", pattern[classStart..])
        : Current == '\\' ? ReadEscapedRune() : ReadRune();
}
