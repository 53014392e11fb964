using System.Security.Cryptography;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>A private key that can unwrap file keys.</summary>
internal abstract class AgeIdentity
{
    /// <summary>Length of a file key in bytes.</summary>
    protected const int FileKeyBytes = 16;

    private const int TagBytes = 16;

    /// <summary>Finds the stanza for this key among those of a file and unwraps it.</summary>
    /// <returns>The file key, null when there is none for this key.</returns>
    /// <exception cref="SopsException">A stanza is malformed.</exception>
    public virtual byte[]? Unwrap(IReadOnlyList<AgeStanza> stanzas) => stanzas.Select(Unwrap).FirstOrDefault(static key => key is not null);

    /// <summary>Unwraps one stanza, null when it is for another key.</summary>
    protected abstract byte[]? Unwrap(AgeStanza stanza);

    /// <summary>HKDF with SHA-256 to 32 bytes.</summary>
    protected static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label)
    {
        // The framework refuses an empty secret, which one of the identities has; extraction is an HMAC.
        var key = new byte[32];
        HKDF.Expand(HashAlgorithmName.SHA256, HMACSHA256.HashData(salt, secret), key, label);
        return key;
    }

    /// <summary>Opens a file key, null when the key is another.</summary>
    protected static byte[]? Open(byte[] key, byte[] body, ReadOnlySpan<byte> nonce = default)
    {
        // The length is fixed: a longer text could be made to open under several keys.
        if (body.Length != FileKeyBytes + TagBytes)
        {
            throw new SopsException("invalid age recipient: incorrect file key size");
        }

        Span<byte> zero = stackalloc byte[12];
        zero.Clear();
        var plain = new byte[FileKeyBytes];
        try
        {
            using var aead = new ChaCha20Poly1305(key);
            aead.Decrypt(nonce.IsEmpty ? zero : nonce, body.AsSpan(..FileKeyBytes), body.AsSpan(FileKeyBytes..), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Decodes an argument of a fixed length.</summary>
    /// <exception cref="SopsException">It has another length, or another number of arguments is there.</exception>
    protected static byte[] Argument(AgeStanza stanza, int index, int count, int length) =>
        stanza.Arguments.Count == count && AgeStanza.Decode(stanza.Arguments[index]) is { } bytes && bytes.Length == length
            ? bytes : throw new SopsException($"invalid {stanza.Type} recipient block");
}
