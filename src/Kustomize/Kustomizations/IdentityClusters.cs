using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Works out the access to clusters that trust the tokens of this one: a ConfigMap says where the cluster is and which ServiceAccount to
/// be there, and no credential is stored anywhere.
/// </summary>
internal sealed class IdentityClusters(KubernetesClient local, KustomizeControllerOptions options, TimeProvider time)
{
    private const string GenericProvider = "generic";

    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    private readonly AccountTokens _tokens = new(local, options, time);

    /// <summary>Reads the ConfigMap. A token is had already when this returns, and renewed for as long as the connection is used.</summary>
    /// <exception cref="TargetClusterException">The ConfigMap is missing or wrong, or the account may not or cannot be used.</exception>
    public async Task<ClusterConfig> ReadAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var data = await ReadDataAsync(key, cancellationToken).ConfigureAwait(false);
        if (data.GetText("provider") is var provider && provider is not GenericProvider)
        {
            throw new TargetClusterException($"provider '{provider}' not implemented");
        }

        var address = data.GetText("address") ?? "";
        var audiences = (data.GetText("audiences") ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var tokens = _tokens.Of(key.Namespace, data.GetText("serviceAccountName"), audiences.Length > 0 ? audiences : [address]);
        try
        {
            await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TargetClusterException or KubernetesApiException or KubernetesConnectionException)
        {
            throw new TargetClusterException($"failed to get access token for cluster: {e.Message}", e);
        }

        return new ClusterConfig
        {
            Server = ParseAddress(address),
            Tls = new TlsConfig { CertificateAuthorityData = data.GetText("ca.crt") is { Length: > 0 } authority ? authority : null },
            Credentials = new ClusterCredentials { TokenProvider = tokens.Provider },
        };
    }

    private async Task<JsonObject> ReadDataAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            var map = await local.GetAsync(ConfigMaps, key, null, cancellationToken).ConfigureAwait(false);
            return map.Root["data"] as JsonObject ?? [];
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            throw new TargetClusterException($"failed to get configmap {key}: {e.Message}", e);
        }
    }

    /// <summary>The canonical address: https, lower case, with its port, without a path.</summary>
    private static Uri ParseAddress(string address)
    {
        if (address.Length == 0)
        {
            throw new TargetClusterException("cluster address is required to create a REST config");
        }

        var text = address.StartsWith("http", StringComparison.Ordinal) ? address : $"https://{address}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new TargetClusterException($"failed to parse cluster address {address}: it is no address");
        }

        return uri.Scheme == Uri.UriSchemeHttps
            ? new Uri($"https://{uri.Authority}/")
            : throw new TargetClusterException($"failed to parse cluster address {address}: the Kubernetes API server address '{address}' must use https scheme");
    }
}
