using System.Security.Cryptography;
using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>Decrypts files of age (C2SP age.md, version 1), armored or not. Only small ones: data keys are 32 bytes.</summary>
internal static class AgeFile
{
    private const int MaxBytes = 64 << 10;
    private const int MaxStanzas = 256;
    private const int NonceBytes = 16;
    private const int TagBytes = 16;
    private const string Version = "age-encryption.org/v1";
    private const string ArmorStart = "-----BEGIN AGE ENCRYPTED FILE-----";
    private const string ArmorEnd = "-----END AGE ENCRYPTED FILE-----";

    /// <summary>Decrypts a file of one chunk.</summary>
    /// <exception cref="SopsException">The file is malformed, or none of the keys fits.</exception>
    public static byte[] Decrypt(string text, IReadOnlyList<AgeIdentity> identities)
    {
        if (text.Length > MaxBytes)
        {
            throw Failed($"the wrapped key is larger than {MaxBytes} bytes");
        }

        var file = Unarmor(text);
        var (stanzas, mac, macStart, bodyStart) = ReadHeader(file);
        byte[]? key = null;
        foreach (var identity in identities)
        {
            key = identity.Unwrap(stanzas);
            if (key is not null)
            {
                break;
            }
        }

        if (key is null)
        {
            throw Failed(identities.Count == 1
                ? "identity did not match any of the recipients: incorrect identity for recipient block"
                : "no identity matched any of the recipients");
        }

        var macKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, [], "header"u8.ToArray());
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(macKey, file.AsSpan(..macStart)), mac)
            ? Open(key, file.AsSpan(bodyStart..))
            : throw Failed("bad header MAC");
    }

    private static byte[] Unarmor(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith(ArmorStart, StringComparison.Ordinal))
        {
            throw Failed("failed to read header: invalid armor: invalid first line");
        }

        var end = trimmed.IndexOf(ArmorEnd, StringComparison.Ordinal);
        if (end < 0 || end + ArmorEnd.Length != trimmed.Length)
        {
            throw Failed("failed to read header: invalid armor: invalid closing line");
        }

        try
        {
            return Convert.FromBase64String(trimmed[ArmorStart.Length..end]);
        }
        catch (FormatException)
        {
            throw Failed("failed to read header: invalid armor: it is not base64");
        }
    }

    private static (List<AgeStanza> Stanzas, byte[] Mac, int MacStart, int BodyStart) ReadHeader(byte[] file)
    {
        var at = 0;
        if (NextLine(file, ref at) != Version)
        {
            throw Failed("failed to read header: unexpected version");
        }

        var stanzas = new List<AgeStanza>();
        while (true)
        {
            var start = at;
            var line = NextLine(file, ref at);
            if (line.StartsWith("--- ", StringComparison.Ordinal))
            {
                // The code covers the header up to and with the three dashes.
                return (stanzas, AgeStanza.Decode(line[4..]) ?? throw Failed("failed to read header: malformed closing line"), start + 3, at);
            }

            var words = line.Split(' ');
            if (words.Length < 2 || words[0] != "->" || words.Any(static word => word.Length == 0) || stanzas.Count == MaxStanzas)
            {
                throw Failed("failed to read header: malformed stanza");
            }

            var body = new StringBuilder();
            string part;
            do
            {
                part = NextLine(file, ref at);
                body.Append(part.Length <= 64 ? part : throw Failed("failed to read header: malformed stanza"));
            }
            while (part.Length == 64);
            stanzas.Add(new AgeStanza(words[1], words[2..], AgeStanza.Decode(body.ToString()) ?? throw Failed("failed to read header: malformed stanza")));
        }
    }

    private static string NextLine(byte[] file, ref int at)
    {
        var length = file.AsSpan(at..).IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Failed("failed to read header: unexpected end");
        }

        var line = Encoding.ASCII.GetString(file, at, length);
        at += length + 1;
        return line;
    }

    private static byte[] Open(byte[] key, ReadOnlySpan<byte> body)
    {
        if (body.Length < NonceBytes + TagBytes)
        {
            throw Failed("failed to read nonce: unexpected end");
        }

        var payloadKey = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, payloadKey, body[..NonceBytes], "payload"u8);
        var chunk = body[NonceBytes..];
        var plain = new byte[chunk.Length - TagBytes];

        // The nonce counts chunks; its last byte marks the last one, which is the first here.
        Span<byte> nonce = stackalloc byte[12];
        nonce.Clear();
        nonce[^1] = 1;
        try
        {
            using var aead = new ChaCha20Poly1305(payloadKey);
            aead.Decrypt(nonce, chunk[..^TagBytes], chunk[^TagBytes..], plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Failed("failed to decrypt and authenticate payload chunk, file may be corrupted or tampered with");
        }
    }

    private static SopsException Failed(string why) => new($"failed to create reader for decrypting sops data key with age: {why}");
}
