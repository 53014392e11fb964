using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Documents that texts hold, such as a JSON or YAML file in a ConfigMap.</summary>
internal static class StructuredText
{
    /// <summary>Reads a mapping or a list from a text.</summary>
    public static bool TryParse(string text, out JsonNode document)
    {
        document = null!;
        try
        {
            if (YamlReader.ReadDocuments(text, new YamlReadOptions { Dialect = YamlDialect.Kustomize }) is [{ } root, ..] && root is JsonObject or JsonArray)
            {
                document = root;
                return true;
            }
        }
        catch (YamlException)
        {
            // Not structured, then.
        }

        return false;
    }

    /// <summary>Writes a document in the form the text had: JSON in one line or several, or YAML.</summary>
    public static string Write(JsonNode document, string original)
    {
        var isJson = original.TrimStart() is ['{' or '[', ..];
        if (!isJson)
        {
            return YamlWriter.Write(document).Trim();
        }

        var isPretty = original.Contains('\n', StringComparison.Ordinal) && original.Contains("  ", StringComparison.Ordinal);
        return GoJson.Write(document, isPretty ? 2 : 0);
    }
}
