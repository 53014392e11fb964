using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Cel.Syntax;

/// <summary>The values of literals. The lexer has checked their shape; what is left are ranges.</summary>
internal static class Literals
{
    /// <summary>An int literal with its sign; null when 64 bits cannot hold it.</summary>
    public static long? Int(string text, bool negative)
    {
        var isHex = text.StartsWith("0x", StringComparison.Ordinal);
        var parsed = isHex
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var magnitude)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude);
        var limit = negative ? (ulong)long.MaxValue + 1 : long.MaxValue;
        return parsed && magnitude <= limit ? (negative ? (long)(0 - magnitude) : (long)magnitude) : null;
    }

    /// <summary>An unsigned literal with its suffix; null when 64 bits cannot hold it.</summary>
    public static ulong? Uint(string text)
    {
        var digits = text.AsSpan(0, text.Length - 1);
        var parsed = digits.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return parsed ? value : null;
    }

    /// <summary>A double literal; null when it overflows.</summary>
    public static double? Double(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>The text of a string literal; null when an escape names no code point.</summary>
    public static string? String(string token)
    {
        var (body, isRaw) = Unwrap(token);
        if (isRaw || !body.Contains('\\', StringComparison.Ordinal))
        {
            return body;
        }

        var text = new StringBuilder(body.Length);
        for (var at = 0; at < body.Length;)
        {
            if (body[at] != '\\')
            {
                text.Append(body[at++]);
                continue;
            }

            var code = ReadEscape(body, ref at);
            if (!Rune.IsValid(code))
            {
                return null;
            }

            text.Append(new Rune(code));
        }

        return text.ToString();
    }

    /// <summary>The bytes of a bytes literal: escapes are bytes, other text is UTF-8; null when an escape is not a byte.</summary>
    public static byte[]? Bytes(string token)
    {
        var (body, isRaw) = Unwrap(token[1..]);
        if (isRaw || !body.Contains('\\', StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(body);
        }

        var bytes = new List<byte>(body.Length);
        for (var at = 0; at < body.Length;)
        {
            if (body[at] != '\\')
            {
                var end = body.IndexOf('\\', at);
                end = end < 0 ? body.Length : end;
                bytes.AddRange(Encoding.UTF8.GetBytes(body[at..end]));
                at = end;
                continue;
            }

            if (body[at + 1] is 'u' or 'U')
            {
                return null;
            }

            bytes.Add((byte)ReadEscape(body, ref at));
        }

        return [.. bytes];
    }

    private static (string Body, bool IsRaw) Unwrap(string token)
    {
        var text = token.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var isRaw = text[0] is 'r' or 'R';
        text = isRaw ? text[1..] : text;
        var isTriple = text.Length >= 6 && text[1] == text[0] && text[2] == text[0];
        return (isTriple ? text[3..^3] : text[1..^1], isRaw);
    }

    private static int ReadEscape(string body, ref int at)
    {
        var c = body[at + 1];
        at += 2;
        switch (c)
        {
            case 'a': return '\a';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x' or 'X': return ReadHex(body, ref at, 2);
            case 'u': return ReadHex(body, ref at, 4);
            case 'U': return ReadHex(body, ref at, 8);
            case >= '0' and <= '3':
                at += 2;
                return ((c - '0') * 64) + ((body[at - 2] - '0') * 8) + (body[at - 1] - '0');
            default: return c;
        }
    }

    private static int ReadHex(string body, ref int at, int digits)
    {
        at += digits;
        return unchecked((int)uint.Parse(body.AsSpan(at - digits, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
