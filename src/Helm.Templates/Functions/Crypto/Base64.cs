namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>Base64 as Go's <c>StdEncoding</c> reads it: line ends are skipped, padding must be there.</summary>
internal static class Base64
{
    /// <summary>Decodes a text.</summary>
    /// <returns>Null when it was decoded, else Go's message with the place of the first character that is wrong.</returns>
    public static string? TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (Problem(text) is { } at)
        {
            return $"illegal base64 data at input byte {at}";
        }

        bytes = Convert.FromBase64String(text);
        return null;
    }

    private static int? Problem(string text)
    {
        var inGroup = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r' or '\n')
            {
                continue;
            }

            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/')
            {
                inGroup = (inGroup + 1) % 4;
                continue;
            }

            return c == '=' && inGroup >= 2 ? ProblemInPadding(text, i, inGroup) : ByteOffset(text, i);
        }

        return inGroup == 0 ? null : text.Length - inGroup;
    }

    /// <summary>Two characters take two signs of padding, three take one, and nothing follows.</summary>
    private static int? ProblemInPadding(string text, int i, int inGroup)
    {
        i = Skip(text, i + 1);
        if (inGroup == 2)
        {
            if (i >= text.Length)
            {
                return text.Length;
            }

            if (text[i] != '=')
            {
                return i - 1;
            }

            i = Skip(text, i + 1);
        }

        return i < text.Length ? i : null;
    }

    private static int Skip(string text, int i)
    {
        while (i < text.Length && text[i] is '\r' or '\n')
        {
            i++;
        }

        return i;
    }

    private static int ByteOffset(string text, int i) => System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, i));
}
