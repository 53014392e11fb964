using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>A key or certificate that cannot be read; the message is sprig's.</summary>
internal sealed class KeyFormatException(string message) : Exception(message);

/// <summary>A private key that can sign certificates: RSA, ECDSA or Ed25519.</summary>
internal sealed class PrivateKey : IDisposable
{
    private const int RsaBits = 2048;
    private const int LongRsaBits = 4096;
    private const int DsaBits = 2048;
    private const string Suffix = " PRIVATE KEY";

    /// <summary>PKCS#8 around an Ed25519 key, whose 32 bytes follow.</summary>
    private static readonly byte[] Ed25519Prefix = [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    private readonly AsymmetricAlgorithm? _key;
    private readonly byte[] _seed = [];

    private PrivateKey(AsymmetricAlgorithm key) => _key = key;

    private PrivateKey(byte[] seed) => _seed = seed;

    public static PrivateKey NewRsa() => new(RSA.Create(RsaBits));

    /// <summary>Makes a key of a type and writes it as PEM; a message for an unknown type.</summary>
    public static string Generate(string type)
    {
        switch (type)
        {
            case "" or "rsa":
                using (var rsa = new PrivateKey(RSA.Create(LongRsaBits)))
                {
                    return rsa.ToPem();
                }

            case "ecdsa":
                using (var ecdsa = new PrivateKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)))
                {
                    return ecdsa.ToPem();
                }

            case "ed25519":
                using (var ed25519 = new PrivateKey(RandomNumberGenerator.GetBytes(Ed25519.KeyLength)))
                {
                    return ed25519.ToPem();
                }

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
            "PRIVATE KEY" => ReadPkcs8(data),
            "RSA PRIVATE KEY" => new PrivateKey(Import(RSA.Create(), k => k.ImportRSAPrivateKey(data, out _), "parsing RSA private key from PEM")),
            "EC PRIVATE KEY" => new PrivateKey(Import(ECDsa.Create(), k => k.ImportECPrivateKey(data, out _), "parsing EC private key from PEM")),
            _ when label.EndsWith(Suffix, StringComparison.Ordinal) => throw new KeyFormatException($"invalid private key type {label[..^Suffix.Length]}"),
            _ => throw new KeyFormatException($"no private key data in PEM block of type {label}"),
        };
    }

    /// <summary>A request for a certificate of this key.</summary>
    public CertificateRequest Request(X500DistinguishedName subject) => _key switch
    {
        RSA rsa => new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => new CertificateRequest(subject, ecdsa, HashAlgorithmName.SHA256),
        _ => new CertificateRequest(subject, Signer().PublicKey, HashAlgorithmName.SHA256),
    };

    /// <summary>What signs certificates.</summary>
    public X509SignatureGenerator Signer() => _key switch
    {
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
        _ => new Ed25519SignatureGenerator(_seed),
    };

    /// <summary>The key as PEM in the format Go writes keys of its kind.</summary>
    public string ToPem() => _key switch
    {
        RSA rsa => rsa.ExportRSAPrivateKeyPem() + "\n",
        ECDsa ecdsa => ecdsa.ExportECPrivateKeyPem() + "\n",
        _ => Pem("PRIVATE KEY", [.. Ed25519Prefix, .. _seed]),
    };

    public void Dispose() => _key?.Dispose();

    private static PrivateKey ReadPkcs8(byte[] data)
    {
        if (data.AsSpan().StartsWith(Ed25519Prefix) && data.Length == Ed25519Prefix.Length + Ed25519.KeyLength)
        {
            return new PrivateKey(data[Ed25519Prefix.Length..]);
        }

        try
        {
            return new PrivateKey(Import(RSA.Create(), k => k.ImportPkcs8PrivateKey(data, out _), ""));
        }
        catch (KeyFormatException)
        {
            return new PrivateKey(Import(ECDsa.Create(), k => k.ImportPkcs8PrivateKey(data, out _), "decoding PEM as PKCS#8"));
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
