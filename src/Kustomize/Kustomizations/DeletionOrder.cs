using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Deletes in the reverse of the order of creation: whoever others depend on waits until those that are being deleted too are gone.</summary>
internal static class DeletionOrder
{
    /// <summary>
    /// Kustomizations under deletion that depend on the given one. Those in a circle with it are left out, for they would wait for each other.
    /// </summary>
    public static IReadOnlyList<NamespacedName> FindDependants(Kustomization owner, IResourceCache cache)
    {
        var needs = Reach(owner, cache);
        return
        [
            .. cache.ByIndex<Kustomization>(KustomizationWiring.ByDependency, owner.Key())
                .Where(static dependant => dependant.Metadata.DeletionTimestamp is not null)
                .Select(static dependant => dependant.Key())
                .Where(dependant => dependant != owner.Key() && !needs.Contains(dependant))
                .OrderBy(static key => key.Namespace, StringComparer.Ordinal).ThenBy(static key => key.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Everything an owner depends on, over any number of steps.</summary>
    private static HashSet<NamespacedName> Reach(Kustomization owner, IResourceCache cache)
    {
        var reached = new HashSet<NamespacedName>();
        var open = new Stack<NamespacedName>(Dependencies.KustomizationsOf(owner));
        while (open.TryPop(out var key))
        {
            if (reached.Add(key) && cache.Find<Kustomization>(key) is { } next)
            {
                foreach (var further in Dependencies.KustomizationsOf(next))
                {
                    open.Push(further);
                }
            }
        }

        return reached;
    }
}
