using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>The native key of age: <c>AGE-SECRET-KEY-1…</c>.</summary>
internal sealed class X25519Identity : AgeIdentity
{
    private const int KeyBytes = 32;
    private readonly byte[] _secret;
    private readonly byte[] _public = new byte[KeyBytes];

    /// <summary>Takes a secret scalar.</summary>
    /// <exception cref="SopsException">It has the wrong length.</exception>
    public X25519Identity(byte[] secret)
    {
        _secret = secret.Length == KeyBytes ? secret : throw new SopsException("malformed secret key: invalid X25519 secret key");
        X25519.ScalarMultBase(_secret, 0, _public, 0);
    }

    /// <inheritdoc/>
    protected override byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != "X25519")
        {
            return null;
        }

        var ephemeral = Argument(stanza, 0, count: 1, KeyBytes);
        var shared = new byte[KeyBytes];
        return X25519.CalculateAgreement(_secret, 0, ephemeral, 0, shared, 0)
            ? Open(Derive(shared, [.. ephemeral, .. _public], "age-encryption.org/v1/X25519"u8), stanza.Body)
            : throw new SopsException("invalid X25519 recipient");
    }
}
