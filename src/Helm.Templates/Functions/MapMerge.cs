using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Deep merging of maps as mergo 1.0 does it for sprig.</summary>
internal static class MapMerge
{
    /// <summary>
    /// Merges maps into the first, which it returns. Nested maps merge too; what the first lacks it shares with the source.
    /// Without <paramref name="overwrite"/> only missing and empty entries are filled, with it later values win, nil and empty ones too.
    /// </summary>
    public static GoMap Merge(GoMap target, ReadOnlySpan<object?> sources, bool overwrite)
    {
        var budget = new VisitBudget();
        foreach (var source in sources)
        {
            Merge(target, (GoMap)source!, overwrite, 0, budget);
        }

        return target;
    }

    private static void Merge(GoMap target, GoMap source, bool overwrite, int depth, VisitBudget budget)
    {
        budget.Visit(depth);
        if (source.Count == 0 || ReferenceEquals(target, source))
        {
            return;
        }

        foreach (var (key, value) in source)
        {
            var known = target.TryGetValue(key, out var existing);
            if (value is GoMap from && existing is GoMap into)
            {
                Merge(into, from, overwrite, depth + 1, budget);
                if (into.Count > 0)
                {
                    continue;
                }
            }

            if (value is null ? overwrite : overwrite || !known || GoValues.IsEmpty(existing))
            {
                target[key] = value;
            }
        }
    }
}
