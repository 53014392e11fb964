using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Kustomize.Internal.Building;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption;

/// <summary>Decrypts built resources: those encrypted as a whole, and single values of Secrets.</summary>
internal sealed class ResourceDecryption(DecryptionSession session)
{
    private const string OptOutKey = "kustomize.toolkit.fluxcd.io/decrypt";

    /// <summary>True when a resource says that it stays as it is.</summary>
    public static bool IsOptedOut(Unstructured resource) =>
        string.Equals(resource.Annotation(OptOutKey), "Disabled", StringComparison.OrdinalIgnoreCase);

    /// <summary>The resource with everything decrypted.</summary>
    /// <exception cref="BuildException">Something cannot be decrypted.</exception>
    public async Task<Unstructured> ApplyAsync(Unstructured resource, CancellationToken cancellationToken)
    {
        if (IsOptedOut(resource))
        {
            return resource;
        }

        try
        {
            return resource.Root.At(SopsMetadata.Key, "mac").AsText() is { Length: > 0 } ? await WholeAsync(resource, cancellationToken).ConfigureAwait(false)
                : resource is { Kind: "Secret" } ? await ValuesAsync(resource, cancellationToken).ConfigureAwait(false)
                : resource;
        }
        catch (SopsException e)
        {
            var gvk = resource.Gvk;
            throw new BuildException(
                $"decryption failed for '{gvk.Kind}.{gvk.Version}.{(gvk.Group.Length == 0 ? "[noGrp]" : gvk.Group)}/{resource.Name}': "
                + $"failed to decrypt and format '{resource.Namespace}/{resource.Name}' {e.Message}", e);
        }
    }

    private async Task<Unstructured> WholeAsync(Unstructured resource, CancellationToken cancellationToken)
    {
        try
        {
            var json = Encoding.UTF8.GetBytes(resource.Root.ToJsonString());
            var plain = await session.DecryptResourceAsync(json, cancellationToken).ConfigureAwait(false);
            return new Unstructured((JsonObject)JsonNode.Parse(plain)!);
        }
        catch (SopsException e)
        {
            throw new SopsException($"{resource.Kind} data: {e.Message}", e);
        }
    }

    private async Task<Unstructured> ValuesAsync(Unstructured resource, CancellationToken cancellationToken)
    {
        Unstructured? result = null;
        foreach (var (key, node) in resource.Root["data"] as JsonObject ?? [])
        {
            if (node.AsText() is not { } text || !TryDecode(text, out var value) || SopsFormats.OfContent(value) is not { } format)
            {
                continue;
            }

            try
            {
                var name = $"{resource.Namespace}/{resource.Name} {key}";
                var plain = await session.DecryptFileAsync(value, format, SopsFormats.OfName(key), name, cancellationToken).ConfigureAwait(false);
                result ??= resource.DeepClone();
                result.Root["data"]![key] = Convert.ToBase64String(plain);
            }
            catch (SopsException e)
            {
                throw new SopsException($"Secret field '{key}': {e.Message}", e);
            }
        }

        return result ?? resource;
    }

    /// <summary>Values that are no base64 are left alone: the API server says what is wrong with them.</summary>
    private static bool TryDecode(string text, out byte[] value)
    {
        try
        {
            value = Convert.FromBase64String(text);
            return true;
        }
        catch (FormatException)
        {
            value = [];
            return false;
        }
    }
}
