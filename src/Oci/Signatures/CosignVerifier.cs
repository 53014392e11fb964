namespace GitOpsToolkit.Oci;

/// <summary>Checks signatures that cosign made with a key pair: new bundles if any is attached, otherwise those under the <c>.sig</c> tag.</summary>
/// <remarks>
/// Offline: neither a transparency log nor a timestamp is asked for. Everything that cannot be read counts as not signed. What is
/// signed is compared with the digest that was asked for, over the bytes as they were signed.
/// </remarks>
public sealed class CosignVerifier(OciClient client, IReadOnlyList<CosignKey> keys)
{
    private const int MaxPayload = 1 << 20;
    private const int MaxBundle = 4 << 20;

    /// <summary>Signatures looked at per artifact; whoever may push can attach any number.</summary>
    private const int MaxSignatures = 100;

    /// <summary>Throws unless one of the keys signed the manifest.</summary>
    /// <param name="reference">The manifest, by digest.</param>
    /// <param name="ct">Stops the check.</param>
    /// <exception cref="OciException">No valid signature (<see cref="OciError.InvalidSignature"/>), or the registry failed.</exception>
    public async Task VerifyAsync(OciReference reference, CancellationToken ct)
    {
        if (keys.Count == 0)
        {
            throw Unsigned("there is no public key to check signatures with");
        }

        var bundles = await BundlesAsync(reference, ct).ConfigureAwait(false);
        var isSigned = bundles.Count > 0
            ? await AnyBundleAsync(reference, bundles, ct).ConfigureAwait(false)
            : await AnySignatureAsync(reference, ct).ConfigureAwait(false);
        if (!isSigned)
        {
            throw Unsigned("no signature of this artifact was made with one of the public keys");
        }
    }

    private async Task<IReadOnlyList<OciDescriptor>> BundlesAsync(OciReference reference, CancellationToken ct) =>
        [.. (await client.ListReferrersAsync(reference, ct).ConfigureAwait(false))
            .Where(static r => r.ArtifactType?.StartsWith(SigstoreBundle.MediaTypePrefix, StringComparison.Ordinal) == true)
            .Take(MaxSignatures)];

    private async Task<bool> AnyBundleAsync(OciReference reference, IReadOnlyList<OciDescriptor> bundles, CancellationToken ct)
    {
        foreach (var bundle in bundles)
        {
            var manifest = await client.GetManifestAsync(reference.WithDigest(bundle.Digest), ct).ConfigureAwait(false);
            foreach (var layer in (manifest.Manifest.Layers ?? []).Where(static l => l.MediaType.StartsWith(SigstoreBundle.MediaTypePrefix, StringComparison.Ordinal)).Take(MaxSignatures))
            {
                var bytes = await client.ReadBlobAsync(reference, layer, MaxBundle, ct).ConfigureAwait(false);
                if (SigstoreBundle.IsSignedBy(bytes, reference.Digest!, keys))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async Task<bool> AnySignatureAsync(OciReference reference, CancellationToken ct)
    {
        OciManifestContent signatures;
        try
        {
            signatures = await client.GetManifestAsync(reference.WithTagOnly(reference.Digest!.Replace(':', '-') + ".sig"), ct).ConfigureAwait(false);
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            throw Unsigned("no signatures found");
        }

        foreach (var layer in (signatures.Manifest.Layers ?? []).Take(MaxSignatures))
        {
            if (layer.Annotations?.GetValueOrDefault(SimpleSigning.SignatureAnnotation) is { } signature
                && SimpleSigning.IsSignedBy(await client.ReadBlobAsync(reference, layer, MaxPayload, ct).ConfigureAwait(false), signature, reference.Digest!, keys))
            {
                return true;
            }
        }

        return false;
    }

    private static OciException Unsigned(string reason) => new(OciError.InvalidSignature, reason);
}
