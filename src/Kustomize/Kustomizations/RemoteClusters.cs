using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Reads the kubeconfigs of remote clusters and keeps their connections. Secrets are read on every pass, as the controller itself, so that
/// a changed or revoked credential counts at once; connections are shared by all who use the same kubeconfig.
/// </summary>
internal sealed class RemoteClusters(KubernetesClient local, KustomizeControllerOptions options, ClientPool pool, TimeProvider time)
{
    /// <summary>Keys looked at when a reference names none.</summary>
    private static readonly string[] DefaultKeys = ["value", "value.yaml"];

    /// <summary>Longest time a request to a remote cluster may take; Flux's.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private static readonly ApiResource Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);

    private readonly IdentityClusters _identities = new(local, options, time);

    private readonly KubeConfigTrust _trust = KubeConfigTrust.Inline with
    {
        AllowExec = options.InsecureKubeConfigExec,
        AllowInsecureTls = options.InsecureKubeConfigTls,
    };

    /// <summary>Connects to the cluster a reference leads to.</summary>
    /// <exception cref="TargetClusterException">The kubeconfig is missing, or cannot or must not be used.</exception>
    public async Task<ClientLease> OpenAsync(KubeConfigReference reference, string ns, CancellationToken cancellationToken)
    {
        if (reference.SecretRef is not { } secretRef)
        {
            var config = await _identities.ReadAsync(new NamespacedName(ns, reference.ConfigMapRef?.Name ?? ""), cancellationToken).ConfigureAwait(false);
            return pool.Rent(config with { RequestTimeout = RequestTimeout });
        }

        var key = new NamespacedName(ns, secretRef.Name);
        var text = await ReadAsync(key, secretRef.Key, cancellationToken).ConfigureAwait(false);
        try
        {
            return pool.Rent(KubeConfigLoader.Parse(text, $"KubeConfig secret '{key}'", _trust) with { RequestTimeout = RequestTimeout });
        }
        catch (KubeConfigException e)
        {
            throw new TargetClusterException(e.Message, e);
        }
    }

    /// <summary>Another lease of a cluster that is connected already.</summary>
    public ClientLease Rent(ClusterConfig config) => pool.Rent(config);

    private async Task<string> ReadAsync(NamespacedName key, string? dataKey, CancellationToken cancellationToken)
    {
        Unstructured secret;
        try
        {
            secret = await local.GetAsync(Secrets, key, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            throw new TargetClusterException($"unable to read KubeConfig secret '{key}' error: {e.Message}", e);
        }

        var data = secret.Root["data"] as JsonObject ?? [];
        string[] candidates = string.IsNullOrEmpty(dataKey) ? DefaultKeys : [dataKey];
        return candidates.Select(candidate => data[candidate].AsText()).FirstOrDefault(static value => value is not null) is { } encoded
            ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded))
            : throw new TargetClusterException($"KubeConfig secret '{key}' does not contain a '{candidates[0]}' key with a kubeconfig");
    }
}
