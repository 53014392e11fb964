using System.Buffers;
using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary><c>html</c>, <c>js</c> and <c>urlquery</c>.</summary>
internal static class Escaping
{
    private static readonly SearchValues<char> HtmlSpecial = SearchValues.Create("\"'&<>\0");

    /// <summary>The operands as one text, printed as the language prints them: nil as <c>&lt;no value&gt;</c>.</summary>
    public static string Join(object?[] operands) =>
        operands is [string text] ? text : GoFormat.Sprint(Array.ConvertAll(operands, static operand => operand ?? "<no value>"));

    public static string Html(string text)
    {
        if (text.AsSpan().IndexOfAny(HtmlSpecial) < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\0' => result.Append('\uFFFD'),
                '"' => result.Append("&#34;"),
                '\'' => result.Append("&#39;"),
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    public static string JavaScript(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var length = GoText.DecodeRune(text, i, out var rune, out _);
            switch (rune)
            {
                case '\\' or '\'' or '"':
                    result.Append('\\').Append((char)rune);
                    break;
                case '<' or '>' or '&' or '=' or < ' ':
                case >= 0x80 when !GoQuote.IsPrint(rune):
                    result.Append(CultureInfo.InvariantCulture, $"\\u{rune:X4}");
                    break;
                default:
                    result.Append(text, i, length);
                    break;
            }

            i += length;
        }

        return result.ToString();
    }

    public static string UrlQuery(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var b in GoText.ToBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                result.Append((char)b);
            }
            else if (b == (byte)' ')
            {
                result.Append('+');
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return result.ToString();
    }
}
