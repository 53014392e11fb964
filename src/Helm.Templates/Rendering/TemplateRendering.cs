using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Values;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>Runs the templates of a chart and of the charts below it, all in one namespace.</summary>
internal sealed class TemplateRendering(
    ParsedTextCache parsedTexts,
    ReleaseInfo release,
    KubeCapabilities capabilities,
    RenderOptions options,
    CancellationToken ct)
{
    private const string NoValue = "<no value>";

    private readonly List<TemplateFile> _files = [];

    /// <summary>The text of every file that is not a partial, by path.</summary>
    /// <exception cref="ChartException">A template does not parse, or failed.</exception>
    public SortedDictionary<string, string> Render(ChartNode root, GoMap values)
    {
        Collect(root, values, ChartContext.Release(release), ChartContext.Capabilities(capabilities));

        // Deepest first, then from the end of the alphabet: of two definitions of a name the one parsed last counts, so a chart
        // overrides what is below it.
        _files.Sort(static (a, b) => a.Depth != b.Depth ? b.Depth - a.Depth : GoText.Compare(b.Path, a.Path));
        return Execute(Parse());
    }

    private GoMap Collect(ChartNode chart, GoMap values, GoMap releaseTable, CapabilityValues capabilityValues)
    {
        var context = ChartContext.Create(chart, values, releaseTable, capabilityValues);
        var subcharts = (GoMap)context["Subcharts"]!;
        foreach (var child in chart.Children)
        {
            // Helm looks the name up as a path; a point in it finds nothing.
            subcharts[child.Name] = Collect(child, ValueTables.Table(values, child.Name) ?? new GoMap(), releaseTable, capabilityValues);
        }

        var path = chart.FullPath;
        var basePath = path + "/templates";
        foreach (var template in chart.Chart.Templates)
        {
            if (!chart.Metadata.IsLibrary || IsPartial(template.Path))
            {
                _files.Add(new TemplateFile(SlashPath.Clean($"{path}/{template.Path}"), template, context, basePath));
            }
        }

        return context;
    }

    private TemplateSet Parse()
    {
        var set = new TemplateSet(HelmFunctions.Table, MissingKey.Zero, parsedTexts);
        foreach (var file in _files)
        {
            try
            {
                set.Add(file.Path, file.Source.Text);
            }
            catch (TemplateParseException e)
            {
                throw RenderErrors.Parse(file.Path, e);
            }
        }

        return set;
    }

    private SortedDictionary<string, string> Execute(TemplateSet set)
    {
        var rendered = new SortedDictionary<string, string>(GoText.Comparer);
        var state = new RenderState
        {
            Clock = options.Clock,
            Lookup = options.Lookup is { } lookup ? (request, token) => Found(lookup(request.ApiVersion, request.Kind, request.Namespace, request.Name, token)) : null,
        };
        var limits = new TemplateLimits { MaxSteps = options.MaxSteps, MaxCharacters = options.MaxCharacters };
        foreach (var file in _files)
        {
            if (IsPartial(file.Path))
            {
                continue;
            }

            file.Context["Template"] = ChartContext.Template(file.Path, file.BasePath);
            try
            {
                rendered[file.Path] = set.Render(file.Path, file.Context, state, limits, ct).Replace(NoValue, "", StringComparison.Ordinal);
            }
            catch (TemplateExecutionException e)
            {
                throw RenderErrors.Execution(file.Path, e);
            }
            catch (TemplateLimitException e)
            {
                throw new ChartException($"rendering template failed: {e.Message}", e) { Template = file.Path, IsRenderingError = true };
            }
        }

        return rendered;
    }

    private static GoMap? Found(System.Text.Json.Nodes.JsonObject? json) => json is null ? null : (GoMap?)JsonReader.Read(json.ToJsonString());

    private static bool IsPartial(string path) => path.AsSpan(path.LastIndexOf('/') + 1).StartsWith('_');

    private sealed class TemplateFile(string path, ChartFile source, GoMap context, string basePath)
    {
        public string Path { get; } = path;

        public int Depth { get; } = path.AsSpan().Count('/');

        public ChartFile Source { get; } = source;

        public GoMap Context { get; } = context;

        public string BasePath { get; } = basePath;
    }
}
