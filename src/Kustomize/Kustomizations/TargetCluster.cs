using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Internal.Drift;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>The cluster a Kustomization's objects live in, as the identity that manages them, for the length of one pass.</summary>
internal sealed class TargetCluster : IDisposable
{
    private readonly ClientLease? _lease;
    private readonly KustomizationServices _services;

    private TargetCluster(KustomizationServices services, KubernetesClient client, ClientLease? lease, string memoScope)
    {
        var settings = new ApplierSettings
        {
            FieldManager = KustomizationTerms.Component,
            ControlGroup = KustomizeApi.Group,
            OverriddenManagers = services.OverriddenManagers,
            MemoScope = memoScope,
        };
        _lease = lease;
        _services = services;
        Applier = new ResourceApplier(client, settings, services.Memo, services.Time);
        Pruner = new ResourcePruner(client, settings, services.Time);
        Health = new HealthWaiter(client, services.Time);
    }

    public ResourceApplier Applier { get; }

    public ResourcePruner Pruner { get; }

    public HealthWaiter Health { get; }

    /// <summary>
    /// Tells the watches for drift what the pass has left behind. They watch as the controller, or as the user of the kubeconfig: an
    /// account that applies need not be allowed to watch.
    /// </summary>
    public Task TrackAsync(DriftPass drift, ChangeSet changes, CancellationToken cancellationToken) => _lease is { } lease
        ? drift.TrackAsync(lease.Client, () => _services.Remotes.Rent(lease.Client.Config), changes, cancellationToken)
        : drift.TrackAsync(_services.Client, null, changes, cancellationToken);

    /// <summary>The name of the ServiceAccount a Kustomization acts as, null when it acts as the controller.</summary>
    public static string? AccountOf(Kustomization owner, KustomizeControllerOptions options)
    {
        var name = string.IsNullOrEmpty(owner.Spec.ServiceAccountName) ? options.DefaultServiceAccount : owner.Spec.ServiceAccountName;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>Connects to the cluster as the Kustomization asks.</summary>
    /// <exception cref="TargetClusterException">The kubeconfig of a remote cluster cannot be used.</exception>
    public static async Task<TargetCluster> OpenAsync(Kustomization owner, KustomizationServices services, CancellationToken cancellationToken)
    {
        // No groups are named, so the API server gives the ones a ServiceAccount has.
        var user = AccountOf(owner, services.Options) is { } name ? $"system:serviceaccount:{owner.Namespace}:{name}" : null;
        if (owner.Spec.KubeConfig is not { } kubeConfig)
        {
            return new TargetCluster(services, As(services.Client, user), null, user ?? "");
        }

        var lease = await services.Remotes.OpenAsync(kubeConfig, owner.Namespace, cancellationToken).ConfigureAwait(false);

        // Two Kustomizations may reach one cluster as different users, so the owner is what tells their views apart.
        return new TargetCluster(services, As(lease.Client, user), lease, $"{lease.Client.Config.Server} {owner.Namespace}/{owner.Name} {user}");
    }

    /// <inheritdoc/>
    public void Dispose() => _lease?.Dispose();

    private static KubernetesClient As(KubernetesClient client, string? user) => user is null ? client : client.Impersonate(user);
}
