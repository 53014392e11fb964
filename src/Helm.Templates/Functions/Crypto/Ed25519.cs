using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>Ed25519 signatures (RFC 8032), which .NET does not have. Not constant in time: it signs what a template makes, once.</summary>
internal static class Ed25519
{
    /// <summary>Bytes of a private and of a public key.</summary>
    public const int KeyLength = 32;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly Point Base = CreateBase();

    public static byte[] PublicKey(ReadOnlySpan<byte> seed) => Encode(Multiply(Base, Scalar(SHA512.HashData(seed))));

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        var hash = SHA512.HashData(seed);
        var scalar = Scalar(hash);
        var publicKey = Encode(Multiply(Base, scalar));
        var nonce = HashNumber([.. hash.AsSpan(KeyLength), .. message]);
        var commitment = Encode(Multiply(Base, nonce));
        var challenge = HashNumber([.. commitment, .. publicKey, .. message]);
        return [.. commitment, .. Bytes((nonce + (challenge * scalar)) % Order)];
    }

    private static BigInteger Scalar(ReadOnlySpan<byte> hash)
    {
        var bytes = hash[..KeyLength].ToArray();
        bytes[0] &= 248;
        bytes[31] &= 127;
        bytes[31] |= 64;
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static BigInteger HashNumber(byte[] data) => new BigInteger(SHA512.HashData(data), isUnsigned: true) % Order;

    private static Point CreateBase()
    {
        var y = Mod(4 * Inverse(5));
        var square = Mod(((y * y) - 1) * Inverse((D * y * y) + 1));
        var x = BigInteger.ModPow(square, (Prime + 3) / 8, Prime);
        if (Mod((x * x) - square) != 0)
        {
            x = Mod(x * BigInteger.ModPow(2, (Prime - 1) / 4, Prime));
        }

        x = x.IsEven ? x : Prime - x;
        return new Point(x, y, 1, Mod(x * y));
    }

    private static Point Multiply(Point point, BigInteger scalar)
    {
        var result = new Point(0, 1, 1, 0);
        for (; scalar > 0; scalar >>= 1)
        {
            result = scalar.IsEven ? result : Add(result, point);
            point = Add(point, point);
        }

        return result;
    }

    private static Point Add(Point p, Point q)
    {
        var a = Mod((p.Y - p.X) * (q.Y - q.X));
        var b = Mod((p.Y + p.X) * (q.Y + q.X));
        var c = Mod(2 * p.T * q.T * D);
        var d = Mod(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static byte[] Encode(Point point)
    {
        var inverse = Inverse(point.Z);
        var bytes = Bytes(Mod(point.Y * inverse));
        bytes[31] |= Mod(point.X * inverse).IsEven ? (byte)0 : (byte)0x80;
        return bytes;
    }

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[KeyLength];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(Mod(number), Prime - 2, Prime);

    private static BigInteger Mod(BigInteger number) => ((number % Prime) + Prime) % Prime;

    /// <summary>A point in extended coordinates.</summary>
    private sealed record Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);
}

/// <summary>Signs certificates with an Ed25519 key.</summary>
internal sealed class Ed25519SignatureGenerator(byte[] seed) : X509SignatureGenerator
{
    private static readonly byte[] AlgorithmIdentifier = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70];

    /// <summary>The object identifier of the algorithm.</summary>
    public const string AlgorithmOid = "1.3.101.112";

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => AlgorithmIdentifier;

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => Ed25519.Sign(seed, data);

    protected override PublicKey BuildPublicKey() => new(new Oid(AlgorithmOid), null, new AsnEncodedData(Ed25519.PublicKey(seed)));
}
