using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>Decodes Bech32 (BIP 173) without its length limit, as age writes keys.</summary>
internal static class Bech32
{
    private const string Charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>The prefix, in lower case, and the bytes of a text.</summary>
    /// <exception cref="SopsException">The text is malformed; the message does not show it, for it may be a secret.</exception>
    public static (string Prefix, byte[] Data) Decode(string text)
    {
        var lower = text.ToLowerInvariant();
        var separator = lower.LastIndexOf('1');
        if (separator < 1 || separator + ChecksumLength >= text.Length || (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper)))
        {
            throw Malformed();
        }

        var prefix = lower[..separator];
        var values = new byte[lower.Length - separator - 1];
        for (var i = 0; i < values.Length; i++)
        {
            var value = Charset.IndexOf(lower[separator + 1 + i], StringComparison.Ordinal);
            values[i] = value >= 0 ? (byte)value : throw Malformed();
        }

        return Checksum(prefix, values) == 1 ? (prefix, ToBytes(values.AsSpan(..^ChecksumLength))) : throw Malformed();
    }

    private static uint Checksum(string prefix, byte[] values)
    {
        var sum = 1u;
        foreach (var value in prefix.Select(static c => c >> 5).Append(0).Concat(prefix.Select(static c => c & 31)).Concat(values.Select(static v => (int)v)))
        {
            var top = sum >> 25;
            sum = ((sum & 0x1ffffff) << 5) ^ (uint)value;
            for (var i = 0; i < Generator.Length; i++)
            {
                sum ^= ((top >> i) & 1) == 1 ? Generator[i] : 0;
            }
        }

        return sum;
    }

    private static byte[] ToBytes(ReadOnlySpan<byte> values)
    {
        var bytes = new List<byte>(values.Length * 5 / 8);
        uint buffer = 0;
        var bits = 0;
        foreach (var value in values)
        {
            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return bits < 5 && (buffer & ((1u << bits) - 1)) == 0 ? [.. bytes] : throw Malformed();
    }

    private static SopsException Malformed() => new("malformed secret key: it is not Bech32, or its checksum does not fit");
}
