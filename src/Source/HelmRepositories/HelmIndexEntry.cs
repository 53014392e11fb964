using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Source.HelmRepositories;

/// <summary>One version of a chart in an index.</summary>
/// <param name="Tree">The entry as it is written in the index.</param>
internal sealed record HelmIndexEntry(JsonObject Tree)
{
    /// <summary>Fields that are written, in the order in which Helm writes them.</summary>
    private static readonly string[] Fields =
    [
        "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion", "condition", "tags", "appVersion",
        "deprecated", "annotations", "kubeVersion", "dependencies", "type", "urls", "created", "removed", "digest",
    ];

    public string Name => Tree.GetText("name") ?? "";

    public string Version => Tree.GetText("version") ?? "";

    public IReadOnlyList<string> Urls => [.. (Tree["urls"] as JsonArray ?? []).Select(static u => u.AsText()).OfType<string>()];

    /// <summary>When it was added; the beginning of time when the index does not say.</summary>
    public DateTimeOffset Created =>
        DateTimeOffset.TryParse(Tree.GetText("created"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created) ? created : DateTimeOffset.MinValue;

    /// <summary>True when it has what every entry must have; others are left out of the index (Helm does the same).</summary>
    public bool IsValid =>
        Tree.GetText("apiVersion") is not "" && Name.Length > 0 && Name is not ("." or "..") && !Name.AsSpan().ContainsAny('/', '\\')
        && Versioning.SemanticVersion.TryParse(Version, out _);

    public JsonObject Write()
    {
        var tree = new JsonObject();
        foreach (var field in Fields)
        {
            if (Tree[field] is { } value && !IsEmpty(value))
            {
                tree[field] = value.DeepClone();
            }
            else if (field == "urls")
            {
                tree[field] = null;
            }
            else if (field == "created")
            {
                tree[field] = HelmIndex.NoTime;
            }
        }

        return tree;
    }

    private static bool IsEmpty(JsonNode value) => value switch
    {
        JsonArray array => array.Count == 0,
        JsonObject tree => tree.Count == 0,
        _ => value.AsText() is "" || (value.GetValueKind() == System.Text.Json.JsonValueKind.False),
    };
}
