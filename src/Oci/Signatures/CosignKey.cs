using System.Security.Cryptography;

namespace GitOpsToolkit.Oci;

/// <summary>A public key that signatures of cosign are checked with: ECDSA over P-256, P-384 or P-521, or RSA of 2048 bits and more.</summary>
public sealed class CosignKey : IDisposable
{
    private const int LeastRsaBits = 2048;

    private readonly ECDsa? _ecdsa;
    private readonly RSA? _rsa;

    private CosignKey(ECDsa? ecdsa, RSA? rsa)
    {
        _ecdsa = ecdsa;
        _rsa = rsa;
    }

    /// <summary>Reads a public key in PEM.</summary>
    /// <exception cref="FormatException">The text is not a public key of a known kind, or the key is too short.</exception>
    public static CosignKey Parse(string pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            return new CosignKey(ecdsa, null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            ecdsa.Dispose();
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw new FormatException("not a public key in PEM; ECDSA and RSA keys are supported", e);
        }

        if (rsa.KeySize < LeastRsaBits)
        {
            rsa.Dispose();
            throw new FormatException($"the RSA key has fewer than {LeastRsaBits} bits");
        }

        return new CosignKey(null, rsa);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ecdsa?.Dispose();
        _rsa?.Dispose();
    }

    /// <summary>True when the signature of the bytes was made with the private half of this key.</summary>
    internal bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        // Keys of every curve sign a SHA-256 hash; that is what the tool does.
        return _ecdsa is not null
            ? _ecdsa.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            : _rsa!.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                || _rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }
}
