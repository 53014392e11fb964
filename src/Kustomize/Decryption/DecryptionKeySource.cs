using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption;

/// <summary>Gathers the keys of a Kustomization: those of its decryption Secret, or the controller's age keys when it names none.</summary>
/// <param name="client">The local cluster, as the controller.</param>
/// <param name="services">Unwraps data keys.</param>
/// <param name="ageSecret">The Secret with age keys for all, null when there is none.</param>
/// <param name="verifies">True checks authentication codes.</param>
internal sealed class DecryptionKeySource(KubernetesClient client, KeyServices services, NamespacedName? ageSecret, bool verifies)
{
    private const int MaxSecretBytes = 2 << 20;

    private static readonly ApiResource Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);

    /// <summary>Opens a session for a pass, null when the Kustomization does not ask for decryption. A failure is in the session.</summary>
    public async Task<DecryptionSession?> OpenAsync(Kustomization owner, CancellationToken cancellationToken)
    {
        if (owner.Spec.Decryption is not { } decryption)
        {
            return null;
        }

        var isOwn = decryption.SecretRef is not null;
        var key = isOwn ? new NamespacedName(owner.Namespace, decryption.SecretRef!.Name) : ageSecret;
        var keyring = new Keyring();
        if (key is not { } name)
        {
            return new DecryptionSession(keyring, null, services, verifies);
        }

        var kind = isOwn ? "sops decryption Secret" : "sops SOPS age decryption Secret";
        try
        {
            var secret = await client.GetAsync(Secrets, name, null, cancellationToken).ConfigureAwait(false);
            Import(keyring, secret, isOwn, $"{kind} '{name}'");
            return new DecryptionSession(keyring, null, services, verifies);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return new DecryptionSession(null, e.Message, services, verifies);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            return new DecryptionSession(null, $"cannot get {kind} '{name}': {e.Message}", services, verifies);
        }
        catch (SopsException e)
        {
            return new DecryptionSession(null, e.Message, services, verifies);
        }
    }

    private static void Import(Keyring keyring, Unstructured secret, bool isOwn, string shown)
    {
        var total = 0;
        foreach (var (entry, node) in (secret.Root["data"] as JsonObject ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            // The controller's Secret must not turn into credentials of everybody.
            if (!isOwn && !entry.EndsWith(".agekey", StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                var value = Convert.FromBase64String(node.AsText() ?? "");
                total += value.Length;
                keyring.Import(entry, total <= MaxSecretBytes ? value : throw new SopsException($"it is larger than {MaxSecretBytes} bytes"));
            }
            catch (Exception e) when (e is SopsException or FormatException)
            {
                throw new SopsException($"failed to import '{entry}' data from {shown}: {(e is SopsException ? e.Message : "it is not base64")}", e);
            }
        }
    }
}
