using System.Globalization;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>
/// Reads Chart.yaml and requirements.yaml as Go decodes them into its structs: keys in any case, unknown ones passed over, numbers and
/// booleans become text where text is wanted.
/// </summary>
internal static class MetadataReader
{
    /// <summary>Reads a text over what is known already.</summary>
    /// <exception cref="YamlSyntaxException">The text is not YAML, or a field has another shape; the message is Go's.</exception>
    public static ChartMetadata Read(string text, ChartMetadata metadata)
    {
        var root = YamlDecoder.ReadFirst(text, keepIntegers: true);
        if (root is null)
        {
            return metadata;
        }

        if (root is not GoMap map)
        {
            throw new YamlSyntaxException($"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonReader.NameOf(root)} into Go value of type v2.Metadata");
        }

        var fields = new FieldReader(map, "Metadata", "");
        return metadata with
        {
            Name = fields.Text("name") ?? metadata.Name,
            Home = fields.Text("home") ?? metadata.Home,
            Sources = fields.Texts("sources") ?? metadata.Sources,
            Version = fields.Text("version") ?? metadata.Version,
            Description = fields.Text("description") ?? metadata.Description,
            Keywords = fields.Texts("keywords") ?? metadata.Keywords,
            Maintainers = fields.Items("maintainers", "v2.Maintainer")?.Select(ReadMaintainer).ToList() ?? metadata.Maintainers,
            Icon = fields.Text("icon") ?? metadata.Icon,
            ApiVersion = fields.Text("apiVersion") ?? metadata.ApiVersion,
            Condition = fields.Text("condition") ?? metadata.Condition,
            Tags = fields.Text("tags") ?? metadata.Tags,
            AppVersion = fields.Text("appVersion") ?? metadata.AppVersion,
            Deprecated = fields.Bool("deprecated") ?? metadata.Deprecated,
            Annotations = fields.TextMap("annotations") ?? metadata.Annotations,
            KubeVersion = fields.Text("kubeVersion") ?? metadata.KubeVersion,
            Dependencies = fields.Items("dependencies", "v2.Dependency")?.Select(ReadDependency).ToList() ?? metadata.Dependencies,
            HasDependencyList = metadata.HasDependencyList || fields.Items("dependencies", "v2.Dependency") is not null,
            Type = fields.Text("type") ?? metadata.Type,
        };
    }

    private static ChartMaintainer ReadMaintainer(FieldReader? fields) => fields is null
        ? throw new ChartException("validation: maintainers must not contain empty or null nodes")
        : new(fields.Text("name") ?? "", fields.Text("email") ?? "", fields.Text("url") ?? "");

    private static ChartDependency ReadDependency(FieldReader? fields) => fields is null
        ? throw new ChartException("validation: dependencies must not contain empty or null nodes")
        : new()
        {
            Name = fields.Text("name") ?? "",
            Version = fields.Text("version") ?? "",
            Repository = fields.Text("repository") ?? "",
            Condition = fields.Text("condition") ?? "",
            Tags = fields.Texts("tags") ?? [],
            Enabled = fields.Bool("enabled") ?? false,
            ImportValues = fields.List("import-values")?.Select(ReadImport).OfType<ImportedValues>().ToList() ?? [],
            Alias = fields.Text("alias") ?? "",
        };

    /// <summary>An item that is neither text nor table is passed over.</summary>
    private static ImportedValues? ReadImport(object? item) => item switch
    {
        string name => new ImportedValues("exports." + name, "."),
        GoMap map => new ImportedValues(GoFormat.Sprint(map["child"]), GoFormat.Sprint(map["parent"])),
        _ => null,
    };

    /// <summary>The fields of one struct, by name in any case; of several spellings the exact one wins, then the last.</summary>
    private sealed class FieldReader
    {
        private readonly Dictionary<string, object?> _fields = new(StringComparer.OrdinalIgnoreCase);
        private readonly string _struct;
        private readonly string _path;

        /// <param name="map">The fields.</param>
        /// <param name="structName">Go's name of the struct, for errors.</param>
        /// <param name="path">The fields on the way to it, each with a point behind it.</param>
        public FieldReader(GoMap map, string structName, string path)
        {
            _struct = structName;
            _path = path;
            foreach (var (key, value) in map)
            {
                if (value is not null)
                {
                    _fields[key] = value;
                }
            }
        }

        public string? Text(string name) => _fields.TryGetValue(name, out var value) ? ToText(value, name, "string") : null;

        public bool? Bool(string name) => _fields.GetValueOrDefault(name) switch
        {
            null => null,
            bool value => value,
            var other => throw Mismatch(other, name, "bool"),
        };

        public GoList? List(string name) => _fields.GetValueOrDefault(name) switch
        {
            null => null,
            GoList list => list,
            var other => throw Mismatch(other, name, "[]interface {}"),
        };

        public List<string>? Texts(string name) => _fields.GetValueOrDefault(name) switch
        {
            null => null,
            GoList list => [.. list.Select(item => item is null ? "" : ToText(item, name, "string"))],
            var other => throw Mismatch(other, name, "[]string"),
        };

        public Dictionary<string, string>? TextMap(string name) => _fields.GetValueOrDefault(name) switch
        {
            null => null,
            GoMap map => map.ToDictionary(e => e.Key, e => e.Value is null ? "" : ToText(e.Value, name, "string"), StringComparer.Ordinal),
            var other => throw Mismatch(other, name, "map[string]string"),
        };

        public IEnumerable<FieldReader?>? Items(string name, string type) => _fields.GetValueOrDefault(name) switch
        {
            null => null,
            GoList list => list.Select(item => item switch
            {
                null => null,
                GoMap map => new FieldReader(map, type["v2.".Length..], $"{_path}{name}."),
                _ => throw Mismatch(item, name, type),
            }),
            var other => throw Mismatch(other, name, "[]*" + type),
        };

        private string ToText(object? value, string name, string type) => value switch
        {
            string text => text,
            bool b => b ? "true" : "false",
            double number => GoFormat.FormatFloat(number, 'g', -1, 32),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw Mismatch(value, name, type),
        };

        private YamlSyntaxException Mismatch(object? value, string name, string type) => new(
            $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonReader.NameOf(value)} into Go struct field {_struct}.{_path}{name} of type {type}");
    }
}
