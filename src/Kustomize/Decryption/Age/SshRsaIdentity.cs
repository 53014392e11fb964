using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>An ssh-rsa key: RSA-OAEP with SHA-256 and a label, which the framework's RSA does not take.</summary>
/// <param name="publicKey">The public key in the encoding of SSH.</param>
/// <param name="key">The private key.</param>
internal sealed class SshRsaIdentity(byte[] publicKey, RsaPrivateCrtKeyParameters key) : SshIdentity(publicKey)
{
    private static readonly byte[] Label = "age-encryption.org/v1/ssh-rsa"u8.ToArray();

    /// <inheritdoc/>
    protected override byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != "ssh-rsa" || !IsNamedBy(stanza))
        {
            return null;
        }

        try
        {
            var oaep = new OaepEncoding(new RsaBlindedEngine(), new Sha256Digest(), new Sha256Digest(), Label);
            oaep.Init(false, key);
            return oaep.ProcessBlock(stanza.Body, 0, stanza.Body.Length);
        }
        catch (CryptoException e)
        {
            throw new SopsException("failed to decrypt file key", e);
        }
    }
}
