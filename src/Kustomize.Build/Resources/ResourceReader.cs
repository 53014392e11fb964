using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Reads resources from YAML as kustomize does: lists are taken apart, every object needs a kind and a name.</summary>
internal static class ResourceReader
{
    /// <param name="text">One or more documents.</param>
    /// <param name="file">Name used in errors.</param>
    /// <param name="limits">Caps on the text.</param>
    /// <exception cref="KustomizeException">The text is not YAML, or a document is not a resource.</exception>
    public static List<Resource> Read(string text, string? file, YamlLimits limits)
    {
        HashSet<(JsonObject, string)>? empty = null;
        IReadOnlyList<JsonNode?> documents;
        try
        {
            documents = YamlReader.ReadDocuments(text, new YamlReadOptions
            {
                File = file,
                Limits = limits,
                Dialect = YamlDialect.Kustomize,
                OnEmptyValue = (map, key) => (empty ??= []).Add((map, key)),
            });
        }
        catch (YamlException e)
        {
            throw new KustomizeException($"MalformedYAMLError: yaml: line {e.Line}: {e.Reason}", file, inner: e);
        }

        var queue = new Queue<JsonObject>();
        foreach (var document in documents)
        {
            if (documents.Count == 1 && document is JsonObject list && Scalars.Text(list["kind"]) is "List" or "ResourceList" && document["items"] is JsonArray items)
            {
                Enqueue(queue, items, file);
            }
            else
            {
                Enqueue(queue, document, file);
            }
        }

        return Flatten(queue, empty, file);
    }

    private static List<Resource> Flatten(Queue<JsonObject> queue, HashSet<(JsonObject, string)>? empty, string? file)
    {
        var resources = new List<Resource>(queue.Count);
        while (queue.TryDequeue(out var root))
        {
            var kind = Scalars.Text(root["kind"]);
            if (!kind.EndsWith("List", StringComparison.Ordinal) || !root.TryGetPropertyValue("items", out var items))
            {
                resources.Add(new Resource(root) { EmptyValues = empty });
                continue;
            }

            switch (items)
            {
                case null:
                    break;
                case JsonArray array:
                    Enqueue(queue, array, file);
                    break;
                default:
                    throw new KustomizeException($"expected array in {kind}/items", file);
            }
        }

        return resources;
    }

    private static void Enqueue(Queue<JsonObject> queue, JsonArray items, string? file)
    {
        while (items.Count > 0)
        {
            var item = items[0];
            items.RemoveAt(0);
            Enqueue(queue, item, file);
        }
    }

    private static void Enqueue(Queue<JsonObject> queue, JsonNode? node, string? file)
    {
        if (Scalars.IsNullOrEmpty(node))
        {
            return;
        }

        if (node is not JsonObject root)
        {
            throw new KustomizeException("a resource must be a mapping", file);
        }

        Validate(root, file);
        queue.Enqueue(root);
    }

    /// <summary>Refuses an object without kind, or without name unless it is a list.</summary>
    public static void Validate(JsonObject root, string? file)
    {
        var kind = Scalars.Text(root["kind"]);
        if (kind.Length == 0)
        {
            throw new KustomizeException($"missing kind in object {Describe(root)}", file);
        }

        if (!kind.EndsWith("List", StringComparison.Ordinal) && Scalars.Text(root.At("metadata", "name")).Length == 0)
        {
            throw new KustomizeException($"missing metadata.name in object {Describe(root)}", file);
        }
    }

    private static string Describe(JsonObject root) =>
        $"{{apiVersion: {Scalars.Text(root["apiVersion"])}, kind: {Scalars.Text(root["kind"])}, name: {Scalars.Text(root.At("metadata", "name"))}}}";
}
