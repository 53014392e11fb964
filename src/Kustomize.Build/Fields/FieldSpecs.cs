namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Lists of field specs.</summary>
internal static class FieldSpecs
{
    /// <summary>Adds the specs that are not covered yet.</summary>
    /// <exception cref="KustomizeException">The same field is to be created by one and not by the other.</exception>
    public static IReadOnlyList<FieldSpec> Merge(IReadOnlyList<FieldSpec> specs, IReadOnlyList<FieldSpec> incoming)
    {
        if (incoming.Count == 0)
        {
            return specs;
        }

        var merged = new List<FieldSpec>(specs);
        foreach (var spec in incoming)
        {
            var known = merged.Find(s => s.Covers(spec));
            if (known is null)
            {
                merged.Add(spec);
            }
            else if (known.Create != spec.Create)
            {
                throw new KustomizeException($"conflicting fieldspecs for '{spec.Path}' of {ResourceId.Show(spec.Gvk)}", field: "configurations");
            }
        }

        return merged;
    }

    public static IReadOnlyList<FieldSpec> Sort(IReadOnlyList<FieldSpec> specs) =>
        specs.Count < 2 ? specs : specs.OrderBy(s => s.Gvk, KindOrder.Default).ToList();
}
