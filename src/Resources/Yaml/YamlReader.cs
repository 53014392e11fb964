using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Reads YAML as Kubernetes does.</summary>
public static class YamlReader
{
    /// <summary>Reads every document of a text; an empty document gives null.</summary>
    /// <exception cref="YamlException">The text is not YAML, or exceeds a limit.</exception>
    public static IReadOnlyList<JsonNode?> ReadDocuments(string text, string? file = null, YamlLimits? limits = null) =>
        throw new NotSupportedException();

    /// <summary>Reads the Kubernetes objects of a text: empty documents are left out, lists are flattened.</summary>
    /// <exception cref="YamlException">The text is not YAML, exceeds a limit, or a document is not an object.</exception>
    public static IReadOnlyList<Unstructured> ReadResources(string text, string? file = null, YamlLimits? limits = null) =>
        throw new NotSupportedException();
}
