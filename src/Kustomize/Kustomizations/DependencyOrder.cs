using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Orders Kustomizations so that each comes after those of the batch it depends on.</summary>
internal static class DependencyOrder
{
    /// <summary>The keys in order; null when the batch depends on itself in a circle.</summary>
    public static IReadOnlyList<NamespacedName>? Sort(IReadOnlyList<Kustomization> batch)
    {
        var byKey = batch.ToDictionary(static item => item.Key());
        var waitsFor = batch.ToDictionary(
            static item => item.Key(),
            item => Dependencies.KustomizationsOf(item).Where(byKey.ContainsKey).ToHashSet());
        var sorted = new List<NamespacedName>(batch.Count);
        while (sorted.Count < batch.Count)
        {
            var free = waitsFor.Where(static pair => pair.Value.Count == 0).Select(static pair => pair.Key)
                .OrderBy(static key => key.Namespace, StringComparer.Ordinal).ThenBy(static key => key.Name, StringComparer.Ordinal).ToList();
            if (free.Count == 0)
            {
                return null;
            }

            foreach (var key in free)
            {
                waitsFor.Remove(key);
            }

            foreach (var rest in waitsFor.Values)
            {
                rest.ExceptWith(free);
            }

            sorted.AddRange(free);
        }

        return sorted;
    }
}
