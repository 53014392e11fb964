using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>The files of a chart, relative to its root, and what its <c>Chart.yaml</c> says.</summary>
internal sealed class ChartFiles
{
    public const string MetadataFile = "Chart.yaml";
    public const string ValuesFile = "values.yaml";

    /// <summary>How much larger than its package a chart may be.</summary>
    private const int LargestRatio = 10;

    private ChartFiles(SortedDictionary<string, ReadOnlyMemory<byte>> files, JsonObject metadata)
    {
        Files = files;
        Metadata = metadata;
    }

    public SortedDictionary<string, ReadOnlyMemory<byte>> Files { get; }

    public JsonObject Metadata { get; }

    public string Name => Metadata.GetText("name") ?? "";

    public string Version => Metadata.GetText("version") ?? "";

    /// <summary>Reads a package.</summary>
    /// <exception cref="FormatException">It is damaged or hostile, too large, or not a chart.</exception>
    public static async Task<ChartFiles> ReadAsync(byte[] package, ChartLimits limits, CancellationToken ct)
    {
        if (package.Length > limits.Package)
        {
            throw new FormatException($"size of chart exceeds '{limits.Package}' bytes limit");
        }

        ArchiveContent content;
        try
        {
            content = await ArtifactArchive.ReadAsync(new MemoryStream(package, writable: false), ArchiveLimits.Default with { MaxBytes = (long)limits.Package * LargestRatio }, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            throw new FormatException(e.Message, e);
        }

        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (path, bytes) in content.Files)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                throw new FormatException($"chart illegally contains content outside the base directory: {path}");
            }

            files[path[(slash + 1)..]] = bytes;
        }

        return From(files, limits);
    }

    /// <summary>Takes files as a chart.</summary>
    /// <exception cref="FormatException">A file is too large, or the metadata is missing or wrong.</exception>
    public static ChartFiles From(SortedDictionary<string, ReadOnlyMemory<byte>> files, ChartLimits limits)
    {
        if (files.FirstOrDefault(f => f.Value.Length > limits.File) is { Key: { } large })
        {
            throw new FormatException($"size of '{large}' exceeds '{limits.File}' bytes limit");
        }

        return files.TryGetValue(MetadataFile, out var metadata)
            ? new ChartFiles(files, ReadMetadata(metadata.Span))
            : throw new FormatException($"no '{MetadataFile}' found");
    }

    /// <summary>Reads and checks a <c>Chart.yaml</c>.</summary>
    /// <exception cref="FormatException">It is not YAML, or lacks what a chart must have.</exception>
    public static JsonObject ReadMetadata(ReadOnlySpan<byte> content)
    {
        var metadata = ReadYaml(content, MetadataFile);
        foreach (var field in (string[])["apiVersion", "name", "version"])
        {
            if (metadata[field].AsText() is not { Length: > 0 })
            {
                throw new FormatException($"validation: chart.metadata.{field} is required");
            }
        }

        // The name becomes part of paths here and at every consumer.
        var name = metadata.GetText("name")!;
        if (name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            throw new FormatException($"validation: chart.metadata.name \"{name}\" is invalid");
        }

        return SemanticVersion.TryParse(metadata.GetText("version"), out _)
            ? metadata
            : throw new FormatException($"validation: chart.metadata.version \"{metadata.GetText("version")}\" is invalid");
    }

    /// <summary>Reads a file that holds a mapping; an empty file is an empty one.</summary>
    /// <exception cref="FormatException">It is not YAML or not a mapping.</exception>
    public static JsonObject ReadYaml(ReadOnlySpan<byte> content, string name)
    {
        var documents = YamlReader.ReadDocuments(Encoding.UTF8.GetString(content), new YamlReadOptions { File = name, AllowDuplicateKeys = true, Limits = YamlLimits.Default with { MaxDepth = 128 } });
        return documents.Count == 0 || documents[0] is null ? [] : documents[0] as JsonObject ?? throw new FormatException($"'{name}' is not a mapping");
    }

    /// <summary>Sets the version.</summary>
    public void SetVersion(string version)
    {
        if (Version != version)
        {
            Metadata["version"] = version;
            Files[MetadataFile] = Encoding.UTF8.GetBytes(YamlWriter.Write(Metadata));
        }
    }

    /// <summary>Sets the default values.</summary>
    /// <exception cref="FormatException">The chart has no values file to replace.</exception>
    public void SetValues(JsonObject values)
    {
        if (!Files.ContainsKey(ValuesFile))
        {
            throw new FormatException($"failed to locate values file: {ValuesFile}");
        }

        Files[ValuesFile] = values.Count == 0 ? default : Encoding.UTF8.GetBytes(YamlWriter.Write(values, YamlKeyOrder.Sorted));
    }

    /// <summary>Names of the charts in <c>charts/</c>, folders and packages.</summary>
    public IReadOnlyList<string> Vendored => [.. Files.Keys
        .Where(static p => p.StartsWith("charts/", StringComparison.Ordinal))
        .Select(static p => p["charts/".Length..])
        .Select(static p => p.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? p[..slash] : p)
        .Where(static p => !p.StartsWith('.') && !p.StartsWith('_'))
        .Distinct(StringComparer.Ordinal)];

    /// <summary>Adds another chart to <c>charts/</c>.</summary>
    public void Vendor(ChartFiles chart)
    {
        foreach (var (path, content) in chart.Files)
        {
            Files[$"charts/{chart.Name}/{path}"] = content;
        }
    }

    /// <summary>The chart as a package whose bytes depend on its files only.</summary>
    public async Task<byte[]> PackAsync(CancellationToken ct)
    {
        var output = new MemoryStream();
        await ArtifactArchive.WriteAsync(output, EntriesAsync(), ct).ConfigureAwait(false);
        return output.ToArray();
    }

    private async IAsyncEnumerable<ArchiveEntry> EntriesAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);

        // Readers of packages stop at the first file they look for, so the metadata comes first, as Helm writes it.
        foreach (var (path, content) in Files.OrderBy(static f => f.Key != MetadataFile))
        {
            yield return ArchiveEntry.File($"{Name}/{path}", content.Length, new MemoryStream(content.ToArray(), writable: false));
        }
    }
}
