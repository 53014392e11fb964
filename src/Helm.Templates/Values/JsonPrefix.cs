using GitOpsToolkit.Helm.Templates.Functions.Json;

namespace GitOpsToolkit.Helm.Templates.Values;

/// <summary>Reads a JSON value at the beginning of a longer text.</summary>
internal static class JsonPrefix
{
    /// <summary>The value at a position, which moves behind it.</summary>
    /// <exception cref="SetException">There is no JSON value.</exception>
    public static object? Read(string text, ref int at)
    {
        var end = End(text, at);
        try
        {
            var value = JsonReader.Read(text[at..end]);
            at = end;
            return value;
        }
        catch (JsonDecodingException e)
        {
            throw new SetException(e.Message);
        }
    }

    /// <summary>Where the value ends if it is well formed; the reader finds out whether it is.</summary>
    private static int End(string text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    i = EndOfText(text, i);
                    break;
                case '{' or '[':
                    depth++;
                    continue;
                case '}' or ']':
                    depth--;
                    break;
                case var c when depth > 0 || char.IsWhiteSpace(c):
                    continue;
                default:
                    i = EndOfScalar(text, i) - 1;
                    break;
            }

            if (depth <= 0)
            {
                return Math.Min(i + 1, text.Length);
            }
        }

        return text.Length;
    }

    private static int EndOfText(string text, int quote)
    {
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        return text.Length;
    }

    private static int EndOfScalar(string text, int start)
    {
        foreach (var literal in (string[])["true", "false", "null"])
        {
            if (text.AsSpan(start).StartsWith(literal))
            {
                return start + literal.Length;
            }
        }

        var end = start + 1;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or 'e' or 'E' or '+' or '-'))
        {
            end++;
        }

        return end;
    }
}
