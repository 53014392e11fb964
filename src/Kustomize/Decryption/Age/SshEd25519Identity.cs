using System.Security.Cryptography;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>An ssh-ed25519 key: its scalar serves as one of X25519, tied to the SSH key by a tweak.</summary>
internal sealed class SshEd25519Identity : SshIdentity
{
    private const int KeyBytes = 32;
    private readonly byte[] _secret;
    private readonly byte[] _public = new byte[KeyBytes];

    /// <summary>Takes a key.</summary>
    /// <param name="publicKey">The public key in the encoding of SSH.</param>
    /// <param name="seed">The private seed.</param>
    public SshEd25519Identity(byte[] publicKey, byte[] seed)
        : base(publicKey)
    {
        _secret = SHA512.HashData(seed)[..KeyBytes];
        X25519.ScalarMultBase(_secret, 0, _public, 0);
    }

    private static ReadOnlySpan<byte> Label => "age-encryption.org/v1/ssh-ed25519"u8;

    /// <inheritdoc/>
    protected override byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != "ssh-ed25519" || !IsNamedBy(stanza))
        {
            return null;
        }

        var ephemeral = Argument(stanza, 1, count: 2, KeyBytes);
        var shared = new byte[KeyBytes];
        if (!X25519.CalculateAgreement(_secret, 0, ephemeral, 0, shared, 0))
        {
            throw new SopsException("invalid ssh-ed25519 recipient");
        }

        var tweaked = new byte[KeyBytes];
        X25519.ScalarMult(Derive([], PublicKey, Label), 0, shared, 0, tweaked, 0);
        return Open(Derive(tweaked, [.. ephemeral, .. _public], Label), stanza.Body)
            ?? throw new SopsException("failed to decrypt file key");
    }
}
