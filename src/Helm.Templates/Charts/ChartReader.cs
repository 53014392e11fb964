using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;
using GitOpsToolkit.Helm.Templates.Values;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Sorts the files of a chart into what they are, and reads the charts below it.</summary>
internal static class ChartReader
{
    private const string ApiVersion1 = "v1";

    /// <exception cref="ChartException">The files are no chart.</exception>
    public static Chart Read(IReadOnlyList<ChartFile> files, int depth = 0)
    {
        if (depth > ChartLimits.MaxDepth)
        {
            throw new ChartException($"charts are nested more than {ChartLimits.MaxDepth} deep");
        }

        var metadata = ReadMetadata(files);
        var parts = new Parts();
        foreach (var file in files)
        {
            Sort(file, parts, ref metadata);
        }

        metadata = MetadataRules.Apply(metadata ?? throw new ChartException("Chart.yaml file is missing"));
        var dependencies = parts.Subcharts.OrderBy(static g => g.Key, StringComparer.Ordinal)
            .Where(static g => g.Key is not (['_', ..] or ['.', ..]))
            .Select(g => ReadSubchart(g.Key, g.Value, metadata.Name, depth))
            .ToList();
        return new Chart(metadata, parts.Values ?? new GoMap(), parts.Schema, parts.Templates, parts.Files, dependencies) { Lock = parts.Lock };
    }

    private static ChartMetadata? ReadMetadata(IEnumerable<ChartFile> files)
    {
        ChartMetadata? metadata = null;
        foreach (var file in files.Where(static f => f.Path == "Chart.yaml"))
        {
            metadata = Reading("Chart.yaml", () => MetadataReader.Read(file.Text, metadata ?? new ChartMetadata()));
            metadata = metadata.ApiVersion.Length == 0 ? metadata with { ApiVersion = ApiVersion1 } : metadata;
        }

        return metadata;
    }

    private static void Sort(ChartFile file, Parts parts, ref ChartMetadata? metadata)
    {
        switch (file.Path)
        {
            case "Chart.yaml":
                break;
            case "Chart.lock":
                parts.Lock = ReadLock(file);
                break;
            case "values.yaml":
                parts.Values = Reading(file.Path, () => ValuesYaml.Read(file.Text));
                break;
            case "values.schema.json":
                parts.Schema = file;
                break;
            case "requirements.yaml":
                var before = metadata ?? new ChartMetadata();
                metadata = Reading(file.Path, () => MetadataReader.Read(file.Text, before));
                AddLegacy(file, parts, metadata);
                break;
            case "requirements.lock":
                parts.Lock = ReadLock(file);
                metadata ??= new ChartMetadata();
                AddLegacy(file, parts, metadata);
                break;
            case var path when path.StartsWith("templates/", StringComparison.Ordinal):
                parts.Templates.Add(file);
                break;
            case var path when path.StartsWith("charts/", StringComparison.Ordinal) && SlashPath.Extension(path) != ".prov":
                parts.AddToSubchart(new ChartFile(path["charts/".Length..], file.Bytes));
                break;
            default:
                parts.Files.Add(file);
                break;
        }
    }

    /// <summary>Charts of the first API version show their requirements files to templates.</summary>
    private static void AddLegacy(ChartFile file, Parts parts, ChartMetadata metadata)
    {
        if (metadata.ApiVersion == ApiVersion1)
        {
            parts.Files.Add(file);
        }
    }

    private static ChartFile ReadLock(ChartFile file)
    {
        Reading(file.Path, () => YamlDecoder.ReadFirst(file.Text));
        return file;
    }

    private static Chart ReadSubchart(string name, List<ChartFile> files, string parent, int depth)
    {
        try
        {
            if (SlashPath.Extension(name) != ".tgz")
            {
                return Read([.. files.Where(static f => f.Path.Contains('/', StringComparison.Ordinal))
                    .Select(static f => new ChartFile(f.Path[(f.Path.IndexOf('/', StringComparison.Ordinal) + 1)..], f.Bytes))], depth + 1);
            }

            if (files[0].Path == name)
            {
                using var archive = new MemoryStream(files[0].Bytes, writable: false);
                return Read(ChartArchive.Read(archive), depth + 1);
            }
        }
        catch (ChartException e)
        {
            throw new ChartException($"error unpacking subchart {name} in {parent}: {e.Message}", e);
        }

        throw new ChartException($"error unpacking subchart tar in {parent}: expected {name}, got {files[0].Path}");
    }

    private static T Reading<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (YamlSyntaxException e)
        {
            throw new ChartException($"cannot load {file}: {e.Message}", e);
        }
    }

    private sealed class Parts
    {
        public GoMap? Values { get; set; }

        public ChartFile? Schema { get; set; }

        public ChartFile? Lock { get; set; }

        public List<ChartFile> Templates { get; } = [];

        public List<ChartFile> Files { get; } = [];

        public Dictionary<string, List<ChartFile>> Subcharts { get; } = new(StringComparer.Ordinal);

        public void AddToSubchart(ChartFile file)
        {
            var slash = file.Path.IndexOf('/', StringComparison.Ordinal);
            var name = slash < 0 ? file.Path : file.Path[..slash];
            if (!Subcharts.TryGetValue(name, out var files))
            {
                Subcharts.Add(name, files = []);
            }

            files.Add(file);
        }
    }
}
