using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>A key or certificate that cannot be read; the message is sprig's.</summary>
internal sealed class KeyFormatException(string message) : Exception(message);

/// <summary>A private key that can sign certificates.</summary>
internal sealed class PrivateKey : IDisposable
{
    private const int RsaBits = 2048;
    private const int LongRsaBits = 4096;
    private const int DsaBits = 2048;

    private readonly AsymmetricAlgorithm _key;

    private PrivateKey(AsymmetricAlgorithm key) => _key = key;

    public static PrivateKey NewRsa() => new(RSA.Create(RsaBits));

    /// <summary>Makes a key of a type and writes it as PEM; a message for an unknown type.</summary>
    public static string Generate(string type)
    {
        switch (type)
        {
            case "" or "rsa":
                using (var rsa = RSA.Create(LongRsaBits))
                {
                    return rsa.ExportRSAPrivateKeyPem() + "\n";
                }

            case "ecdsa":
                using (var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    return ecdsa.ExportECPrivateKeyPem() + "\n";
                }

            case "ed25519":
                return Pem("PRIVATE KEY", Ed25519Key());
            case "dsa":
                return GenerateDsa();
            default:
                return "Unknown type " + type;
        }
    }

    /// <summary>Reads a key in PKCS#1, SEC 1 or PKCS#8.</summary>
    /// <exception cref="KeyFormatException">The text has no key of these kinds.</exception>
    public static PrivateKey FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new KeyFormatException("no PEM data in input");
        }

        var label = pem[fields.Label];
        var data = Convert.FromBase64String(pem[fields.Base64Data]);
        return label switch
        {
            "PRIVATE KEY" => new PrivateKey(ReadPkcs8(data)),
            "RSA PRIVATE KEY" => new PrivateKey(Import(RSA.Create(), k => k.ImportRSAPrivateKey(data, out _), "parsing RSA private key from PEM")),
            "EC PRIVATE KEY" => new PrivateKey(Import(ECDsa.Create(), k => k.ImportECPrivateKey(data, out _), "parsing EC private key from PEM")),
            _ when label.EndsWith(" PRIVATE KEY", StringComparison.Ordinal) => throw new KeyFormatException($"invalid private key type {label[..^" PRIVATE KEY".Length]}"),
            _ => throw new KeyFormatException($"no private key data in PEM block of type {label}"),
        };
    }

    /// <summary>A request for a certificate of this key, signed by it when it signs itself.</summary>
    public CertificateRequest Request(X500DistinguishedName subject) => _key is RSA rsa
        ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)_key, HashAlgorithmName.SHA256);

    /// <summary>What signs certificates for others.</summary>
    public X509SignatureGenerator Signer() => _key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);

    /// <summary>The key as PEM in its own format.</summary>
    public string ToPem() => (_key is RSA rsa ? rsa.ExportRSAPrivateKeyPem() : ((ECDsa)_key).ExportECPrivateKeyPem()) + "\n";

    public void Dispose() => _key.Dispose();

    private static AsymmetricAlgorithm ReadPkcs8(byte[] data)
    {
        try
        {
            return Import(RSA.Create(), k => k.ImportPkcs8PrivateKey(data, out _), "");
        }
        catch (KeyFormatException)
        {
            return Import(ECDsa.Create(), k => k.ImportPkcs8PrivateKey(data, out _), "decoding PEM as PKCS#8");
        }
    }

    private static T Import<T>(T key, Action<T> import, string problem)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new KeyFormatException($"{problem}: {e.Message}");
        }
    }

    /// <summary>An Ed25519 key is 32 random bytes; only its PKCS#8 wrapping is asked for.</summary>
    private static byte[] Ed25519Key() =>
        [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. RandomNumberGenerator.GetBytes(32)];

    private static string GenerateDsa()
    {
        using var dsa = DSA.Create(DsaBits);
        var p = dsa.ExportParameters(includePrivateParameters: true);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (var number in new[] { p.P!, p.Q!, p.G!, p.Y!, p.X! })
            {
                writer.WriteIntegerUnsigned(number.AsSpan(Math.Max(0, number.AsSpan().IndexOfAnyExcept((byte)0))));
            }
        }

        return Pem("DSA PRIVATE KEY", writer.Encode());
    }

    private static string Pem(string label, byte[] data) => PemEncoding.WriteString(label, data) + "\n";
}
