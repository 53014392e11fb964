using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Checks that an artifact in a registry is signed with one of the keys of a Secret (source.md §6.3).</summary>
/// <remarks>Whatever cannot be checked counts as wrongly signed: keyless signatures and notation are not there yet.</remarks>
internal sealed class SignatureCheck(SecretReader secrets)
{
    private const string Cosign = "cosign";
    private const string KeySuffix = ".pub";

    /// <exception cref="SourceFailure">No valid signature.</exception>
    public async Task CheckAsync(OciClient client, OciReference reference, string @namespace, string provider, string? secretName, CancellationToken ct)
    {
        try
        {
            if (provider != Cosign)
            {
                throw new FormatException($"provider '{provider}' is not supported yet, so the artifact is not trusted; use cosign with public keys");
            }

            if (secretName is null)
            {
                throw new FormatException("keyless verification is not supported yet, so the artifact is not trusted; name a Secret with public keys in spec.verify.secretRef");
            }

            var keys = await KeysAsync(new NamespacedName(@namespace, secretName), ct).ConfigureAwait(false);
            try
            {
                await new CosignVerifier(client, keys).VerifyAsync(reference, ct).ConfigureAwait(false);
            }
            catch (OciException e) when (e.Error == OciError.InvalidSignature)
            {
                throw new FormatException($"no matching signatures were found for '{reference}'", e);
            }
            finally
            {
                foreach (var key in keys)
                {
                    key.Dispose();
                }
            }
        }
        catch (Exception e) when (e is FormatException or OciException or KubernetesApiException)
        {
            var name = secretName is null && provider == Cosign ? $"{provider} keyless" : provider;
            throw new SourceFailure(
                FailureClass.Transient, SourceConditions.SourceVerified, SourceReasons.VerificationError, $"failed to verify the signature using provider '{name}': {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<CosignKey>> KeysAsync(NamespacedName key, CancellationToken ct)
    {
        var secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
        return [.. secret.Names.Where(static n => n.EndsWith(KeySuffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => CosignKey.Parse(secret.Text(n) ?? ""))];
    }
}
