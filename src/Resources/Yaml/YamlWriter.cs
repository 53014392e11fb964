using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Writes YAML in the layout of sigs.k8s.io/yaml.</summary>
public static class YamlWriter
{
    /// <summary>Writes one document, ending with a newline, keys in the order of the tree.</summary>
    public static string Write(JsonNode? node) => throw new NotSupportedException();

    /// <summary>Writes several documents with <c>---</c> lines between them.</summary>
    public static string WriteAll(IEnumerable<JsonNode?> documents) => throw new NotSupportedException();
}
