using System.Text.Json.Nodes;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Source.Internal;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Adds the dependencies of a chart in the files of a source that are not in its <c>charts/</c> folder yet.</summary>
internal sealed class ChartDependencies(SourceTree tree, ChartLimits limits, Func<string, CancellationToken, Task<IChartRepository>> open)
{
    private const string LocalScheme = "file://";
    private const int MaxDepth = 20;

    /// <returns>Number of charts that were added.</returns>
    /// <exception cref="SourceFailure">One cannot be found.</exception>
    public Task<int> ResolveAsync(ChartFiles chart, string folder, CancellationToken ct) => ResolveAsync(chart, folder, 0, ct);

    private async Task<int> ResolveAsync(ChartFiles chart, string folder, int depth, CancellationToken ct)
    {
        if (depth > MaxDepth)
        {
            throw ChartFailure.Dependency($"dependencies of chart '{chart.Name}' are nested deeper than {MaxDepth}; does a chart depend on itself?");
        }

        var wanted = Wanted(chart);
        var vendored = chart.Vendored;
        if (wanted.Count == 0 || vendored.Count == wanted.Count)
        {
            return 0;
        }

        var missing = wanted.Where(d => !vendored.Any(v => v == d.Name || v.StartsWith(d.Name + "-", StringComparison.Ordinal))).ToList();
        foreach (var dependency in missing)
        {
            var isLocal = dependency.Repository.Length == 0 || dependency.Repository.StartsWith(LocalScheme, StringComparison.Ordinal);
            try
            {
                chart.Vendor(isLocal
                    ? await LocalAsync(dependency, folder, depth, ct).ConfigureAwait(false)
                    : await RemoteAsync(dependency, ct).ConfigureAwait(false));
            }
            catch (Exception e) when (e is FormatException or OciException or SourceFailure or IOException)
            {
                throw ChartFailure.Dependency($"failed to add {(isLocal ? "local" : "remote")} dependency '{dependency.Name}': {e.Message}", e);
            }
        }

        return missing.Count;
    }

    private async Task<ChartFiles> LocalAsync(ChartDependency dependency, string folder, int depth, CancellationToken ct)
    {
        var path = dependency.Repository.Length == 0 ? $"charts/{dependency.Name}" : dependency.Repository[LocalScheme.Length..];
        var at = SourcePath.Clamp($"{folder}/{path}");
        if (!tree.IsFolder(at))
        {
            throw new FormatException($"no chart found at '/{at}' (reference '{dependency.Repository}')");
        }

        var chart = ChartFiles.From(tree.ReadChart(at, limits), limits);
        if (!VersionRange.TryParse(dependency.Version, out var range))
        {
            throw new FormatException($"invalid version/constraint format '{dependency.Version}'");
        }

        if (!SemanticVersion.TryParse(chart.Version, out var version) || !range.Contains(version))
        {
            throw new FormatException($"can't get a valid version for constraint '{dependency.Version}'");
        }

        await ResolveAsync(chart, at, depth + 1, ct).ConfigureAwait(false);
        return chart;
    }

    private async Task<ChartFiles> RemoteAsync(ChartDependency dependency, CancellationToken ct)
    {
        if (dependency.Repository[0] == '@' || dependency.Repository.StartsWith("alias:", StringComparison.Ordinal))
        {
            throw new FormatException($"no chart repository for URL '{dependency.Repository}': names of repositories are not supported, write its address");
        }

        using var repository = await open(dependency.Repository, ct).ConfigureAwait(false);
        var location = await repository.FindAsync(dependency.Name, dependency.Version, ct).ConfigureAwait(false);
        return await ChartFiles.ReadAsync(await repository.DownloadAsync(location, limits.Package, ct).ConfigureAwait(false), limits, ct).ConfigureAwait(false);
    }

    /// <summary>What the lock says, else what the metadata says.</summary>
    private static IReadOnlyList<ChartDependency> Wanted(ChartFiles chart)
    {
        try
        {
            var source = chart.Files.TryGetValue("Chart.lock", out var locked) ? ChartFiles.ReadYaml(locked.Span, "Chart.lock")
                : chart.Metadata.GetText("apiVersion") == "v1" && chart.Files.TryGetValue("requirements.yaml", out var old) ? ChartFiles.ReadYaml(old.Span, "requirements.yaml")
                : chart.Metadata;
            return [.. (source["dependencies"] as JsonArray ?? []).OfType<JsonObject>().Select(static d => new ChartDependency(d.GetText("name") ?? "", d["version"].AsText() ?? "", d.GetText("repository") ?? ""))];
        }
        catch (FormatException e)
        {
            throw ChartFailure.Dependency(e.Message, e);
        }
    }
}

/// <summary>A chart that another one needs.</summary>
internal sealed record ChartDependency(string Name, string Version, string Repository);
