using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Says whether objects of other kinds, which a Kustomization depends on, are ready: by their expression, else by the health rules. They
/// are read in the local cluster as the ServiceAccount of the Kustomization, so that an expression learns nothing its owner may not read.
/// </summary>
internal sealed class ForeignDependencies(KubernetesClient client, KustomizeControllerOptions options, TimeProvider time, DependencyWatches watches)
{
    /// <summary>Why a dependency is not satisfied; null when it is. One that is not is watched until it changes.</summary>
    /// <exception cref="InvalidExpressionException">Its <c>readyExpr</c> does not compile to a boolean.</exception>
    public async Task<string?> FindUnmetAsync(Kustomization dependent, KustomizationDependency reference, CancellationToken cancellationToken)
    {
        var identity = new ObjectIdentity(reference.GroupKind(), reference.KeyIn(dependent.Namespace).Namespace, reference.Name);
        if (string.IsNullOrEmpty(reference.ApiVersion))
        {
            return $"dependency '{identity}' not found: an apiVersion must be given with kind '{reference.Kind}'";
        }

        var account = TargetCluster.AccountOf(dependent, options);
        var reader = account is null ? client : client.Impersonate($"system:serviceaccount:{dependent.Namespace}:{account}");
        Unstructured live;
        ApiResource? type;
        try
        {
            var gvk = GroupVersionKind.Parse(reference.ApiVersion, reference.Kind!);
            type = await client.Discovery.ResolveAsync(gvk, cancellationToken).ConfigureAwait(false);
            if (type is null)
            {
                return $"dependency '{identity}' not found: no matches for kind \"{gvk.Kind}\" in version \"{gvk.ApiVersion}\"";
            }

            identity = identity with { Namespace = type.Namespaced ? identity.Namespace : "" };
            var key = new NamespacedName(identity.Namespace, identity.Name);

            // The watch opens before the read, so that nothing happens unseen between the two.
            watches.Follow(dependent.Key(), new DependencyWatches.Target(account is null ? "" : $"{dependent.Namespace}:{account}", gvk, key), type, reader);
            live = await reader.GetAsync(type, key, null, cancellationToken).ConfigureAwait(false);
            watches.Seen(dependent.Key(), live.ResourceVersion);
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            return $"dependency '{identity}' not found: {e.Message}";
        }

        if (!string.IsNullOrEmpty(reference.ReadyExpr))
        {
            var unmet = DependencyCheck.CheckExpression(dependent, identity.ToString(), reference.Name, live, reference.ReadyExpr, cancellationToken);
            if (unmet is not null || !options.AdditiveCelDependencyCheck)
            {
                return unmet;
            }
        }

        return HealthRules.Evaluate(live, time.GetUtcNow()).Status == ObjectStatus.Current ? null : $"dependency '{identity}' is not ready";
    }
}
