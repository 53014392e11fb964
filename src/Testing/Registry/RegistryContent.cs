using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace GitOpsToolkit.Testing.Registry;

/// <summary>Blobs, manifests and tags of one repository.</summary>
internal sealed class RegistryContent
{
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, (byte[] Bytes, string MediaType)> Manifests { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, MemoryStream> Uploads { get; } = new(StringComparer.Ordinal);

    public static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    /// <summary>The manifest of a tag or digest; null when there is none.</summary>
    public (byte[] Bytes, string MediaType, string Digest)? Find(string version)
    {
        var digest = version.Contains(':', StringComparison.Ordinal) ? version : Tags.GetValueOrDefault(version) ?? "";
        return Manifests.TryGetValue(digest, out var found) ? (found.Bytes, found.MediaType, digest) : null;
    }

    /// <summary>Stores a manifest under its digest and, unless the version is a digest, a tag.</summary>
    public string Put(string version, byte[] bytes, string mediaType)
    {
        var digest = DigestOf(bytes);
        Manifests[digest] = (bytes, mediaType);
        if (!version.Contains(':', StringComparison.Ordinal))
        {
            Tags[version] = digest;
        }

        return digest;
    }

    /// <summary>Index of the manifests whose subject is the digest.</summary>
    public byte[] ReferrersOf(string digest)
    {
        var referrers = new List<object>();
        foreach (var (own, (bytes, mediaType)) in Manifests.OrderBy(static m => m.Key, StringComparer.Ordinal))
        {
            using var manifest = JsonDocument.Parse(bytes);
            var root = manifest.RootElement;
            if (root.TryGetProperty("subject", out var subject) && subject.GetProperty("digest").GetString() == digest)
            {
                var type = root.TryGetProperty("artifactType", out var named) ? named.GetString() : root.GetProperty("config").GetProperty("mediaType").GetString();
                referrers.Add(new { mediaType, digest = own, size = bytes.Length, artifactType = type });
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, mediaType = "application/vnd.oci.image.index.v1+json", manifests = referrers });
    }
}
