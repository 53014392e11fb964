using System.Buffers.Binary;
using System.Security.Cryptography;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace GitOpsToolkit.Kustomize.Decryption.Age;

/// <summary>
/// The post-quantum key of age, <c>AGE-SECRET-KEY-PQ-1…</c>: HPKE (RFC 9180, base mode) over the hybrid of ML-KEM-768 and X25519 that is
/// known as X-Wing, with HKDF-SHA256 and ChaCha20-Poly1305.
/// </summary>
internal sealed class HybridIdentity : AgeIdentity
{
    private const int SeedBytes = 32;
    private const int KemSeedBytes = 64;
    private const int KemCiphertextBytes = 1088;
    private const int PointBytes = 32;

    private static readonly byte[] Info = "age-encryption.org/mlkem768x25519"u8.ToArray();

    // "HPKE", then the numbers of the KEM (0x647a), of HKDF-SHA256 (1) and of ChaCha20-Poly1305 (3).
    private static readonly byte[] Suite = [.. "HPKE"u8, 0x64, 0x7a, 0x00, 0x01, 0x00, 0x03];

    private readonly MLKemPrivateKeyParameters _kem;
    private readonly byte[] _secret;
    private readonly byte[] _public = new byte[PointBytes];

    /// <summary>Takes a seed.</summary>
    /// <exception cref="SopsException">It has the wrong length.</exception>
    public HybridIdentity(byte[] seed)
    {
        if (seed.Length != SeedBytes)
        {
            throw new SopsException("malformed secret key: invalid MLKEM768-X25519 secret key");
        }

        var shake = new ShakeDigest(256);
        shake.BlockUpdate(seed, 0, seed.Length);
        var expanded = new byte[KemSeedBytes + PointBytes];
        shake.OutputFinal(expanded, 0, expanded.Length);
        _kem = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, expanded[..KemSeedBytes]);
        _secret = expanded[KemSeedBytes..];
        X25519.ScalarMultBase(_secret, 0, _public, 0);
    }

    /// <inheritdoc/>
    protected override byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != "mlkem768x25519")
        {
            return null;
        }

        var encapsulated = Argument(stanza, 0, count: 1, KemCiphertextBytes + PointBytes);
        var (key, nonce) = Schedule(Decapsulate(encapsulated));
        return Open(key, stanza.Body, nonce);
    }

    private byte[] Decapsulate(byte[] encapsulated)
    {
        var kem = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        kem.Init(_kem);
        var first = new byte[kem.SecretLength];
        kem.Decapsulate(encapsulated, 0, KemCiphertextBytes, first, 0, first.Length);

        var point = encapsulated[KemCiphertextBytes..];
        var second = new byte[PointBytes];
        if (!X25519.CalculateAgreement(_secret, 0, point, 0, second, 0))
        {
            throw new SopsException("invalid mlkem768x25519 recipient");
        }

        var combiner = new Sha3Digest(256);
        foreach (var part in (byte[][])[first, second, point, _public, [0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c]])
        {
            combiner.BlockUpdate(part, 0, part.Length);
        }

        var shared = new byte[32];
        combiner.DoFinal(shared, 0);
        return shared;
    }

    private static (byte[] Key, byte[] Nonce) Schedule(byte[] shared)
    {
        byte[] context = [0, .. Extract([], "psk_id_hash"u8, []), .. Extract([], "info_hash"u8, Info)];
        var secret = Extract(shared, "secret"u8, []);
        return (Expand(secret, "key"u8, context, 32), Expand(secret, "base_nonce"u8, context, 12));
    }

    private static byte[] Extract(byte[] salt, ReadOnlySpan<byte> label, byte[] material) =>
        HKDF.Extract(HashAlgorithmName.SHA256, [.. "HPKE-v1"u8, .. Suite, .. label, .. material], salt);

    private static byte[] Expand(byte[] secret, ReadOnlySpan<byte> label, byte[] info, int length)
    {
        var prefix = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)length);
        return HKDF.Expand(HashAlgorithmName.SHA256, secret, length, [.. prefix, .. "HPKE-v1"u8, .. Suite, .. label, .. info]);
    }
}
