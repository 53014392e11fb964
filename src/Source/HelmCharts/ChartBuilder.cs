using System.Text.RegularExpressions;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Source.Internal;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Builds packages (source.md §8.3): downloads them, or makes them out of the files of a source.</summary>
internal static partial class ChartBuilder
{
    /// <summary>Takes a chart of a repository.</summary>
    /// <exception cref="SourceFailure">It cannot be found, downloaded or changed as asked.</exception>
    public static async Task<ChartBuild> BuildAsync(IChartRepository repository, string name, string version, ChartBuildOptions options, CancellationToken ct)
    {
        if (name.Length == 0 || !ChartName().IsMatch(name))
        {
            throw ChartFailure.Reference(
                $"invalid chart name '{name}': a valid name must be lower case letters and numbers and MAY be separated with dashes (-), slashes (/) or periods (.)");
        }

        var location = await repository.FindAsync(name, version, ct).ConfigureAwait(false);
        var build = new ChartBuild(location.Name, WithMetadata(location.Version, options.VersionMetadata)) { IsPackaged = options.RequiresPackaging };
        if (IsStored(build, options) is { } stored)
        {
            return stored;
        }

        var package = await DownloadAsync(repository, location, options.Limits, ct).ConfigureAwait(false);
        ChartFiles chart;
        try
        {
            chart = await ChartFiles.ReadAsync(package, options.Limits, ct).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw options.RequiresPackaging
                ? ChartFailure.Package($"failed to load downloaded chart: {e.Message}", e)
                : ChartFailure.Pull($"failed to validate metadata of written chart: {e.Message}", e);
        }

        if (!options.RequiresPackaging)
        {
            return build with { Package = package };
        }

        chart.SetVersion(build.Version);
        var merged = MergeValues(chart, options, path => chart.Files.TryGetValue(SourcePath.Clamp(path), out var content) ? content : (ReadOnlyMemory<byte>?)null);
        return build with { Package = await PackAsync(chart, options.Limits, ct).ConfigureAwait(false), ValuesFiles = merged };
    }

    /// <summary>Makes a package of a folder of a source, or takes a package that lies in it.</summary>
    /// <param name="tree">Files of the source.</param>
    /// <param name="path">Folder or package.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="resolve">Adds missing dependencies, given the chart and its folder; says how many.</param>
    /// <param name="ct">Stops the build.</param>
    /// <exception cref="SourceFailure">It is not there, not a chart, or cannot be changed as asked.</exception>
    public static async Task<ChartBuild> BuildAsync(
        SourceTree tree, string path, ChartBuildOptions options, Func<ChartFiles, string, CancellationToken, Task<int>> resolve, CancellationToken ct)
    {
        var at = SourcePath.Clamp(path);
        var (chart, package) = await LoadAsync(tree, at, path, options.Limits, ct).ConfigureAwait(false);
        var build = new ChartBuild(chart.Name, WithMetadata(chart.Version, options.VersionMetadata)) { IsPackaged = package is null || options.RequiresPackaging };
        if (IsStored(build, options) is { } stored)
        {
            return stored;
        }

        if (!build.IsPackaged)
        {
            return build with { Package = package };
        }

        chart.SetVersion(build.Version);
        var merged = MergeValues(chart, options, file => tree.Read(SourcePath.Clamp(file), options.Limits.File));
        var resolved = package is null ? await resolve(chart, at, ct).ConfigureAwait(false) : 0;
        return build with { Package = await PackAsync(chart, options.Limits, ct).ConfigureAwait(false), ValuesFiles = merged, ResolvedDependencies = resolved };
    }

    private static async Task<(ChartFiles Chart, byte[]? Package)> LoadAsync(SourceTree tree, string at, string path, ChartLimits limits, CancellationToken ct)
    {
        try
        {
            if (tree.IsFolder(at))
            {
                return (ChartFiles.From(tree.ReadChart(at, limits), limits), null);
            }

            var package = tree.Read(at, limits.Package)?.ToArray() ?? throw new FormatException($"no chart found at path '{path}'");
            return (await ChartFiles.ReadAsync(package, limits, ct).ConfigureAwait(false), package);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw ChartFailure.Reference(e.Message, e);
        }
    }

    private static ChartBuild? IsStored(ChartBuild build, ChartBuildOptions options) =>
        options.Stored is { } stored && stored.Name == build.Name && stored.Version == build.Version
            ? build with { ValuesFiles = stored.ValuesFiles ?? options.ValuesFiles }
            : null;

    private static string WithMetadata(string version, string metadata)
    {
        if (metadata.Length == 0)
        {
            return version;
        }

        if (!SemanticVersion.TryParse(version, out var parsed))
        {
            throw ChartFailure.Metadata($"failed to parse version from chart metadata as SemVer: '{version}' is not a version");
        }

        var text = parsed.ToString();
        return $"{(text.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus ? text[..plus] : text)}+{metadata}";
    }

    private static async Task<byte[]> DownloadAsync(IChartRepository repository, ChartLocation location, ChartLimits limits, CancellationToken ct)
    {
        try
        {
            return await repository.DownloadAsync(location, limits.Package, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OciException or FormatException)
        {
            throw ChartFailure.Pull($"failed to download chart for remote reference: {e.Message}", e);
        }
    }

    private static IReadOnlyList<string> MergeValues(ChartFiles chart, ChartBuildOptions options, Func<string, ReadOnlyMemory<byte>?> read)
    {
        if (options.ValuesFiles.Count == 0)
        {
            return [];
        }

        try
        {
            var (values, files) = ChartValues.Merge(options.ValuesFiles, read, options.IgnoreMissingValuesFiles);
            chart.SetValues(values);
            return files;
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw ChartFailure.Values($"failed to merge chart values: {e.Message}", e);
        }
    }

    private static async Task<byte[]> PackAsync(ChartFiles chart, ChartLimits limits, CancellationToken ct)
    {
        var package = await chart.PackAsync(ct).ConfigureAwait(false);
        return package.Length <= limits.Package
            ? package
            : throw ChartFailure.Package($"the package has {package.Length} bytes, more than the allowed {limits.Package}; leave files out with .helmignore or raise --helm-chart-max-size");
    }

    [GeneratedRegex(@"^([-a-z0-9]+/?\.?)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ChartName();
}
