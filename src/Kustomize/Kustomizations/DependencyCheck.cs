using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Says whether the Kustomizations another one depends on are ready.</summary>
/// <param name="client">The cluster; dependencies are read from it directly, since a cache may lag behind a change they just made.</param>
internal sealed class DependencyCheck(KubernetesClient client)
{
    /// <summary>The first dependency that is not satisfied, in words; null when all are.</summary>
    public async Task<string?> FindUnmetAsync(Kustomization dependent, Artifact artifact, CancellationToken cancellationToken)
    {
        foreach (var reference in dependent.Spec.DependsOn ?? [])
        {
            var key = reference.KeyIn(dependent.Namespace);
            Kustomization dependency;
            try
            {
                dependency = await client.GetAsync<Kustomization>(key, null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
            {
                return $"dependency '{key}' not found: {e.Message}";
            }

            var status = dependency.Status;
            if (status.Conditions.Count == 0
                || dependency.Metadata.Generation != status.ObservedGeneration
                || !status.IsTrue(ConditionTypes.Ready))
            {
                return $"dependency '{key}' is not ready";
            }

            if (HaveSameSource(dependent, dependency) && !string.Equals(status.LastAppliedRevision, artifact.Revision, StringComparison.Ordinal))
            {
                return $"dependency '{key}' revision is not up to date";
            }
        }

        return null;
    }

    private static bool HaveSameSource(Kustomization one, Kustomization other) =>
        string.Equals(one.Spec.SourceRef.Kind, other.Spec.SourceRef.Kind, StringComparison.Ordinal)
        && one.Spec.SourceRef.KeyIn(one.Namespace) == other.Spec.SourceRef.KeyIn(other.Namespace);
}
