using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kubernetes;

/// <summary>One or several kubeconfigs merged: of each name, and of the current context, the first one counts.</summary>
internal sealed class KubeConfigFiles
{
    private readonly Dictionary<string, KubeConfigFields> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeConfigFields> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeConfigFields> _contexts = new(StringComparer.Ordinal);
    private readonly List<string> _sources = [];

    public string? CurrentContext { get; private set; }

    /// <summary>All places, for messages.</summary>
    public string Source => string.Join(", ", _sources);

    public void Add(string text, string source, string? folder)
    {
        _sources.Add(source);
        var root = Read(text, source);
        if (root is null)
        {
            return;
        }

        if (root.GetText("current-context") is { Length: > 0 } current)
        {
            CurrentContext ??= current;
        }

        AddEntries(_clusters, root, "clusters", "cluster", source, folder);
        AddEntries(_users, root, "users", "user", source, folder);
        AddEntries(_contexts, root, "contexts", "context", source, folder);
    }

    public KubeConfigFields Context(string name) => Find(_contexts, name) ?? throw Missing("contexts", name, _contexts);

    public KubeConfigFields Cluster(string name) => Find(_clusters, name) ?? throw Missing("clusters", name, _clusters);

    public KubeConfigFields User(string name) => Find(_users, name) ?? throw Missing("users", name, _users);

    private static KubeConfigFields? Find(Dictionary<string, KubeConfigFields> entries, string name) => entries.GetValueOrDefault(name);

    private KubeConfigException Missing(string list, string name, Dictionary<string, KubeConfigFields> entries) =>
        new(Source, list, $"no entry is named \"{name}\"; there is {(entries.Count == 0 ? "none" : string.Join(", ", entries.Keys))}");

    private static JsonObject? Read(string text, string source)
    {
        try
        {
            var documents = YamlReader.ReadDocuments(text);
            return documents.Count == 0 || documents[0] is not { } first ? null
                : first as JsonObject ?? throw new KubeConfigException(source, "", "expected a kubeconfig, found another kind of YAML");
        }
        catch (YamlException e)
        {
            throw new KubeConfigException(source, "", $"line {e.Line}: {e.Reason}", e);
        }
    }

    private static void AddEntries(
        Dictionary<string, KubeConfigFields> entries, JsonObject root, string list, string key, string source, string? folder)
    {
        if (root[list] is null)
        {
            return;
        }

        if (root[list] is not JsonArray array)
        {
            throw new KubeConfigException(source, list, "expected a list");
        }

        foreach (var entry in array.OfType<JsonObject>())
        {
            var name = entry.GetText("name") ?? "";
            entries.TryAdd(name, new KubeConfigFields(entry[key] as JsonObject ?? [], source, folder, $"{list}[{name}].{key}"));
        }
    }
}
