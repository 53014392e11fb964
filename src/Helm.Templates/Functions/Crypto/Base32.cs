using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>Base32 with the standard alphabet and padding.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int GroupLength = 8;

    public static string Encode(byte[] data)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var b in data)
        {
            buffer = ((buffer << 8) | b) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }
        }

        if (bits > 0)
        {
            text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        }

        return text.Append('=', (GroupLength - (text.Length % GroupLength)) % GroupLength).ToString();
    }

    /// <summary>Decodes a text.</summary>
    /// <returns>Null when it was decoded, else Go's message.</returns>
    public static string? TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        text = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var digits = text.TrimEnd('=');
        var output = new List<byte>();
        var (buffer, bits) = (0, 0);
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = Alphabet.IndexOf(digits[i], StringComparison.Ordinal);
            if (digit < 0)
            {
                return Illegal(i);
            }

            buffer = ((buffer << 5) | digit) & 0xFFFF;
            bits += 5;
            if (bits >= 8)
            {
                output.Add((byte)(buffer >> (bits - 8)));
                bits -= 8;
            }
        }

        var used = digits.Length % GroupLength;
        if (text.Length % GroupLength != 0 || text.Length - digits.Length >= GroupLength || used is 1 or 3 or 6)
        {
            return Illegal(digits.Length - used + (text.Length % GroupLength != 0 ? 0 : used));
        }

        bytes = [.. output];
        return null;
    }

    private static string Illegal(int at) => $"illegal base32 data at input byte {at}";
}
