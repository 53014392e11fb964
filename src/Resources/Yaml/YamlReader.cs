using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Reads YAML as Kubernetes does.</summary>
/// <remarks>
/// Keys become strings, duplicate keys are refused, aliases are expanded into copies and merge keys (<c>&lt;&lt;</c>) are
/// resolved, so the trees hold only what JSON can say. Integers of 64 bits are exact; the text of other numbers is kept.
/// JSON is YAML, so it can be read too.
/// </remarks>
public static class YamlReader
{
    /// <summary>Reads every document of a text; an empty document gives null.</summary>
    /// <param name="text">One or more documents; a byte-order mark and CRLF line ends are fine.</param>
    /// <param name="file">Name used in errors.</param>
    /// <param name="limits">Caps; <see cref="YamlLimits.Default"/> when null.</param>
    /// <returns>The documents in order; none for a text of blanks and comments.</returns>
    /// <exception cref="YamlException">The text is not YAML, or exceeds a limit.</exception>
    public static IReadOnlyList<JsonNode?> ReadDocuments(string text, string? file = null, YamlLimits? limits = null) =>
        ReadDocuments(text, new YamlReadOptions { File = file, Limits = limits ?? YamlLimits.Default });

    /// <summary>Reads every document of a text; an empty document gives null.</summary>
    /// <param name="text">One or more documents.</param>
    /// <param name="options">How to read it.</param>
    /// <returns>The documents in order; none for a text of blanks and comments.</returns>
    /// <exception cref="YamlException">The text is not YAML, or exceeds a limit.</exception>
    public static IReadOnlyList<JsonNode?> ReadDocuments(string text, YamlReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        return new YamlTreeBuilder(options).Read(text);
    }

    /// <summary>Reads the Kubernetes objects of a text: empty documents are left out, lists are flattened.</summary>
    /// <param name="text">One or more documents.</param>
    /// <param name="file">Name used in errors.</param>
    /// <param name="limits">Caps; <see cref="YamlLimits.Default"/> when null.</param>
    /// <returns>
    /// The objects in order. A kind ending in <c>List</c> with <c>items</c> gives its items; an item without kind or API
    /// version takes them from the list.
    /// </returns>
    /// <exception cref="YamlException">The text is not YAML, exceeds a limit, or a document is not an object.</exception>
    public static IReadOnlyList<Unstructured> ReadResources(string text, string? file = null, YamlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var builder = new YamlTreeBuilder(new YamlReadOptions { File = file, Limits = limits ?? YamlLimits.Default });
        var documents = builder.Read(text);
        var resources = new List<Unstructured>(documents.Count);
        for (var i = 0; i < documents.Count; i++)
        {
            switch (documents[i])
            {
                case null:
                    break;
                case JsonObject root:
                    AddFlattened(root, resources, builder, i);
                    break;
                default:
                    throw builder.Error("a Kubernetes object is expected, but the document is not a mapping", i);
            }
        }

        return resources;
    }

    private static void AddFlattened(JsonObject root, List<Unstructured> resources, YamlTreeBuilder builder, int document)
    {
        var kind = root.GetText("kind");
        if (kind is null || !kind.EndsWith("List", StringComparison.Ordinal) || !root.ContainsKey("items"))
        {
            resources.Add(new Unstructured(root));
            return;
        }

        if (root["items"] is not JsonArray items)
        {
            if (root["items"] is not null)
            {
                throw builder.Error($"items of {kind} is not a list", document);
            }

            return;
        }

        var itemKind = kind[..^"List".Length];
        foreach (var item in items.ToArray())
        {
            if (item is not JsonObject child)
            {
                throw builder.Error($"an item of {kind} is not an object", document);
            }

            items.Remove(child);
            if (itemKind.Length > 0 && !child.ContainsKey("kind"))
            {
                child.Insert(0, "kind", itemKind);
                if (!child.ContainsKey("apiVersion"))
                {
                    child.Insert(0, "apiVersion", root.GetText("apiVersion") ?? "");
                }
            }

            AddFlattened(child, resources, builder, document);
        }
    }
}
