using System.Runtime.CompilerServices;
using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Values;

/// <summary>
/// Lays a user's values over the defaults of a chart and of those below it. What a null does depends on where it stands:
/// see the table in section 3 of Helm's rules, which this follows step by step.
/// </summary>
/// <param name="warn">Receives Helm's warnings; null to drop them.</param>
internal sealed class Coalescing(Action<string>? warn)
{
    private const string Global = "global";

    /// <summary>The values of a chart. Nulls that stand over a default take it away.</summary>
    /// <exception cref="ChartException">The values of a subchart are no table.</exception>
    public GoMap Coalesce(ChartNode chart, GoMap values) => Coalesce(chart, ValueTables.Copy(values), "", merge: false);

    /// <summary>The same with all nulls kept, for steps that come before the last.</summary>
    /// <exception cref="ChartException">The values of a subchart are no table.</exception>
    public GoMap Merge(ChartNode chart, GoMap values) => Coalesce(chart, ValueTables.Copy(values), "", merge: true);

    /// <summary>Merges the second table into the first, which wins; nulls are kept. Both are changed.</summary>
    public GoMap MergeTables(GoMap destination, GoMap source) => CoalesceTables(destination, source, "", merge: true);

    private GoMap Coalesce(ChartNode chart, GoMap destination, string prefix, bool merge)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        AddDefaults(chart, destination, prefix, merge);
        var subPrefix = Join(prefix, chart.Name);
        foreach (var child in chart.Children)
        {
            if (!destination.TryGetValue(child.Name, out var value))
            {
                destination[child.Name] = value = new GoMap();
            }

            if (value is not GoMap table)
            {
                throw new ChartException($"type mismatch on {child.Name}: {GoFormat.Sprintf("%t", value)}");
            }

            AddGlobals(table, destination, subPrefix);
            Coalesce(child, table, subPrefix, merge);
        }

        return destination;
    }

    private void AddDefaults(ChartNode chart, GoMap values, string prefix, bool merge)
    {
        var subPrefix = Join(prefix, chart.Name);
        foreach (var (key, given) in ValueTables.Copy(chart.Values).Unordered)
        {
            if (!values.TryGetValue(key, out var value))
            {
                AddDefault(values, key, given, merge);
            }
            else if (value is null && !merge)
            {
                values.Remove(key);
            }
            else if (value is GoMap table)
            {
                MergeDefault(chart, table, key, given, subPrefix, merge);
            }
        }
    }

    private static void AddDefault(GoMap values, string key, object? given, bool merge)
    {
        if (!merge)
        {
            if (given is null)
            {
                return;
            }

            if (given is GoMap table)
            {
                RemoveNulls(table);
            }
        }

        values[key] = given;
    }

    private void MergeDefault(ChartNode chart, GoMap table, string key, object? given, string prefix, bool merge)
    {
        if (given is not GoMap defaults)
        {
            if (given is not null)
            {
                warn?.Invoke($"warning: skipped value for {prefix}.{key}: Not a table.");
            }

            return;
        }

        // Nulls for a subchart have yet to meet its defaults.
        var keepNulls = merge || chart.Children.Exists(c => c.Name == key);
        if (!keepNulls)
        {
            RemoveNulls(defaults);
        }

        CoalesceTables(table, defaults, Join(prefix, key), keepNulls);
    }

    private void AddGlobals(GoMap destination, GoMap source, string prefix)
    {
        if (!TryGetGlobals(destination, "destination", out var own) || !TryGetGlobals(source, "source", out var inherited))
        {
            return;
        }

        foreach (var (key, value) in inherited.Unordered)
        {
            var present = own.TryGetValue(key, out var before);
            if (value is GoMap table)
            {
                if (present && before is not GoMap)
                {
                    warn?.Invoke($"Conflict: cannot merge map onto non-map for {GoText.Quote(key)}. Skipping.");
                    continue;
                }

                var copy = ShallowCopy(table);
                own[key] = present ? CoalesceTables(copy, (GoMap)before!, Join(prefix, key), merge: true) : copy;
            }
            else if (before is GoMap)
            {
                warn?.Invoke($"key {key} is table. Skipping");
            }
            else
            {
                own[key] = value;
            }
        }

        destination[Global] = own;
    }

    private bool TryGetGlobals(GoMap values, string role, out GoMap globals)
    {
        var present = values.TryGetValue(Global, out var value);
        globals = value as GoMap ?? new GoMap();
        if (present && value is not GoMap)
        {
            warn?.Invoke($"warning: skipping globals because {role} {Global} is not a table.");
            return false;
        }

        return true;
    }

    private GoMap CoalesceTables(GoMap destination, GoMap source, string prefix, bool merge)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();

        // A null of the user takes away a default that is not null; one without a default stays.
        HashSet<string>? removable = null;
        foreach (var (key, value) in destination.Unordered)
        {
            if (value is null)
            {
                if (source[key] is not null)
                {
                    (removable ??= new(StringComparer.Ordinal)).Add(key);
                }

                source[key] = null;
            }
        }

        foreach (var (key, value) in source.Unordered)
        {
            if (!destination.TryGetValue(key, out var own))
            {
                destination[key] = value;
            }
            else if (!merge && own is null && removable?.Contains(key) == true)
            {
                destination.Remove(key);
            }
            else if (value is GoMap table)
            {
                if (own is GoMap ownTable)
                {
                    CoalesceTables(ownTable, table, Join(prefix, key), merge);
                }
                else
                {
                    warn?.Invoke($"warning: cannot overwrite table with non table for {Join(prefix, key)} ({GoFormat.Sprint(value)})");
                }
            }
            else if (own is GoMap && value is not null)
            {
                warn?.Invoke($"warning: destination for {Join(prefix, key)} is a table. Ignoring non-table value ({GoFormat.Sprint(value)})");
            }
        }

        return destination;
    }

    private static GoMap ShallowCopy(GoMap map)
    {
        var copy = new GoMap(GoType.AnyMap, map.Count);
        foreach (var (key, value) in map.Unordered)
        {
            copy[key] = value;
        }

        return copy;
    }

    private static void RemoveNulls(GoMap map)
    {
        foreach (var (key, value) in map.Unordered)
        {
            if (value is null)
            {
                map.Remove(key);
            }
            else if (value is GoMap table)
            {
                RemoveNulls(table);
            }
        }
    }

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";
}
