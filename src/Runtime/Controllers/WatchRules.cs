namespace GitOpsToolkit.Runtime;

/// <summary>What every watch declaration must satisfy.</summary>
internal static class WatchRules
{
    public static IEnumerable<string> Validate(string kind, int mappings, IEnumerable<string> indexNames, IReadOnlySet<string> indexes)
    {
        if (mappings == 0)
        {
            yield return $"the watch on {kind} wakes nobody; add EnqueueByIndex(…) or Enqueue(…)";
        }

        foreach (var name in indexNames.Where(name => !indexes.Contains(name)))
        {
            yield return $"the watch on {kind} uses index '{name}', which is not declared; add Indexed(\"{name}\", …)"
                + (indexes.Count == 0 ? "" : $" or use one of: {string.Join(", ", indexes.Order(StringComparer.Ordinal))}");
        }
    }
}
