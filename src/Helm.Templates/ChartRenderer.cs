using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Rendering;
using GitOpsToolkit.Helm.Templates.Schemas;
using GitOpsToolkit.Helm.Templates.Values;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>Renders charts as Helm does: dependencies, values, schemas, templates, documents in install order.</summary>
/// <example><code>
/// var chart = Chart.Load("charts/web");
/// var rendered = ChartRenderer.Render(chart, ChartValues.FromYaml("replicas: 3"), new ReleaseInfo { Name = "web", Namespace = "shop" });
/// foreach (var manifest in rendered.Manifests)
/// {
///     Console.WriteLine($"{manifest.Kind} {manifest.Name} from {manifest.Source}");
/// }
/// </code></example>
public static class ChartRenderer
{
    /// <summary>Renders a chart.</summary>
    /// <param name="chart">The chart; it is not changed, and other threads may render it at the same time.</param>
    /// <param name="values">The user's values; null for none.</param>
    /// <param name="release">The release; null for one named <c>release-name</c> in <c>default</c>.</param>
    /// <param name="capabilities">The cluster; null for <see cref="KubeCapabilities.Default"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="ct">Ends the rendering between two steps.</param>
    /// <exception cref="ChartException">The values do not fit, the chart is for another Kubernetes, or a template failed.</exception>
    public static RenderedChart Render(
        Chart chart,
        ChartValues? values = null,
        ReleaseInfo? release = null,
        KubeCapabilities? capabilities = null,
        RenderOptions? options = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(chart);
        values ??= ChartValues.Empty;
        release ??= new ReleaseInfo();
        capabilities ??= KubeCapabilities.Default;
        options ??= RenderOptions.Default;
        try
        {
            var (root, composed) = Compose(chart, values, options);
            return Assemble(root, RenderFiles(root, composed, release, capabilities, options, ct), composed, options);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new ChartException("values or charts are nested too deeply", e);
        }
    }

    /// <summary>The texts of all template files as they come out of the engine, notes among them.</summary>
    internal static SortedDictionary<string, string> RenderFiles(
        Chart chart, ChartValues values, ReleaseInfo release, KubeCapabilities capabilities, RenderOptions options, CancellationToken ct)
    {
        var (root, composed) = Compose(chart, values, options);
        return RenderFiles(root, composed, release, capabilities, options, ct);
    }

    /// <summary>The values a chart would be rendered with: the user's over the defaults of the chart and the subcharts that are used.</summary>
    /// <exception cref="ChartException">The values do not fit the chart.</exception>
    public static ChartValues ComposeValues(Chart chart, ChartValues values, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(values);
        return new(Compose(chart, values, options ?? RenderOptions.Default).Values);
    }

    private static SortedDictionary<string, string> RenderFiles(
        ChartNode root, GoMap values, ReleaseInfo release, KubeCapabilities capabilities, RenderOptions options, CancellationToken ct)
    {
        CheckKubeVersion(root, capabilities, options);
        return new TemplateRendering(root.Chart.ParsedTexts, release, capabilities, options, ct).Render(root, values);
    }

    private static (ChartNode Root, GoMap Values) Compose(Chart chart, ChartValues values, RenderOptions options)
    {
        var coalescing = new Coalescing(options.Warn);
        ChartNode root;
        try
        {
            root = new Dependencies(coalescing, options.Warn).Process(chart, values.Root);
        }
        catch (ChartException e)
        {
            throw new ChartException($"chart dependencies processing failed: {e.Message}", e);
        }

        var composed = coalescing.Coalesce(root, values.Root);
        if (!options.SkipSchemaValidation)
        {
            ValuesSchema.Check(root, composed);
        }

        return (root, composed);
    }

    private static void CheckKubeVersion(ChartNode root, KubeCapabilities capabilities, RenderOptions options)
    {
        var range = root.Metadata.KubeVersion;
        var version = capabilities.Version();
        if (range.Length > 0 && !options.SkipKubeVersionCheck && !Dependencies.IsInRange(range, version.Normalized))
        {
            throw new ChartException($"chart requires kubeVersion: {range} which is incompatible with Kubernetes {version.Version}") { IsRenderingError = true };
        }
    }

    private static RenderedChart Assemble(ChartNode root, SortedDictionary<string, string> files, GoMap values, RenderOptions options)
    {
        var notes = Notes.Take(root, files, options.IncludeSubchartNotes);
        var (manifests, hooks) = ManifestSorter.Sort(files, options.Splitting);
        return new RenderedChart(manifests, hooks, [.. Crds(root)], notes, new ChartValues(values));
    }

    private static IEnumerable<ChartFile> Crds(ChartNode chart) => chart.Chart.Files
        .Where(static f => f.Path.StartsWith("crds/", StringComparison.Ordinal)
            && Path.GetExtension(f.Path.AsSpan()) is var extension
            && (extension.Equals(".yaml", StringComparison.OrdinalIgnoreCase) || extension.Equals(".yml", StringComparison.OrdinalIgnoreCase) || extension.Equals(".json", StringComparison.OrdinalIgnoreCase)))
        .Select(f => new ChartFile($"{chart.FullPath}/{f.Path}", f.Bytes))
        .Concat(chart.Children.SelectMany(Crds));
}
