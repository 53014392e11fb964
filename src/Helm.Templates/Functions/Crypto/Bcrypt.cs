using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>The bcrypt password hash in its <c>$2a$</c> form.</summary>
internal static class Bcrypt
{
    /// <summary>Rounds are two to this power; the default of golang.org/x/crypto.</summary>
    private const int Cost = 10;
    private const int SaltLength = 16;
    private const int MaxPassword = 72;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Hashes a password with a random salt.</summary>
    /// <returns>The hash, or Go's message when the password is too long.</returns>
    public static string Hash(ReadOnlySpan<byte> password) => password.Length > MaxPassword
        ? $"failed to encrypt string with bcrypt: bcrypt: password length exceeds {MaxPassword} bytes"
        : Hash(password, RandomNumberGenerator.GetBytes(SaltLength), Cost);

    /// <summary>Hashes a password with a given salt and cost.</summary>
    internal static string Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost)
    {
        // The terminating zero of C strings is part of the key.
        var key = new byte[password.Length + 1];
        password.CopyTo(key);
        var cipher = new Blowfish();
        cipher.Expand(key, salt);
        for (var i = 0L; i < 1L << cost; i++)
        {
            cipher.Expand(key, []);
            cipher.Expand(salt, []);
        }

        var text = "OrpheanBeholderScryDoubt"u8.ToArray();
        for (var i = 0; i < text.Length; i += 8)
        {
            var left = BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(i));
            var right = BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(i + 4));
            for (var round = 0; round < 64; round++)
            {
                cipher.Encrypt(ref left, ref right);
            }

            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(i), left);
            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(i + 4), right);
        }

        // One byte less than there is: a mistake of the first implementation that became the format.
        return string.Create(CultureInfo.InvariantCulture, $"$2a${cost:00}$") + Encode(salt) + Encode(text.AsSpan(0, 23));
    }

    private static string Encode(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var b in data)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 6; bits -= 6)
            {
                text.Append(Alphabet[(buffer >> (bits - 6)) & 63]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (6 - bits)) & 63]).ToString();
    }
}
