using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Text;

/// <summary>Word functions of Masterminds/goutils and of Go's <c>strings</c> package.</summary>
internal static class WordText
{
    /// <summary>Upper case, letter by letter; unlike .NET, Go has one for the dotless i and the long s.</summary>
    public static string Upper(string text) => text.ToUpperInvariant().Replace('ı', 'I').Replace('ſ', 'S');

    /// <summary>Lower case, letter by letter; unlike .NET, Go has one for the dotted capital I.</summary>
    public static string Lower(string text) => text.ToLowerInvariant().Replace('İ', 'i');

    /// <summary>Upper-cases the first letter of each word by the old rule of Go's <c>strings.Title</c>: <c>it's</c> becomes <c>It'S</c>.</summary>
    public static string Title(string text)
    {
        var output = new StringBuilder(text.Length);
        var previous = new Rune(' ');
        foreach (var (rune, piece) in Runes(text))
        {
            output.Append(IsSeparator(previous) ? Titled(piece) : piece);
            previous = rune;
        }

        return output.ToString();
    }

    /// <summary>Lower-cases the first letter of each word.</summary>
    public static string Untitle(string text)
    {
        var output = new StringBuilder(text.Length);
        var atStart = true;
        foreach (var (rune, piece) in Runes(text))
        {
            if (Rune.IsWhiteSpace(rune))
            {
                atStart = true;
                output.Append(piece);
            }
            else
            {
                output.Append(atStart ? Lower(piece) : piece);
                atStart = false;
            }
        }

        return output.ToString();
    }

    /// <summary>Swaps case; a lower-case letter at the start of a word becomes a title letter.</summary>
    public static string SwapCase(string text)
    {
        var output = new StringBuilder(text.Length);
        var afterSpace = true;
        foreach (var (rune, piece) in Runes(text))
        {
            if (Rune.IsUpper(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.TitlecaseLetter)
            {
                output.Append(Lower(piece));
                afterSpace = false;
            }
            else if (Rune.IsLower(rune))
            {
                output.Append(afterSpace ? Titled(piece) : Upper(piece));
                afterSpace = false;
            }
            else
            {
                output.Append(piece);
                afterSpace = Rune.IsWhiteSpace(rune);
            }
        }

        return output.ToString();
    }

    /// <summary>Removes white space byte by byte; when any was there, the other bytes become characters of their own.</summary>
    public static string RemoveSpace(string text)
    {
        var bytes = GoText.ToBytes(text);
        var output = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            if (!char.IsWhiteSpace((char)b))
            {
                output.Append((char)b);
            }
        }

        return output.Length == bytes.Length ? text : output.ToString();
    }

    /// <summary>First bytes of the words, each as if it were a character.</summary>
    public static string Initials(ReadOnlySpan<byte> text)
    {
        var output = new StringBuilder();
        var afterSpace = true;
        foreach (var b in text)
        {
            if (char.IsWhiteSpace((char)b))
            {
                afterSpace = true;
            }
            else if (afterSpace)
            {
                output.Append((char)b);
                afterSpace = false;
            }
        }

        return output.ToString();
    }

    /// <summary>Breaks lines at spaces so that they have at most so many bytes; longer words are kept or cut.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> text, long width, ReadOnlySpan<byte> newline, bool cutWords)
    {
        if (width < 1)
        {
            width = 1;
        }

        var output = new MemoryStream(text.Length + 16);
        var at = 0;
        while (text.Length - at > width)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var space = text.Slice(at, (int)width + 1).LastIndexOf((byte)' ');
            if (space < 0 && cutWords)
            {
                output.Write(text.Slice(at, (int)width));
                output.Write(newline);
                at += (int)width;
                continue;
            }

            if (space < 0)
            {
                var next = text[(at + (int)width)..].IndexOf((byte)' ');
                if (next < 0)
                {
                    break;
                }

                space = next + (int)width;
            }

            output.Write(text.Slice(at, space));
            output.Write(newline);
            at += space + 1;
        }

        output.Write(text[at..]);
        return output.ToArray();
    }

    private static string Titled(string piece) => piece is "ǆ" or "Ǆ" or "ǅ" ? "ǅ" : Upper(piece);

    private static bool IsSeparator(Rune rune)
    {
        if (rune.IsAscii)
        {
            return !(char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_');
        }

        return !Rune.IsLetter(rune) && !Rune.IsDigit(rune) && Rune.IsWhiteSpace(rune);
    }

    /// <summary>The characters of a text with their text, which for bytes that are not UTF-8 is kept.</summary>
    private static IEnumerable<(Rune Rune, string Text)> Runes(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            yield return (rune, text.Substring(i, length));
            i += length;
        }
    }
}
