using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Writes YAML in the layout of sigs.k8s.io/yaml, which kubectl and kustomize print.</summary>
/// <remarks>
/// Block style with list items at the indent of their key; text that would read as another type in quotes; text of several
/// lines as a literal block; words folded at 80 columns.
/// </remarks>
public static class YamlWriter
{
    /// <summary>Writes one document, ending with a newline.</summary>
    /// <param name="node">The tree; null writes <c>null</c>.</param>
    /// <param name="order">Order of keys.</param>
    public static string Write(JsonNode? node, YamlKeyOrder order = YamlKeyOrder.Tree)
    {
        var output = new StringBuilder(1024);
        Append(output, node, order);
        return output.ToString();
    }

    /// <summary>Writes several documents with <c>---</c> lines between them.</summary>
    /// <param name="documents">The trees.</param>
    /// <param name="order">Order of keys.</param>
    public static string WriteAll(IEnumerable<JsonNode?> documents, YamlKeyOrder order = YamlKeyOrder.Tree)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var output = new StringBuilder(4096);
        foreach (var document in documents)
        {
            if (output.Length > 0)
            {
                output.Append("---\n");
            }

            Append(output, document, order);
        }

        return output.ToString();
    }

    /// <summary>Appends one document, ending with a newline.</summary>
    public static void Append(StringBuilder output, JsonNode? node, YamlKeyOrder order = YamlKeyOrder.Tree)
    {
        ArgumentNullException.ThrowIfNull(output);
        new YamlTreeEmitter(output, order).WriteDocument(node);
    }
}
