using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Regex;

/// <summary>
/// Reads a pattern in Go's syntax (RE2) and writes it in .NET's. What RE2 does not have is an error here, with Go's message.
/// </summary>
/// <remarks>Groups are numbered explicitly, for .NET counts named groups after the others.</remarks>
internal sealed partial class Re2Translator(string pattern)
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 250;

    private readonly StringBuilder _output = new(pattern.Length + 16);
    private int _at;
    private int _depth;
    private Flags _flags;

    /// <summary>Names of groups by number; empty for those without.</summary>
    public List<string> GroupNames { get; } = [""];

    /// <summary>Reads the pattern.</summary>
    /// <exception cref="RegexSyntaxException">It is not RE2.</exception>
    public string Translate()
    {
        ReadAlternation();
        if (_at < pattern.Length)
        {
            throw new RegexSyntaxException("unexpected )", pattern);
        }

        return _output.ToString();
    }

    private bool IsEnd => _at >= pattern.Length;

    private char Current => pattern[_at];

    /// <summary>Reads to the end or a closing parenthesis; returns how often its parts repeat at most.</summary>
    private int ReadAlternation()
    {
        var most = 1;
        var canRepeat = false;
        string? lastRepeat = null;
        var product = 1;
        while (!IsEnd && Current != ')')
        {
            if (Current == '|')
            {
                _output.Append('|');
                _at++;
                (canRepeat, lastRepeat) = (false, null);
                continue;
            }

            var start = _at;
            if (ReadRepeat() is { } repeat)
            {
                if (!canRepeat)
                {
                    throw new RegexSyntaxException("missing argument to repetition operator", pattern[start.._at]);
                }

                if (lastRepeat is not null)
                {
                    throw new RegexSyntaxException("invalid nested repetition operator", lastRepeat + pattern[start.._at]);
                }

                product *= repeat;
                if (product > MaxRepeat)
                {
                    throw new RegexSyntaxException("invalid repeat count", pattern[start.._at]);
                }

                most = Math.Max(most, product);
                lastRepeat = pattern[start.._at];
                continue;
            }

            lastRepeat = null;
            (canRepeat, product) = ReadAtom(canRepeat);
            most = Math.Max(most, product);
        }

        return most;
    }

    /// <summary>Reads a repetition operator; null when there is none here, else how often it repeats at most.</summary>
    private int? ReadRepeat()
    {
        string text;
        var count = 1;
        switch (Current)
        {
            case '*' or '+' or '?':
                text = Current.ToString();
                _at++;
                break;
            case '{' when TryReadCounts(out text, out count):
                break;
            default:
                return null;
        }

        var lazy = !IsEnd && Current == '?';
        if (lazy)
        {
            _at++;
        }

        _output.Append(text).Append(lazy != _flags.HasFlag(Flags.Ungreedy) ? "?" : "");
        return Math.Max(1, count);
    }

    private bool TryReadCounts(out string text, out int count)
    {
        (text, count) = ("", 0);
        var end = pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return false;
        }

        var counts = pattern[(_at + 1)..end];
        var comma = counts.IndexOf(',', StringComparison.Ordinal);
        var least = comma < 0 ? counts : counts[..comma];
        var most = comma < 0 ? counts : counts[(comma + 1)..];
        if (!IsNumber(least) || (most.Length > 0 && !IsNumber(most)))
        {
            return false;
        }

        var from = Number(least);
        var to = most.Length == 0 ? from : Number(most);
        text = pattern[_at..(end + 1)];
        if (from > MaxRepeat || to > MaxRepeat || from > to)
        {
            throw new RegexSyntaxException("invalid repeat count", text);
        }

        count = to;
        _at = end + 1;
        return true;
    }

    private static bool IsNumber(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    private static int Number(string text) => text.Length > 6 ? int.MaxValue : int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Reads one atom; whether it can be repeated, and how often its parts repeat.</summary>
    private (bool CanRepeat, int Product) ReadAtom(bool canRepeat)
    {
        var c = Current;
        switch (c)
        {
            case '(':
                return ReadGroup(canRepeat);
            case '[':
                ReadClass();
                break;
            case '.':
                _at++;
                _output.Append(AnyRune(_flags.HasFlag(Flags.DotAll)));
                break;
            case '^':
                _at++;
                _output.Append(_flags.HasFlag(Flags.Multiline) ? "(?m:^)" : @"(?:\A)");
                break;
            case '$':
                _at++;
                _output.Append(_flags.HasFlag(Flags.Multiline) ? "(?m:$)" : @"(?:\z)");
                break;
            case '\\':
                return (ReadEscape(canRepeat), 1);
            default:
                AppendLiteral(ReadRune());
                break;
        }

        return (true, 1);
    }

    private static string AnyRune(bool withNewline)
    {
        var set = new RuneSet();
        if (!withNewline)
        {
            set.Add('\n', '\n');
        }

        return set.ToPattern(negated: true);
    }

    private int ReadRune()
    {
        var rune = char.IsSurrogatePair(pattern, _at) ? char.ConvertToUtf32(pattern, _at) : pattern[_at];
        _at += rune > char.MaxValue ? 2 : 1;
        return rune;
    }

    private void AppendLiteral(int rune)
    {
        if (rune > char.MaxValue)
        {
            _output.Append("(?:").Append(char.ConvertFromUtf32(rune)).Append(')');
        }
        else if (rune < 0x80 && !char.IsAsciiLetterOrDigit((char)rune))
        {
            _output.Append(CultureInfo.InvariantCulture, $@"\u{rune:X4}");
        }
        else
        {
            _output.Append((char)rune);
        }
    }

    private (bool CanRepeat, int Product) ReadGroup(bool canRepeat)
    {
        if (++_depth > MaxDepth)
        {
            throw new RegexSyntaxException("expression nests too deeply", pattern);
        }

        var outer = _flags;
        _at++;
        if (!IsEnd && Current == '?')
        {
            if (!ReadGroupHead())
            {
                // Flags alone, "(?i)", stay on until the enclosing group ends.
                _depth--;
                return (canRepeat, 1);
            }
        }
        else
        {
            OpenCapture("");
        }

        var product = ReadAlternation();
        if (IsEnd)
        {
            throw new RegexSyntaxException("missing closing )", pattern);
        }

        _at++;
        _output.Append(')');
        _flags = outer;
        _depth--;
        return (true, product);
    }

    private void OpenCapture(string name)
    {
        _output.Append(CultureInfo.InvariantCulture, $"(?<{GroupNames.Count}>");
        GroupNames.Add(name);
    }

    /// <summary>Reads what follows <c>(?</c>; false when it was only flags.</summary>
    private bool ReadGroupHead()
    {
        var start = _at - 1;
        var rest = pattern.AsSpan(_at);
        var nameAt = rest.StartsWith("?P<") ? 3 : rest.StartsWith("?<") ? 2 : 0;
        if (nameAt > 0)
        {
            var end = rest.IndexOf('>');
            var name = end < 0 ? "" : rest[nameAt..end].ToString();
            if (end < 0 || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new RegexSyntaxException("invalid named capture", end < 0 ? pattern[start..] : pattern[start..(_at + end + 1)]);
            }

            if (GroupNames.Contains(name))
            {
                throw new RegexSyntaxException("duplicate capture group name", name);
            }

            _at += end + 1;
            OpenCapture(name);
            return true;
        }

        return ReadFlags(start);
    }

    private bool ReadFlags(int start)
    {
        _at++;
        var (flags, negative, any) = (_flags, false, false);
        while (!IsEnd)
        {
            var c = Current;
            _at++;
            var flag = c switch
            {
                'i' => Flags.IgnoreCase,
                'm' => Flags.Multiline,
                's' => Flags.DotAll,
                'U' => Flags.Ungreedy,
                _ => Flags.None,
            };
            if (flag != Flags.None)
            {
                flags = negative ? flags & ~flag : flags | flag;
                any = true;
            }
            else if (c == '-' && !negative)
            {
                (negative, any) = (true, false);
            }
            else if (c is ':' or ')' && (any || !negative))
            {
                _flags = flags;
                var ignoreCase = flags.HasFlag(Flags.IgnoreCase) ? "i" : "-i";
                _output.Append(CultureInfo.InvariantCulture, $"(?{ignoreCase}{c}");
                return c == ':';
            }
            else
            {
                break;
            }
        }

        throw new RegexSyntaxException("invalid or unsupported Perl syntax", pattern[start.._at]);
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        IgnoreCase = 1,
        Multiline = 2,
        DotAll = 4,
        Ungreedy = 8,
    }
}
