using System.Text;
using System.Text.Json;

namespace GitOpsToolkit.Oci;

/// <summary>The newer format: a signed envelope (DSSE) around a statement (in-toto) whose subject is the manifest's digest.</summary>
internal static class SigstoreBundle
{
    public const string MediaTypePrefix = "application/vnd.dev.sigstore.bundle";

    private const string StatementType = "application/vnd.in-toto+json";

    /// <summary>Predicate of signatures; bundles with others hold attestations, which say something about an artifact but do not approve it.</summary>
    private const string SignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    public static bool IsSignedBy(byte[] bundle, string digest, IReadOnlyList<CosignKey> keys)
    {
        try
        {
            using var document = JsonDocument.Parse(bundle, new JsonDocumentOptions { MaxDepth = 32 });
            var envelope = document.RootElement.GetProperty("dsseEnvelope");
            var payloadType = envelope.GetProperty("payloadType").GetString();
            var payload = envelope.GetProperty("payload").GetBytesFromBase64();
            var signed = Encode(payloadType!, payload);
            return payloadType == StatementType
                && envelope.GetProperty("signatures").EnumerateArray().Any(s => IsSignedBy(signed, s.GetProperty("sig").GetBytesFromBase64(), keys))
                && Names(payload, digest);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }

    private static bool IsSignedBy(byte[] signed, byte[] signature, IReadOnlyList<CosignKey> keys) => keys.Any(k => k.Verifies(signed, signature));

    /// <summary>What an envelope signs: type and payload with their lengths (DSSE's pre-authentication encoding).</summary>
    private static byte[] Encode(string type, byte[] payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "), .. payload];

    private static bool Names(byte[] statement, string digest)
    {
        using var document = JsonDocument.Parse(statement, new JsonDocumentOptions { MaxDepth = 32 });
        return document.RootElement.GetProperty("predicateType").GetString() == SignaturePredicate
            && document.RootElement.GetProperty("subject").EnumerateArray().Any(s =>
                s.GetProperty("digest").TryGetProperty(OciDigest.AlgorithmOf(digest), out var value) && value.GetString() == OciDigest.HexOf(digest));
    }
}
