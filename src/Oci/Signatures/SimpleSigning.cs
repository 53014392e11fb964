using System.Text.Json;

namespace GitOpsToolkit.Oci;

/// <summary>The older format: a small JSON text that names the digest, signed as it is (containers' simple signing).</summary>
internal static class SimpleSigning
{
    public const string SignatureAnnotation = "dev.cosignproject.cosign/signature";

    private const string PayloadType = "cosign container image signature";

    public static bool IsSignedBy(byte[] payload, string signature, string digest, IReadOnlyList<CosignKey> keys)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
        {
            return false;
        }

        return keys.Any(k => k.Verifies(payload, bytes.AsSpan(0, length))) && Names(payload, digest);
    }

    private static bool Names(byte[] payload, string digest)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 16 });
            var critical = document.RootElement.GetProperty("critical");
            return critical.GetProperty("type").GetString() == PayloadType
                && critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString() == digest;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }
}
