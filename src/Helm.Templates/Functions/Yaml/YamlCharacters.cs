using System.Buffers;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>Sets of characters the scanner asks for, and the check of the whole text that comes before it.</summary>
internal static class YamlCharacters
{
    public static SearchValues<char> Breaks { get; } = SearchValues.Create("\n\r\u0085\u2028\u2029");

    /// <summary>Characters that never end a plain scalar.</summary>
    public static SearchValues<char> PlainWord { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=()$;<^~\\@%&*!|'\"`");

    private static SearchValues<char> Common { get; } = SearchValues.Create(CommonText());

    /// <summary>Refuses control characters and bytes that are not UTF-8.</summary>
    /// <exception cref="YamlSyntaxException">The text has such a character.</exception>
    public static void Check(string text)
    {
        var i = 0;
        while (true)
        {
            var next = text.AsSpan(i).IndexOfAnyExcept(Common);
            if (next < 0)
            {
                return;
            }

            i += next;
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(c))
            {
                // The byte stands for itself; 0x80 to 0xBF cannot start a character, 0xC0 on lack what should follow.
                var starts = c is >= '\uDCC2' and <= '\uDCF4';
                throw new YamlSyntaxException(!starts ? "invalid leading UTF-8 octet" : i + 1 == text.Length ? "incomplete UTF-8 octet sequence" : "invalid trailing UTF-8 octet");
            }
            else if (!(c is '\u0085' or (>= '\u00A0' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD')))
            {
                throw new YamlSyntaxException("control characters are not allowed");
            }

            i++;
        }
    }

    private static string CommonText()
    {
        var text = new List<char> { '\t', '\n', '\r' };
        for (var c = ' '; c <= '~'; c++)
        {
            text.Add(c);
        }

        return new string([.. text]);
    }
}
