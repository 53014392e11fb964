using System.Buffers;
using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Go's quoted literals, written and read: <c>strconv.Quote</c>, <c>Unquote</c> and their relatives.</summary>
internal static class GoQuote
{
    // What stands for itself between double quotes.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        string.Concat(Enumerable.Range(' ', 0x7F - ' ').Select(static c => (char)c)).Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal));

    public static string Quote(string text, char quote, bool asciiOnly)
    {
        if (quote == '"' && text.AsSpan().IndexOfAnyExcept(Plain) < 0)
        {
            return string.Concat("\"", text, "\"");
        }

        var result = new StringBuilder(text.Length + 2);
        AppendQuoted(result, text, quote, asciiOnly);
        return result.ToString();
    }

    public static void AppendQuoted(StringBuilder target, string text, char quote, bool asciiOnly)
    {
        text = GoText.Normalize(text);
        target.Append(quote);
        for (var i = 0; i < text.Length;)
        {
            i += GoText.DecodeRune(text, i, out var rune, out var invalid);
            if (invalid >= 0)
            {
                target.Append(CultureInfo.InvariantCulture, $"\\x{invalid:x2}");
            }
            else
            {
                AppendEscaped(target, rune, quote, asciiOnly);
            }
        }

        target.Append(quote);
    }

    /// <summary>A character in single quotes; U+FFFD for a number that is no character.</summary>
    public static string QuoteRune(int rune, bool asciiOnly)
    {
        var result = new StringBuilder("'");
        AppendEscaped(result, Rune.IsValid(rune) ? rune : 0xFFFD, '\'', asciiOnly);
        return result.Append('\'').ToString();
    }

    /// <summary>Whether the text can stand unchanged between backquotes: <c>strconv.CanBackquote</c>.</summary>
    public static bool CanBackquote(string text)
    {
        foreach (var c in GoText.Normalize(text))
        {
            if ((c < ' ' && c != '\t') || c is '`' or '\u007F' or '\uFEFF' || GoText.IsEscape(c))
            {
                // A low surrogate of a pair may look like an escape; only then is the slow question worth asking.
                if (!GoText.IsEscape(c) || HasInvalidByte(text))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Go's <c>unicode.IsPrint</c>: letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    public static bool IsPrint(int rune)
    {
        if (rune < 0x7F)
        {
            return rune >= ' ';
        }

        if (!Rune.IsValid(rune))
        {
            return false;
        }

        return Rune.GetUnicodeCategory(new Rune(rune)) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator);
    }

    /// <summary>Reads a quoted literal (double, single or back quotes); false for one with a wrong escape or an open end.</summary>
    public static bool TryUnquote(string literal, out string text)
    {
        text = "";
        if (literal.Length < 2 || literal[^1] != literal[0])
        {
            return false;
        }

        var inner = literal[1..^1];
        if (literal[0] == '`')
        {
            text = inner.Replace("\r", "", StringComparison.Ordinal);
            return !inner.Contains('`', StringComparison.Ordinal);
        }

        if (!inner.Contains('\\', StringComparison.Ordinal))
        {
            text = inner;
            return !inner.Contains('\n', StringComparison.Ordinal) && !inner.Contains(literal[0], StringComparison.Ordinal);
        }

        var result = new StringBuilder(inner.Length);
        Span<char> pair = stackalloc char[2];
        for (var i = 0; i < inner.Length;)
        {
            if (inner[i] == '\n' || !TryReadChar(inner, ref i, literal[0], out var rune, out var isByte))
            {
                return false;
            }

            if (isByte && rune >= 0x80)
            {
                result.Append((char)(0xDC00 + rune));
            }
            else
            {
                result.Append(pair[..new Rune(rune).EncodeToUtf16(pair)]);
            }
        }

        text = GoText.Normalize(result.ToString());
        return true;
    }

    /// <summary>One character of a literal, escaped or not: <c>strconv.UnquoteChar</c>.</summary>
    /// <param name="text">The inside of the literal.</param>
    /// <param name="index">Where to read; moved past the character.</param>
    /// <param name="quote">The quote of the literal.</param>
    /// <param name="rune">The character, or the byte's value.</param>
    /// <param name="isByte">Whether it was written as a byte (<c>\x41</c>, <c>\101</c>).</param>
    public static bool TryReadChar(string text, ref int index, char quote, out int rune, out bool isByte)
    {
        isByte = false;
        rune = 0;
        if (index >= text.Length || text[index] == quote)
        {
            return false;
        }

        if (text[index] != '\\')
        {
            index += GoText.DecodeRune(text, index, out rune, out var invalid);
            if (invalid >= 0)
            {
                (rune, isByte) = (invalid, true);
            }

            return true;
        }

        if (index + 1 >= text.Length)
        {
            return false;
        }

        var c = text[index + 1];
        index += 2;
        switch (c)
        {
            case 'x':
                isByte = true;
                return TryReadHex(text, ref index, 2, out rune);
            case 'u':
                return TryReadHex(text, ref index, 4, out rune) && Rune.IsValid(rune);
            case 'U':
                return TryReadHex(text, ref index, 8, out rune) && Rune.IsValid(rune);
            case >= '0' and <= '7':
                isByte = true;
                index--;
                return TryReadOctal(text, ref index, out rune);
            default:
                rune = c switch
                {
                    'a' => '\a',
                    'b' => '\b',
                    'f' => '\f',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\v',
                    '\\' => '\\',
                    _ when c == quote => c,
                    _ => -1,
                };
                return rune >= 0;
        }
    }

    private static bool TryReadHex(string text, ref int index, int digits, out int value)
    {
        value = 0;
        if (text.Length - index < digits
            || !uint.TryParse(text.AsSpan(index, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var read)
            || read > 0x10FFFF)
        {
            return false;
        }

        index += digits;
        value = (int)read;
        return true;
    }

    private static bool TryReadOctal(string text, ref int index, out int value)
    {
        value = 0;
        if (text.Length - index < 3)
        {
            return false;
        }

        for (var end = index + 3; index < end; index++)
        {
            if (text[index] is < '0' or > '7')
            {
                return false;
            }

            value = (value * 8) + text[index] - '0';
        }

        return value <= 255;
    }

    private static bool HasInvalidByte(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            i += GoText.DecodeRune(text, i, out _, out var invalid);
            if (invalid >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void AppendEscaped(StringBuilder target, int rune, char quote, bool asciiOnly)
    {
        if (rune == quote || rune == '\\')
        {
            target.Append('\\').Append((char)rune);
            return;
        }

        if (asciiOnly ? rune is >= ' ' and < 0x7F : IsPrint(rune))
        {
            Span<char> pair = stackalloc char[2];
            target.Append(pair[..new Rune(rune).EncodeToUtf16(pair)]);
            return;
        }

        var simple = rune switch
        {
            '\a' => 'a',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\v' => 'v',
            _ => '\0',
        };
        _ = simple switch
        {
            not '\0' => target.Append('\\').Append(simple),
            _ when rune < ' ' || rune == 0x7F => target.Append(CultureInfo.InvariantCulture, $"\\x{rune:x2}"),
            _ when rune < 0x10000 => target.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}"),
            _ => target.Append(CultureInfo.InvariantCulture, $"\\U{rune:x8}"),
        };
    }
}
