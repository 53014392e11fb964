using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>A ServiceAccount whose tokens key services accept; its annotations say as whom.</summary>
/// <param name="local">The local cluster, as the controller.</param>
/// <param name="tokens">Issues tokens.</param>
/// <param name="account">The account.</param>
internal sealed class WorkloadIdentity(KubernetesClient local, AccountTokens tokens, NamespacedName account)
{
    private static readonly ApiResource ServiceAccounts = new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true);

    private Unstructured? _object;

    /// <summary>What tells this account from others in a cache.</summary>
    public string CacheKey => account.ToString();

    /// <summary>An annotation of the account, empty when it is not there.</summary>
    /// <exception cref="SopsException">The account cannot be read.</exception>
    public async Task<string> AnnotationAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            _object ??= await local.GetAsync(ServiceAccounts, account, new ReadOptions { MetadataOnly = true }, cancellationToken).ConfigureAwait(false);
            return _object.Annotation(key) ?? "";
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            throw new SopsException($"failed to get service account '{account}': {e.Message}", e);
        }
    }

    /// <summary>An annotation that has to be there.</summary>
    /// <exception cref="SopsException">It is not there, or the account cannot be read.</exception>
    public async Task<string> RequiredAnnotationAsync(string key, CancellationToken cancellationToken) =>
        await AnnotationAsync(key, cancellationToken).ConfigureAwait(false) is { Length: > 0 } value
            ? value : throw new SopsException($"service account '{account}' has no annotation '{key}'");

    /// <summary>A token of the account for an audience.</summary>
    /// <exception cref="SopsException">The cluster does not issue one.</exception>
    public async Task<string> TokenAsync(string audience, CancellationToken cancellationToken)
    {
        try
        {
            return (await tokens.Of(account.Namespace, account.Name, [audience]).GetAsync(cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (Exception e) when (e is TargetClusterException or KubernetesConnectionException)
        {
            throw new SopsException(e.Message, e);
        }
    }
}
