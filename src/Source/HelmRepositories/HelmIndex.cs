using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Source.HelmRepositories;

/// <summary>The list of charts of a Helm repository.</summary>
internal sealed class HelmIndex
{
    /// <summary>How Go writes a time that is not set.</summary>
    public const string NoTime = "0001-01-01T00:00:00Z";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _tree;

    private HelmIndex(JsonObject tree, SortedDictionary<string, IReadOnlyList<HelmIndexEntry>> entries)
    {
        _tree = tree;
        Entries = entries;
    }

    /// <summary>Versions by chart, newest first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HelmIndexEntry>> Entries { get; }

    /// <summary>Reads an index in YAML or JSON; entries that are not valid are left out.</summary>
    /// <exception cref="FormatException">It is empty, not an index, or has a key twice.</exception>
    public static HelmIndex Parse(byte[] content)
    {
        if (content.Length == 0)
        {
            throw new FormatException("empty index.yaml file");
        }

        var text = Encoding.UTF8.GetString(content);
        var tree = ReadTree(text) as JsonObject ?? throw new FormatException("the index is not an object");
        if (string.IsNullOrEmpty(tree.GetText("apiVersion")))
        {
            throw new FormatException("no API version specified");
        }

        var entries = new SortedDictionary<string, IReadOnlyList<HelmIndexEntry>>(StringComparer.Ordinal);
        foreach (var (name, versions) in tree["entries"] as JsonObject ?? [])
        {
            entries[name] =
            [
                .. (versions as JsonArray ?? []).OfType<JsonObject>()
                    .Select(static v => new HelmIndexEntry(v))
                    .Where(static v => v.IsValid)
                    .OrderByDescending(static v => SemanticVersion.Parse(v.Version)),
            ];
        }

        return new HelmIndex(tree, entries);
    }

    /// <summary>The index as it is stored: JSON, indented, fields in Helm's order.</summary>
    public byte[] ToJson()
    {
        var output = new JsonObject();
        Copy("serverInfo", output);
        Copy("apiVersion", output);
        output["generated"] = _tree.GetText("generated") ?? NoTime;
        output["entries"] = new JsonObject(Entries.Select(static e => KeyValuePair.Create(e.Key, (JsonNode?)new JsonArray([.. e.Value.Select(static v => v.Write())]))));
        Copy("publicKeys", output);
        Copy("annotations", output);
        return JsonSerializer.SerializeToUtf8Bytes(output, Indented);
    }

    /// <summary>Finds the version of a chart: the very text first, then the highest in the range.</summary>
    /// <exception cref="FormatException">There is none, or the range cannot be read.</exception>
    public HelmIndexEntry Find(string name, string version)
    {
        if (!Entries.TryGetValue(name, out var versions))
        {
            throw new FormatException("no chart name found");
        }

        if (versions.Count == 0)
        {
            throw new FormatException("no chart version found");
        }

        if (version.Length > 0 && versions.FirstOrDefault(v => v.Version == version) is { } exact)
        {
            return exact;
        }

        var range = VersionRange.Parse(version.Length == 0 ? "*" : version);
        return versions
            .Select(static v => (Entry: v, Version: SemanticVersion.TryParseTag(v.Version, out var parsed) ? parsed : null))
            .Where(v => v.Version is not null && range.Contains(v.Version))
            .OrderByDescending(static v => v.Version)
            .ThenByDescending(static v => v.Entry.Created)
            .Select(static v => v.Entry)
            .FirstOrDefault() ?? throw new FormatException($"no '{name}' chart with version matching '{version}' found");
    }

    private static JsonNode? ReadTree(string text)
    {
        if (text.AsSpan().TrimStart().StartsWith("{"))
        {
            try
            {
                return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 128, AllowDuplicateProperties = false });
            }
            catch (JsonException)
            {
                // A flow mapping of YAML begins like that too.
            }
        }

        var documents = YamlReader.ReadDocuments(text, new YamlReadOptions { File = "index.yaml", Limits = YamlLimits.Default with { MaxDepth = 128, MaxCharacters = int.MaxValue } });
        return documents.Count == 0 ? null : documents[0];
    }

    private void Copy(string field, JsonObject output)
    {
        if (_tree[field] is { } value)
        {
            output[field] = value.DeepClone();
        }
    }
}
