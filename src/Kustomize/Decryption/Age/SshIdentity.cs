using System.Security.Cryptography;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Utilities;
using Org.BouncyCastle.OpenSsl;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>A private key of OpenSSH.</summary>
/// <param name="publicKey">The public key in the encoding of SSH.</param>
internal abstract class SshIdentity(byte[] publicKey) : AgeIdentity
{
    /// <summary>The public key in the encoding of SSH.</summary>
    protected byte[] PublicKey { get; } = publicKey;

    /// <summary>Reads a key in PEM.</summary>
    /// <exception cref="SopsException">It cannot be used.</exception>
    public static SshIdentity Parse(string pem)
    {
        var key = Read(pem);
        var encoded = key switch
        {
            Ed25519PrivateKeyParameters ed => OpenSshPublicKeyUtilities.EncodePublicKey(ed.GeneratePublicKey()),
            RsaPrivateCrtKeyParameters rsa => OpenSshPublicKeyUtilities.EncodePublicKey(new RsaKeyParameters(false, rsa.Modulus, rsa.PublicExponent)),
            _ => throw new SopsException("unsupported SSH identity type; ssh-ed25519 and ssh-rsa keys can be used"),
        };
        return key is Ed25519PrivateKeyParameters edwards
            ? new SshEd25519Identity(encoded, edwards.GetEncoded())
            : new SshRsaIdentity(encoded, (RsaPrivateCrtKeyParameters)key);
    }

    /// <summary>True when a stanza names this key.</summary>
    protected bool IsNamedBy(AgeStanza stanza) =>
        stanza.Arguments.Count > 0 && stanza.Arguments[0] == AgeStanza.Encode(SHA256.HashData(PublicKey).AsSpan(..4));

    private static AsymmetricKeyParameter Read(string pem)
    {
        try
        {
            using var reader = new StringReader(pem);
            using var blocks = new PemReader(reader);
            var block = blocks.ReadPemObject() ?? throw new SopsException("malformed SSH identity: no PEM block found");
            if (block.Type == "OPENSSH PRIVATE KEY")
            {
                return OpenSshPrivateKeyUtilities.ParsePrivateKeyBlob(block.Content);
            }

            using var again = new StringReader(pem);
            using var keys = new PemReader(again);
            return keys.ReadObject() switch
            {
                AsymmetricCipherKeyPair pair => pair.Private,
                AsymmetricKeyParameter { IsPrivate: true } key => key,
                _ => throw new SopsException("malformed SSH identity: not a private key"),
            };
        }
        catch (Exception e) when (e is not SopsException)
        {
            // The library's own words may quote the key; a key with a passphrase ends here, too.
            throw new SopsException("malformed SSH identity: it cannot be read, or is protected by a passphrase, which is not supported");
        }
    }
}
