namespace GitOpsToolkit.Oci;

/// <summary>Whole artifacts on top of <see cref="OciClient"/>: one layer with a configuration beside it, as <c>flux push artifact</c> makes them.</summary>
public static class OciArtifacts
{
    /// <summary>Suffixes of tags under which cosign keeps attestations, bills of material and signatures.</summary>
    private static readonly string[] CosignSuffixes = [".att", ".sbom", ".sig"];

    /// <summary>True when a tag holds something cosign attached to another manifest.</summary>
    public static bool IsCosignTag(string tag) => Array.Exists(CosignSuffixes, s => tag.EndsWith(s, StringComparison.Ordinal));

    /// <summary>Pushes an artifact of one layer and tags it.</summary>
    /// <param name="client">Client with the registry's credentials.</param>
    /// <param name="reference">Repository and tag.</param>
    /// <param name="layer">Content of the layer; must be seekable.</param>
    /// <param name="layerType">Media type of the layer.</param>
    /// <param name="config">Configuration, as JSON.</param>
    /// <param name="configType">Media type of the configuration.</param>
    /// <param name="annotations">Annotations of the manifest; null for none.</param>
    /// <param name="ct">Stops the push.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="OciException">The registry refused it or failed.</exception>
    public static async Task<OciDescriptor> PushAsync(
        OciClient client,
        OciReference reference,
        Stream layer,
        string layerType,
        ReadOnlyMemory<byte> config,
        string configType,
        IReadOnlyDictionary<string, string>? annotations,
        CancellationToken ct)
    {
        var layerDescriptor = await DescribeAsync(layer, layerType, ct).ConfigureAwait(false);
        var configDescriptor = new OciDescriptor { MediaType = configType, Digest = OciDigest.Of(config.Span), Size = config.Length };
        await client.PushBlobAsync(reference, layerDescriptor, layer, ct).ConfigureAwait(false);
        var configStream = new MemoryStream(config.ToArray(), writable: false);
        await using (configStream.ConfigureAwait(false))
        {
            await client.PushBlobAsync(reference, configDescriptor, configStream, ct).ConfigureAwait(false);
        }

        var manifest = new OciManifest
        {
            MediaType = OciMediaTypes.Manifest,
            Config = configDescriptor,
            Layers = [layerDescriptor],
            Annotations = annotations is { Count: > 0 } ? new SortedDictionary<string, string>(annotations.ToDictionary(), StringComparer.Ordinal) : null,
        };
        return await client.PushManifestAsync(reference, manifest.ToBytes(), OciMediaTypes.Manifest, ct).ConfigureAwait(false);
    }

    private static async Task<OciDescriptor> DescribeAsync(Stream content, string mediaType, CancellationToken ct)
    {
        content.Position = 0;
        var hash = await System.Security.Cryptography.SHA256.HashDataAsync(content, ct).ConfigureAwait(false);
        return new OciDescriptor { MediaType = mediaType, Digest = $"sha256:{Convert.ToHexStringLower(hash)}", Size = content.Length };
    }
}
