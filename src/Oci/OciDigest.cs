using System.Buffers;
using System.Security.Cryptography;

namespace GitOpsToolkit.Oci;

/// <summary>Digests of the OCI image specification, <c>algorithm:hex</c>; sha256, sha384 and sha512 are known.</summary>
public static class OciDigest
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>True when the text is a digest of a known algorithm.</summary>
    public static bool IsValid(string? digest)
    {
        var colon = digest?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return digest is not null && colon > 0 && HexLength(digest.AsSpan(0, colon)) is > 0 and var length
            && digest.Length - colon - 1 == length && !digest.AsSpan(colon + 1).ContainsAnyExcept(Hex);
    }

    /// <summary>The sha256 digest of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    /// <summary>True when the bytes have the digest.</summary>
    public static bool Matches(string digest, ReadOnlySpan<byte> content)
    {
        using var hash = Create(digest);
        hash.AppendData(content);
        return Write(digest, hash) == digest;
    }

    /// <summary>Algorithm of a digest, <c>sha256</c>.</summary>
    internal static string AlgorithmOf(string digest) => digest[..digest.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>Hexadecimal part of a digest.</summary>
    internal static string HexOf(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];

    internal static IncrementalHash Create(string digest) => IncrementalHash.CreateHash(AlgorithmOf(digest) switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        var other => throw new OciException(OciError.DigestMismatch, $"digest algorithm '{other}' is not supported"),
    });

    internal static string Write(string digest, IncrementalHash hash) => $"{AlgorithmOf(digest)}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";

    private static int HexLength(ReadOnlySpan<char> algorithm) => algorithm switch
    {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => 0,
    };
}
