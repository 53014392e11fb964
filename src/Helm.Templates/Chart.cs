using GitOpsToolkit.Helm.Templates.Charts;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Schemas;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>
/// A Helm chart in memory. It does not change, may be rendered by any number of threads, and keeps the parsed form of its templates from
/// one rendering to the next: load once, render often.
/// </summary>
public sealed class Chart
{
    private ValuesSchema? _compiledSchema;

    internal Chart(
        ChartMetadata metadata,
        GoMap values,
        ChartFile? schema,
        IReadOnlyList<ChartFile> templates,
        IReadOnlyList<ChartFile> files,
        IReadOnlyList<Chart> dependencies)
    {
        Metadata = metadata;
        Values = values;
        Schema = schema;
        Templates = templates;
        Files = files;
        Dependencies = dependencies;
    }

    /// <summary>What Chart.yaml says.</summary>
    public ChartMetadata Metadata { get; }

    /// <summary>Name of the chart.</summary>
    public string Name => Metadata.Name;

    /// <summary>Files under templates/, partials and notes included, by their path in the chart.</summary>
    public IReadOnlyList<ChartFile> Templates { get; }

    /// <summary>All other files, those under crds/ included: what templates can read with <c>.Files</c>.</summary>
    public IReadOnlyList<ChartFile> Files { get; }

    /// <summary>values.schema.json, or null.</summary>
    public ChartFile? Schema { get; }

    /// <summary>Chart.lock or requirements.lock, or null.</summary>
    public ChartFile? Lock { get; init; }

    /// <summary>The charts under charts/, whether they will be used or not.</summary>
    public IReadOnlyList<Chart> Dependencies { get; }

    /// <summary>The default values: values.yaml.</summary>
    public ChartValues DefaultValues => new(Values);

    /// <summary>The default values, which nobody may change.</summary>
    internal GoMap Values { get; }

    /// <summary>The compiled schema; null without one.</summary>
    internal ValuesSchema? CompiledSchema => Schema is null ? null : _compiledSchema ??= new ValuesSchema(Schema);

    /// <summary>Parsed templates of this chart and those below it, when this is the one that is rendered.</summary>
    internal ParsedTextCache ParsedTexts { get; } = new();

    /// <summary>Loads a chart from a folder or a packaged chart (.tgz).</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ChartException">There is no chart, or it is damaged, hostile or too large.</exception>
    public static Chart Load(string path, ChartLoadOptions? options = null)
    {
        options ??= ChartLoadOptions.Default;
        if (Directory.Exists(path))
        {
            return LocalDependencies.Add(ChartReader.Read(ChartDirectory.Read(path, options.Root)), path, options);
        }

        if (!File.Exists(path))
        {
            throw new ChartException($"path {GoText.Quote(path)} not found");
        }

        using var file = File.OpenRead(path);
        EnsureArchive(file, path);
        return LoadArchive(file);
    }

    /// <summary>Loads a packaged chart.</summary>
    /// <param name="archive">Gzip-compressed tar; left open.</param>
    /// <exception cref="ChartException">The archive is damaged, hostile, too large, or has no chart in it.</exception>
    public static Chart LoadArchive(Stream archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return ChartReader.Read(ChartArchive.Read(archive));
    }

    /// <summary>Makes a chart of files that are in memory.</summary>
    /// <param name="files">Files by their path in the chart: <c>Chart.yaml</c>, <c>templates/service.yaml</c>, <c>charts/db/Chart.yaml</c> …</param>
    /// <exception cref="ChartException">The files are no chart.</exception>
    public static Chart FromFiles(IEnumerable<ChartFile> files) => ChartReader.Read([.. files]);

    /// <summary>
    /// Names of declared dependencies that are not under charts/. Rendering passes over them; the Helm command refuses the chart.
    /// </summary>
    public IReadOnlyList<string> MissingDependencies() =>
        [.. Metadata.Dependencies.Select(static d => d.Name).Where(name => !Dependencies.Any(c => c.Name == name))];

    private static void EnsureArchive(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[3];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (start[..read] is not [0x1F, 0x8B, 0x08])
        {
            throw new ChartException(Path.GetExtension(path) is ".yml" or ".yaml"
                ? $"file '{path}' seems to be a YAML file, but expected a gzipped archive"
                : $"file '{path}' does not appear to be a gzipped archive; got 'application/octet-stream'");
        }
    }
}
