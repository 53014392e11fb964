using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Adds dependencies that are folders beside the chart.</summary>
internal static class LocalDependencies
{
    private const string Scheme = "file://";

    /// <exception cref="ChartException">A dependency is not where its repository says, or leaves the root.</exception>
    public static Chart Add(Chart chart, string directory, ChartLoadOptions options, int depth = 0)
    {
        if (!options.ResolveLocalDependencies || depth > ChartLimits.MaxDepth)
        {
            return chart;
        }

        var found = chart.Dependencies.ToList();
        foreach (var dependency in chart.Metadata.Dependencies)
        {
            if (dependency.Repository.StartsWith(Scheme, StringComparison.Ordinal) && !found.Exists(c => c.Name == dependency.Name))
            {
                found.Add(Load(dependency, directory, options, depth));
            }
        }

        return found.Count == chart.Dependencies.Count
            ? chart
            : new Chart(chart.Metadata, chart.Values, chart.Schema, chart.Templates, chart.Files, found) { Lock = chart.Lock };
    }

    private static Chart Load(ChartDependency dependency, string directory, ChartLoadOptions options, int depth)
    {
        var place = Path.GetFullPath(Path.Combine(directory, dependency.Repository[Scheme.Length..]));
        if (options.Root is { } root && !RealPath.IsWithin(RealPath.Of(place), RealPath.Of(root)))
        {
            throw new ChartException($"dependency {GoText.Quote(dependency.Name)} is at {dependency.Repository}, outside of the chart's source");
        }

        if (!Directory.Exists(place))
        {
            throw new ChartException($"directory {place} not found");
        }

        var chart = Add(ChartReader.Read(ChartDirectory.Read(place, options.Root), depth + 1), place, options, depth + 1);
        return VersionRange.TryParse(dependency.Version, out var range) && range.Contains(SemanticVersion.Parse(chart.Metadata.Version))
            ? chart
            : throw new ChartException($"can't get a valid version for dependency {dependency.Name}");
    }
}
