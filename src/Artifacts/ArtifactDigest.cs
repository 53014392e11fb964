using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GitOpsToolkit.Artifacts;

/// <summary>Digest of a file's bytes in the form <c>algorithm:hex</c>.</summary>
/// <remarks>Known algorithms are listed in <see cref="Algorithms"/>; <c>blake3</c> is not available.</remarks>
public sealed record ArtifactDigest
{
    /// <summary>The algorithm used where nothing else is asked for.</summary>
    public const string DefaultAlgorithm = "sha256";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private ArtifactDigest(string algorithm, string value)
    {
        Algorithm = algorithm;
        Value = value;
    }

    /// <summary>Names of the algorithms that can be computed.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["sha256", "sha384", "sha512", "sha1"];

    /// <summary>Name of the algorithm, lower case.</summary>
    public string Algorithm { get; }

    /// <summary>The hash in lower-case hexadecimal.</summary>
    public string Value { get; }

    /// <summary>Reads <c>algorithm:hex</c>.</summary>
    /// <exception cref="FormatException">The text is not a digest, or its algorithm is not known.</exception>
    public static ArtifactDigest Parse(string text) =>
        Read(text, out var digest) is { } problem ? throw new FormatException(problem) : digest!;

    /// <summary>Reads <c>algorithm:hex</c>; false when the text is not a digest of a known algorithm.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ArtifactDigest? digest) => Read(text, out digest) is null;

    /// <summary>Computes the digest of a stream from its current position to its end.</summary>
    /// <exception cref="ArgumentException">The algorithm is not known.</exception>
    public static async Task<ArtifactDigest> ComputeAsync(string algorithm, Stream content, CancellationToken ct)
    {
        using var hash = CreateHash(algorithm);
        await HashingStream.AppendAsync(hash, content, ct).ConfigureAwait(false);
        return Of(algorithm, hash.GetHashAndReset());
    }

    /// <summary>Computes the digest of bytes in memory.</summary>
    /// <exception cref="ArgumentException">The algorithm is not known.</exception>
    public static ArtifactDigest Compute(string algorithm, ReadOnlySpan<byte> content)
    {
        using var hash = CreateHash(algorithm);
        hash.AppendData(content);
        return Of(algorithm, hash.GetHashAndReset());
    }

    /// <summary>True when the stream, read to its end, has this digest.</summary>
    public async Task<bool> MatchesAsync(Stream content, CancellationToken ct) =>
        await ComputeAsync(Algorithm, content, ct).ConfigureAwait(false) == this;

    /// <inheritdoc/>
    public override string ToString() => $"{Algorithm}:{Value}";

    internal static ArtifactDigest Of(string algorithm, byte[] hash) => new(algorithm, Convert.ToHexStringLower(hash));

    internal static IncrementalHash CreateHash(string algorithm) => IncrementalHash.CreateHash(
        NameOf(algorithm) ?? throw new ArgumentException(
            $"unknown digest algorithm '{algorithm}'; use one of {string.Join(", ", Algorithms)}", nameof(algorithm)));

    private static string? Read(string? text, out ArtifactDigest? digest)
    {
        digest = null;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon <= 0)
        {
            return "invalid checksum digest format";
        }

        var (algorithm, value) = (text![..colon], text[(colon + 1)..]);
        if (NameOf(algorithm) is null)
        {
            return $"unsupported digest algorithm '{algorithm}'; use one of {string.Join(", ", Algorithms)}";
        }

        if (value.Length != HexLength(algorithm) || value.AsSpan().ContainsAnyExcept(HexDigits))
        {
            return $"invalid checksum digest length: {algorithm} has {HexLength(algorithm)} lower-case hexadecimal digits";
        }

        digest = new ArtifactDigest(algorithm, value);
        return null;
    }

    private static HashAlgorithmName? NameOf(string algorithm) => algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        "sha1" => HashAlgorithmName.SHA1,
        _ => null,
    };

    private static int HexLength(string algorithm) => algorithm switch
    {
        "sha1" => 40,
        "sha256" => 64,
        "sha384" => 96,
        _ => 128,
    };
}
