using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Values;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Decides which subcharts are used and under what names, and brings imported defaults to the parents.</summary>
internal sealed class Dependencies(Coalescing coalescing, Action<string>? warn)
{
    /// <summary>The chart with the subcharts that the values switch on.</summary>
    /// <exception cref="ChartException">The values of a subchart are no table.</exception>
    public ChartNode Process(Chart chart, GoMap values)
    {
        var root = ChartNode.Of(chart);
        Select(root, values, "");
        ImportAll(root);
        return root;
    }

    /// <summary>Whether a version is in a range; false for texts that are neither.</summary>
    public static bool IsInRange(string range, string version) =>
        SemanticVersion.TryParse(version, out var parsed) && VersionRange.TryParse(range, out var versions) && versions.Contains(parsed);

    private void Select(ChartNode chart, GoMap values, string path)
    {
        if (!chart.Metadata.HasDependencyList)
        {
            return;
        }

        chart.SetChildren(WithAliases(chart));
        var declared = chart.Metadata.Dependencies
            .Select(static d => d with { Name = d.Alias.Length > 0 ? d.Alias : d.Name, Enabled = true })
            .ToList();
        var coalesced = coalescing.Coalesce(chart, values);
        for (var i = 0; i < declared.Count; i++)
        {
            declared[i] = declared[i] with { Enabled = IsEnabled(declared[i], coalesced, path) };
        }

        var disabled = declared.Where(static d => !d.Enabled).Select(static d => d.Name).ToHashSet(StringComparer.Ordinal);
        var children = chart.Children.FindAll(c => !disabled.Contains(c.Name));
        foreach (var child in children)
        {
            Select(child, coalesced, $"{path}{child.Name}.");
        }

        declared.RemoveAll(d => disabled.Contains(d.Name));
        chart.Metadata = chart.Metadata with { Dependencies = declared, HasDependencyList = declared.Count > 0 };
        chart.SetChildren(children);
    }

    /// <summary>What is in charts/ without being declared, and then the declared ones, each as often as it is.</summary>
    private static List<ChartNode> WithAliases(ChartNode chart)
    {
        var declared = chart.Metadata.Dependencies;
        var children = chart.Children.FindAll(c => !declared.Any(d => IsMatch(c, d)));
        foreach (var dependency in declared)
        {
            if (chart.Children.Find(c => IsMatch(c, dependency)) is { } found)
            {
                children.Add(found.As(dependency.Alias));
            }
        }

        return children;
    }

    private static bool IsMatch(ChartNode chart, ChartDependency dependency) =>
        chart.Name == dependency.Name && IsInRange(dependency.Version, chart.Metadata.Version);

    private bool IsEnabled(ChartDependency dependency, GoMap values, string path)
    {
        foreach (var condition in dependency.Condition.Trim().Split(','))
        {
            if (condition.Length > 0 && ValueTables.TryGet(values, path + condition, out var value))
            {
                if (value is bool decided)
                {
                    return decided;
                }

                warn?.Invoke($"returned non-bool value: path {condition} chart {dependency.Name}");
            }
        }

        return IsEnabledByTags(dependency, values);
    }

    private bool IsEnabledByTags(ChartDependency dependency, GoMap values)
    {
        if (values["tags"] is not GoMap tags)
        {
            return true;
        }

        var isOff = false;
        foreach (var tag in dependency.Tags)
        {
            switch (tags.TryGetValue(tag, out var value), value)
            {
                case (true, true):
                    return true;
                case (true, false):
                    isOff = true;
                    break;
                case (true, _):
                    warn?.Invoke($"returned non-bool value: tag {tag} chart {dependency.Name}");
                    break;
            }
        }

        return !isOff;
    }

    private void ImportAll(ChartNode chart)
    {
        foreach (var child in chart.Children)
        {
            ImportAll(child);
        }

        if (chart.Metadata.HasDependencyList)
        {
            Import(chart);
        }
    }

    /// <summary>
    /// The chart's defaults with those of its subcharts in them and what it imports under them. Helm does this for every chart with a
    /// dependency, whether it imports or not.
    /// </summary>
    private void Import(ChartNode chart)
    {
        var values = coalescing.Merge(chart, new GoMap());
        var imported = new GoMap();
        foreach (var dependency in chart.Metadata.Dependencies)
        {
            foreach (var import in dependency.ImportValues)
            {
                if (ValueTables.Table(values, $"{dependency.Name}.{import.Child}") is { } table)
                {
                    // Tables are shared here, as in Helm: what a second import adds to one shows in the first's source too.
                    imported = coalescing.MergeTables(imported, Nested(import.Parent, table));
                }
                else
                {
                    warn?.Invoke($"ImportValues missing table {import.Child} from chart {dependency.Name}");
                }
            }
        }

        chart.Values = coalescing.MergeTables(ValueTables.Copy(values), imported);
    }

    private static GoMap Nested(string path, GoMap table)
    {
        if (path == ".")
        {
            return table;
        }

        foreach (var key in path.Split('.').Reverse())
        {
            table = new GoMap { [key] = table };
        }

        return table;
    }
}
